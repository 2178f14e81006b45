import type { UsualRow } from '../../store/records/schema.ts'
import type { Place } from '../place.ts'
import type { Usual } from './measures.ts'

/** Learns what is usual for a value of a station at each hour of the week, from its own hour means. */
export interface UsualBook {
  of(place: Place, value: string): Usual
}

const HOUR = 3_600_000
const HOURS_OF_WEEK = 168
/** Monday 5 January 1970, 00:00. */
const MONDAY = 4 * 24
/** Older weeks fade: a mean follows the season. */
const MOST_WEEKS = 26
/** An hour with less of its expected readings teaches nothing. */
const LEAST_SHARE = 0.75

/** `keep` is called once an hour for each value that is learned, with what to remember. */
export function makeUsualBook(options: {
  readonly known: readonly UsualRow[]
  readonly utcOffsetMinutes: number
  readonly keep: (row: UsualRow) => void
}): UsualBook {
  const rowsOf = new Map<string, Map<number, UsualRow>>()
  const books = new Map<string, Usual>()
  for (const row of options.known) slotsOf(row.station, row.value).set(row.slot, row)

  function slotsOf(station: number, value: string): Map<number, UsualRow> {
    const name = `${station} ${value}`
    let slots = rowsOf.get(name)
    if (!slots) rowsOf.set(name, (slots = new Map()))
    return slots
  }

  function slotOf(hour: number): number {
    const local = hour + Math.floor(options.utcOffsetMinutes / 60)
    return (((local - MONDAY) % HOURS_OF_WEEK) + HOURS_OF_WEEK) % HOURS_OF_WEEK
  }

  function make({ station }: Place, value: string): Usual {
    const slots = slotsOf(station.number, value)
    const expected = 3600 / station.everySeconds
    /** The hour under way, and the one before, to which late readings may still come. */
    let open = newHour(Number.NaN)
    let last = newHour(Number.NaN)

    /** Works out the hour's row, anew when more of it has come. */
    function learnHour(of: Hour): void {
      if (of.count < LEAST_SHARE * expected || of.count === 0) return
      const slot = slotOf(of.hour)
      if (of.before === undefined) of.before = slots.get(slot) ?? null
      if (of.before !== null && of.before.hour >= of.hour) return
      const known = { station: station.number, value, slot, hour: of.hour, before: of.before ?? undefined }
      const row = learn(known, of.sum / of.count)
      slots.set(slot, row)
      options.keep(row)
    }

    return {
      at(ts) {
        const row = slots.get(slotOf(Math.floor(ts / HOUR)))
        if (row === undefined || row.weeks < 2) return null
        return { mean: row.mean, deviation: Math.sqrt(row.m2 / (row.weeks - 1)), weeks: row.weeks }
      },
      learn(ts, figure) {
        const now = Math.floor(ts / HOUR)
        if (now < open.hour) {
          if (now !== last.hour) return
          last.sum += figure
          last.count++
          learnHour(last)
          return
        }
        if (now !== open.hour) {
          last = open
          open = newHour(now)
          if (!Number.isNaN(last.hour)) learnHour(last)
        }
        open.sum += figure
        open.count++
      },
    }
  }

  return {
    of(place, value) {
      const name = `${place.station.number} ${value}`
      let book = books.get(name)
      if (!book) books.set(name, (book = make(place, value)))
      return book
    },
  }
}

interface Hour {
  readonly hour: number
  sum: number
  count: number
  /** What was known of its slot before it; undefined: not looked up yet. */
  before: UsualRow | null | undefined
}

function newHour(hour: number): Hour {
  return { hour, sum: 0, count: 0, before: undefined }
}

/** Welford's update; beyond `MOST_WEEKS` the oldest share is let go first. */
function learn(
  { before, ...of }: Pick<UsualRow, 'station' | 'value' | 'slot' | 'hour'> & { before: UsualRow | undefined },
  figure: number,
): UsualRow {
  const kept = Math.min(before?.weeks ?? 0, MOST_WEEKS - 1)
  const m2 = before === undefined || before.weeks <= 1 ? 0 : before.m2 * ((kept - 1) / (before.weeks - 1))
  const weeks = kept + 1
  const by = figure - (before?.mean ?? 0)
  const mean = (before?.mean ?? 0) + by / weeks
  return { ...of, weeks, mean, m2: weeks === 1 ? 0 : m2 + by * (figure - mean) }
}
