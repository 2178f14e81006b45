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
    let hour = Number.NaN
    let newest = Number.NEGATIVE_INFINITY
    let sum = 0
    let count = 0

    function close(): void {
      const slot = slotOf(hour)
      const before = slots.get(slot)
      if (count >= LEAST_SHARE * expected && count > 0 && (before === undefined || before.hour < hour)) {
        const row = learn({ station: station.number, value, slot, hour, before }, sum / count)
        slots.set(slot, row)
        options.keep(row)
      }
      sum = 0
      count = 0
    }

    return {
      at(ts) {
        const row = slots.get(slotOf(Math.floor(ts / HOUR)))
        if (row === undefined || row.weeks < 2) return null
        return { mean: row.mean, deviation: Math.sqrt(row.m2 / (row.weeks - 1)), weeks: row.weeks }
      },
      learn(ts, figure) {
        // Two rules may look at the same value: it is learned once.
        if (ts <= newest) return
        newest = ts
        const now = Math.floor(ts / HOUR)
        if (now !== hour) {
          if (!Number.isNaN(hour)) close()
          hour = now
        }
        sum += figure
        count++
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
