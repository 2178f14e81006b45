import { missingBetween } from '../../domain/ledger.ts'
import type { Place } from '../place.ts'
import { restOfNumbers, restOfTime } from './fill.ts'
import type { GapBook } from './gap-book.ts'

/** Notices what does not come: numbers that are left out, and readings that are overdue. */
export interface GapWatch {
  /** A reading was judged. In order it costs a few compares. */
  seen(place: Place, ts: number, seq: number): void
  /** A reading was refused of which time and number could be read: its number is not missing. */
  refused(place: Place, ts: number, seq: number): void
  /** Who has been silent at `at`, server time: nothing received, and nothing of that time. */
  tick(places: Iterable<Place>, at: number): void
  /** Nothing will come of it any more. */
  retire(station: string, at: number): void
  /** Those whose head moved since the last call. */
  takeMoved(): readonly Place[]
}

/** A number this far ahead is a new beginning: no gap of a million. */
const MOST_MISSING = 1_000_000
/** A device without a clock may send again what was lost, as of now, for so long. */
const RECENT_MS = 15 * 60_000

/** Measures every reading against the one before. `now`: server time, for when a gap was opened and healed. */
export function makeGapWatch(book: GapBook, now: () => number): GapWatch {
  let moved: Place[] = []

  function mark(place: Place): void {
    if (place.isHeadMoved) return
    place.isHeadMoved = true
    moved.push(place)
  }

  function seen(place: Place, ts: number, seq: number): void {
    const step = ts - place.headTs
    if (seq === place.nextSeq && step > 0 && step <= place.gapMs) {
      if (place.silence !== null) endSilence(place, ts)
      place.headTs = ts
      if (seq !== 0) place.nextSeq = seq + 1
      if (!place.isHeadMoved) mark(place)
    } else look(place, ts, seq)
  }

  function look(place: Place, ts: number, seq: number): void {
    mark(place)
    if (place.headTs === Number.NEGATIVE_INFINITY) {
      place.sinceTs = ts
      place.headTs = ts
      place.nextSeq = seq + 1
      return
    }
    number(place, ts, seq)
    if (ts <= place.headTs) {
      fillTime(place, ts)
      return
    }
    if (place.silence !== null) endSilence(place, ts)
    else if (ts - place.headTs > place.gapMs) {
      const missing = missingBetween(place.headTs, ts, place.station.everySeconds)
      const before = place.gaps?.findLast(({ cause }) => cause === 'cadence')
      // One that sends too seldom all the time has one long gap, not one for each reading.
      if (before?.toAt === place.headTs) book.extend(place, before, ts, missing)
      else book.open(place, 'cadence', { fromAt: place.headTs, toAt: ts, first: null, last: null, missing }, now())
    }
    place.headTs = ts
  }

  function number(place: Place, ts: number, seq: number): void {
    const next = place.nextSeq
    const isLate = ts <= place.headTs
    if (next === -1 || (next === 0 && seq > 0)) place.nextSeq = seq + 1
    else if (seq === 0 && next <= 1) place.nextSeq = 0
    else if (seq === next) place.nextSeq = seq + 1
    else if (fillNumber(place, ts, seq) || isLate) return
    else if (seq > next) {
      const missing = seq - next
      if (missing <= MOST_MISSING)
        book.open(place, 'sequence', { fromAt: place.headTs, toAt: ts, first: next, last: seq - 1, missing }, now())
      place.nextSeq = seq + 1
    } else if (seq === place.backSeq) {
      // Two in a row below what was reached: the device counts anew.
      place.nextSeq = seq + 1
      place.backSeq = -1
    } else place.backSeq = seq + 1
  }

  function fillNumber(place: Place, ts: number, seq: number): boolean {
    const gap = place.gaps?.find(
      ({ cause, first, last, fromAt, toAt }) =>
        cause === 'sequence' && seq >= first! && seq <= last! && ts >= fromAt && ts <= toAt! + RECENT_MS,
    )
    if (!gap) return false
    book.cut(place, gap, restOfNumbers(gap, seq), now())
    return true
  }

  function fillTime(place: Place, ts: number): void {
    const gap = place.gaps?.find(
      ({ cause, fromAt, toAt }) => cause === 'cadence' && toAt !== null && ts > fromAt && ts < toAt,
    )
    if (!gap) return
    const { gapMs, station } = place
    book.cut(place, gap, restOfTime(gap, ts, { gapMs, everySeconds: station.everySeconds }), now())
  }

  /** What comes after a silence either leaves a hole behind, or fills it from its beginning until it has caught up. */
  function endSilence(place: Place, ts: number): void {
    const gap = place.silence!
    const { gapMs, station } = place
    const at = now()
    if (ts - gap.fromAt > gapMs) book.end(place, ts, missingBetween(gap.fromAt, ts, station.everySeconds))
    else if (at - ts > gapMs) {
      gap.fromAt = ts
      gap.isStale = true
    } else {
      const { fromAt } = gap.family.whole
      gap.family.whole = { ...gap.family.whole, toAt: ts, missing: missingBetween(fromAt, ts, station.everySeconds) }
      book.cut(place, gap, [], at)
    }
  }

  return {
    seen,
    refused(place, ts, seq) {
      if (place.headTs === Number.NEGATIVE_INFINITY) return
      number(place, ts, seq)
      mark(place)
    },
    tick(places, at) {
      for (const place of places) {
        if (!(at - place.headTs > place.gapMs && at - place.heardAt > place.gapMs)) continue
        const { silence, headTs: fromAt } = place
        if (silence !== null) {
          if (silence.isStale) book.save(place, silence)
        } else if (fromAt !== Number.NEGATIVE_INFINITY) {
          const missing = missingBetween(fromAt, at, place.station.everySeconds)
          book.open(place, 'cadence', { fromAt, toAt: null, first: null, last: null, missing }, now())
        }
      }
    },
    retire(station, at) {
      const place = book.silent(station)
      if (place?.silence) book.end(place, at, missingBetween(place.silence.fromAt, at, place.station.everySeconds))
    },
    takeMoved() {
      const all = moved
      for (const place of all) place.isHeadMoved = false
      moved = []
      return all
    },
  }
}
