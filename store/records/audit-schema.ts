import type { Generated } from 'kysely'

/** Tables of the audit; triggers keep them as they are. */
export interface AuditTables {
  audit: AuditRow
  audit_chain: AuditChainRow
  audit_heads: AuditHeadRow
  audit_nodes: AuditNodeRow
  audit_cuts: AuditCutRow
}

export interface AuditRow {
  seq: Generated<number>
  at: number
  actor: string
  action: string
  object: string
  result: string
  detail: string
  /** Address or program that it came from; '' when it is the city itself. */
  source: Generated<string>
}

/** Written by the trigger of `audit`. */
export interface AuditChainRow {
  seq: number
  /** Its leaf in the tree: 0, 1, 2 … without gaps. */
  n: number
  link: Uint8Array
}

export interface AuditHeadRow {
  size: number
  /** `AuditHead` as JSON. */
  head: string
}

/** A whole subtree of 2^level leaves. */
export interface AuditNodeRow {
  level: number
  place: number
  hash: Uint8Array
}

export interface AuditCutRow {
  size: number
  seq: number
  at: number
  /** `TreeNode`s as JSON, hashes in hex. */
  frontier: string
}
