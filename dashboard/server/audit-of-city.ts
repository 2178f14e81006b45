import type { AuditConsistency, AuditEntry, AuditHead, AuditProof, AuditState } from '../../domain/audit.ts'
import type { PageOf, Paging } from './city.ts'

/** Which entries of the audit; every part that is given must hold. */
export interface AuditQuery {
  readonly actor?: string
  readonly action?: string
  readonly object?: string
  readonly result?: string
  /** UTC ms, `to` exclusive. */
  readonly from?: number
  readonly to?: number
  readonly text?: string
}

/** Somebody was turned away. */
export interface Denial {
  /** `?` when nobody is signed in. */
  readonly actor: string
  readonly source: string
  /** What was asked for. */
  readonly object: string
  /** Code of the error. */
  readonly why: string
}

/** Who did what in the city, and the proof that it is whole. */
export interface AuditOfCity {
  /** Newest first. A page may have fewer entries than its limit, or none, and still have a next one. */
  list(query: AuditQuery & Paging): Promise<PageOf<AuditEntry>>
  heads(paging: Paging): Promise<PageOf<AuditHead>>
  /** In the tree of the newest head, or of the one of `size`. Throws `not-found`. */
  proof(seq: number, size?: number): Promise<AuditProof>
  /** Throws `not-found` for sizes that have no head, or were cut away. */
  consistency(from: number, to: number): Promise<AuditConsistency>
  state(): AuditState
  /** Goes through all of it; the answer is in `state`. */
  verify(by: string): Promise<void>
  /** Durable when it resolves. */
  note(entry: Omit<AuditEntry, 'seq' | 'at'>): Promise<void>
  /** Noted at once, and summed up by the minute when it happens again and again. */
  denied(denial: Denial): void
}
