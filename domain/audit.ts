import { type Static, Type } from 'typebox'
import type { Cell } from './csv.ts'

/** Who did what, and how it ended. */
export const AuditEntry = Type.Object({
  seq: Type.Integer(),
  /** UTC ms. */
  at: Type.Number(),
  actor: Type.String(),
  /** Address or program that it came from; '' when it is the city itself. */
  source: Type.String(),
  action: Type.String(),
  object: Type.String(),
  result: Type.String(),
  detail: Type.String(),
})
export type AuditEntry = Static<typeof AuditEntry>

const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' })

/** A signed tree head (RFC 6962): what the log was at one moment. */
export const AuditHead = Type.Object({
  size: Type.Integer(),
  /** Number of its newest entry. */
  seq: Type.Integer(),
  at: Type.Number(),
  root: Hash,
  /** Link of the newest entry. */
  link: Hash,
  /** Id of the public key. */
  key: Type.String(),
  /** Ed25519 over the other fields, base64url. */
  signature: Type.String(),
})
export type AuditHead = Static<typeof AuditHead>

/** That an entry is part of what a head signs: SHA-256(0x00 | before | canonical entry) is the leaf `index`. */
export const AuditProof = Type.Object({
  entry: AuditEntry,
  index: Type.Integer(),
  before: Hash,
  link: Hash,
  path: Type.Array(Hash),
  head: AuditHead,
})
export type AuditProof = Static<typeof AuditProof>

/** That a log only grew between two heads. */
export const AuditConsistency = Type.Object({ from: AuditHead, to: AuditHead, path: Type.Array(Hash) })
export type AuditConsistency = Static<typeof AuditConsistency>

/** Whether the log is whole, as far as this city can say it of itself. */
export const AuditState = Type.Object({
  head: Type.Union([AuditHead, Type.Null()]),
  /** PEM. */
  publicKey: Type.String(),
  keepDays: Type.Integer(),
  /** Where heads are written besides the data folder. */
  anchors: Type.Array(Type.String()),
  /** Why heads do not get there; null when they do. */
  anchorFault: Type.Union([Type.String(), Type.Null()]),
  /** When all of it was gone through last; null: not yet. */
  verifiedAt: Type.Union([Type.Number(), Type.Null()]),
  isVerifying: Type.Boolean(),
  entries: Type.Integer(),
  /** The first entry that is not as it was written. */
  broken: Type.Union([Type.Object({ seq: Type.Integer(), what: Type.String() }), Type.Null()]),
})
export type AuditState = Static<typeof AuditState>

/** Columns of the audit as a table for spreadsheets. */
export const AUDIT_COLUMNS = ['seq', 'time', 'actor', 'source', 'action', 'object', 'result', 'detail'] as const

/** Cells of an entry, in the order of `AUDIT_COLUMNS`. */
export function auditCells({ seq, at, actor, source, action, object, result, detail }: AuditEntry): readonly Cell[] {
  return [seq, new Date(at).toISOString(), actor, source, action, object, result, detail]
}
