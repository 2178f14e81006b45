import type { Position } from '../../journal/journal.ts'
import type { GapRecords } from '../../store/records/gaps.ts'
import type { StoreLoss } from '../../store/series/series.ts'
import type { Committer } from '../committer.ts'
import { momentOf } from '../device-time.ts'
import type { Place } from '../place.ts'
import type { Places } from '../places.ts'
import type { Refusal } from '../sifter.ts'
import { makeGapBook } from './gap-book.ts'
import { type GapWatch, makeGapWatch } from './gap-watch.ts'

/** Everything that is missing: by number, by cadence, and in the journal. */
export interface Gaps extends Pick<GapWatch, 'seen' | 'retire'> {
  refused(refusal: Refusal): void
  /** Positions of the journal that nobody can read any more. */
  lost(positions: { readonly from: Position; readonly to: Position }, at: number): void
  /** Stored readings that damage took. */
  lostInStore(loss: StoreLoss): void
  /** `at`: server time up to which everything that came is judged. */
  tick(places: Iterable<Place>, at: number): void
  /** What changed goes into the transaction of what is added to the committer now. */
  flush(): void
}

/** Taken up at a start, the newest first if there are more than memory should hold. */
const MOST_TAKEN_UP = 50_000

/** Takes up the gaps, and how far each station had come, as of the position that the line has judged. */
export async function openGaps(of: {
  readonly records: GapRecords
  readonly committer: Pick<Committer, 'add' | 'head'>
  readonly places: Pick<Places, 'byId'>
  readonly now: () => number
}): Promise<Gaps> {
  const { records, committer, places, now } = of
  const [last, heads, entries] = await Promise.all([records.last(), records.heads(), records.unhealed(MOST_TAKEN_UP)])
  const book = makeGapBook(records, last)
  const watch = makeGapWatch(book, now)
  for (const { station, since, ts, next } of heads) {
    const place = places.byId(station)
    if (!place) continue
    place.sinceTs = since
    place.headTs = ts
    place.nextSeq = next
  }
  book.restore(entries, (station) => places.byId(station))
  /** Newest receipt that was judged. */
  let heardAt = now()

  function refused({ place, sent, receivedAt, fault }: Refusal): void {
    if (!place || fault.field === 'ts' || fault.field === 'seq' || typeof sent !== 'object' || sent === null) return
    const { ts, seq } = sent as { ts?: unknown; seq?: unknown }
    const at = ts === undefined || ts === null ? receivedAt : momentOf(ts)
    if (typeof seq === 'number' && Number.isSafeInteger(seq) && seq >= 0 && !Number.isNaN(at))
      watch.refused(place, at, seq)
  }

  return {
    seen: watch.seen,
    retire: watch.retire,
    refused(refusal) {
      for (const one of refusal.all ?? [refusal]) refused(one)
    },
    lost(positions, at) {
      book.lost(positions, Math.min(heardAt, at), at)
      heardAt = at
    },
    lostInStore(loss) {
      book.lostInStore(loss, now())
      book.flush(committer.add)
    },
    tick(all, at) {
      heardAt = at
      watch.tick(all, at)
      book.flush(committer.add)
    },
    flush() {
      for (const { station, sinceTs, headTs, nextSeq } of watch.takeMoved())
        committer.head({ station: station.id, since: sinceTs, ts: headTs, next: nextSeq })
      book.flush(committer.add)
    },
  }
}
