import type { Priority } from '../domain/priority.ts'
import type { Journal } from '../journal/journal.ts'
import type { Series } from '../store/series/series.ts'
import type { Places } from './places.ts'
import type { Sifter } from './sifter.ts'
import type { StoreWritesOptions } from './store-writes.ts'

/** What the feed of the store is made with. */
export interface StoreFeedOptions extends Omit<StoreWritesOptions, 'series'> {
  readonly journal: Journal
  readonly series: Series
  /** A line of its own for what has to be read from the journal again. */
  readonly makeSecond: () => { readonly places: Places & Disposable; readonly sifter: Sifter }
  /** Puts what the store knew below a position into the places of a second line; rejects while the store is away. */
  readonly seed: (places: Places, below: number) => Promise<void>
  /** The line itself could not be told what the store knew: it is caught up with first. */
  readonly isUnseeded?: boolean
  readonly priorityOf?: (station: number) => Priority
  /** The store has taken something, or there is nothing left for it to take. */
  readonly onTaken: () => void
  readonly onTrouble: (error: Error, retryInMs: number) => void
  /** Positions above the store's that the journal cannot give any more; told again when it is read again. */
  readonly onLost?: (from: number, to: number, at: number) => void
  /** Rows that fill a write, and how long a smaller one waits. */
  readonly rows?: number
  readonly everyMs?: number
  /** [0, 1) */
  readonly random?: () => number
  readonly wait?: (ms: number, resolve: () => void) => () => void
}

/** How the feed does; counts are since the start. */
export interface StoreFeedState {
  /** Writes confirmed, and those that failed and are tried again. */
  readonly writes: number
  readonly retries: number
  /** Readings that the store refused for good. */
  readonly refused: number
  /** Rows that went ahead of their turn. */
  readonly ahead: number
  readonly inFlight: number
  /** Somebody has to mend something before the store takes anything. */
  readonly isHeld: boolean
  /** Receipt of the oldest message that is not confirmed, UTC ms; null when all are. */
  readonly oldestAt: number | null
}
