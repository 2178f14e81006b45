import { NOBODY } from '../domain/ledger.ts'
import type { Batch, Position } from '../journal/journal.ts'
import type { Committer } from './committer.ts'
import type { Place } from './place.ts'
import type { Tally } from './tally.ts'

/** Keeps the books of what was received: each station's account, and apart from it that of every message. */
export interface Bookkeeper {
  /** A batch was judged, in order. Its counts and `judged` are kept in one transaction. Returns the readings that came. */
  judged(batch: Batch, touched: readonly Place[], tally: Readonly<Tally>): number
}

export interface BookkeeperOptions {
  readonly committer: Pick<Committer, 'count' | 'countMessages' | 'cursor'>
  /** Everything below is in the books. */
  readonly from: Position
  /** Positions that nobody can read any more. */
  readonly onLost: (from: Position, to: Position, at: number) => void
}

const HOUR = 3_600_000

export function makeBookkeeper({ committer, from, onLost }: BookkeeperOptions): Bookkeeper {
  let accounted = from

  return {
    judged(batch, touched, { data, status, replays, strays, readings, nobodys }) {
      const hour = Math.floor(batch.receivedAt / HOUR) * HOUR
      const lost = batch.first - accounted
      if (lost > 0) onLost(accounted, batch.first, batch.receivedAt)
      for (const { station, received, refused } of touched) committer.count(station.id, hour, { received, refused })
      if (nobodys > 0) committer.count(NOBODY, hour, { received: nobodys, refused: nobodys })
      committer.countMessages(hour, { data, status, replays, strays, lost, readings })
      accounted = batch.first + batch.topics.length
      committer.cursor('judged', accounted)
      return readings
    },
  }
}
