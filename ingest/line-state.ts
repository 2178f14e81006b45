import type { Position } from '../journal/journal.ts'

/** Where the line stands; counts are since the start. */
export interface LineState {
  readonly judged: Position
  readonly stored: Position
  readonly isStoreBehind: boolean
  /** What the last run had judged is gone through again, for the store only. */
  readonly isRepeating: boolean
  readonly readings: number
  readonly refused: number
}
