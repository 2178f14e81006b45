import type { GapCause } from '../../domain/ledger.ts'

/** What was missing when a gap was opened. */
export interface Whole {
  readonly fromAt: number
  readonly toAt: number | null
  readonly first: number | null
  readonly last: number | null
  readonly missing: number | null
}

/** A gap and the pieces that late data has cut it into. */
export interface Family {
  readonly root: number
  readonly openedAt: number
  whole: Whole
  /** Pieces that are still missing. */
  pieces: number
}

/** An interval that later data may still fill. */
export interface OpenGap {
  readonly id: number
  readonly cause: Exclude<GapCause, 'journal' | 'store'>
  readonly family: Family
  fromAt: number
  /** Null: nothing has come since. */
  toAt: number | null
  first: number | null
  last: number | null
  missing: number
  /** It shrank, and the records need not know at once: it can be told from the station's head. */
  isStale: boolean
}
