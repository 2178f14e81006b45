/** A time zone: which instant a wall clock shows, and which day it is there. Days count from 1970-01-01. */
export interface Zone {
  readonly name: string
  /** Local day of an instant. */
  dayOf(at: number): number
  /** Local minutes since midnight of an instant, by the wall clock. */
  minuteOf(at: number): number
  /**
   * Instant at which the wall clock of a day shows so many minutes after midnight, UTC ms. A time that the clock shows twice is
   * its first showing; one that it leaves out is the moment at which it jumps.
   */
  at(day: number, minute: number): number
}

const MINUTE = 60_000
const QUARTER = 15 * MINUTE
const DAY = 86_400_000
const MOST_OFFSETS = 20_000

/** Throws `RangeError` for a name that is no zone's. */
export function makeZone(name: string): Zone {
  const wall = new Intl.DateTimeFormat('en-GB', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })

  // Clocks are set on quarters of an hour.
  const offsets = new Map<number, number>()

  function offset(at: number): number {
    const quarter = Math.floor(at / QUARTER)
    const known = offsets.get(quarter)
    if (known !== undefined) return known
    if (offsets.size > MOST_OFFSETS) offsets.clear()
    const found = offsetAt(quarter * QUARTER)
    offsets.set(quarter, found)
    return found
  }

  function offsetAt(at: number): number {
    const of: Record<string, number> = {}
    for (const { type, value } of wall.formatToParts(at)) of[type] = Number(value)
    const shown = Date.UTC(of['year']!, of['month']! - 1, of['day'], of['hour'], of['minute'], of['second'])
    return shown - Math.floor(at / 1000) * 1000
  }

  /** The instant in (from, to] at which the clock is set. */
  function change(from: number, to: number): number {
    const before = offset(from)
    while (to - from > 1000) {
      const middle = Math.floor((from + to) / 2000) * 1000
      if (offset(middle) === before) from = middle
      else to = middle
    }
    return to
  }

  return {
    name,
    dayOf: (at) => Math.floor((at + offset(at)) / DAY),
    minuteOf: (at) => Math.floor(((((at + offset(at)) % DAY) + DAY) % DAY) / MINUTE),
    at(day, minute) {
      const shown = day * DAY + minute * MINUTE
      const before = offset(shown - DAY)
      const after = offset(shown + DAY)
      if (offset(shown - before) === before) return shown - before
      if (offset(shown - after) === after) return shown - after
      return change(shown - DAY, shown + DAY)
    },
  }
}

/** Day of a date like `2026-11-25`; NaN when there is no such date. */
export function dayOfDate(date: string): number {
  const at = Date.parse(`${date}T00:00:00Z`)
  return dateOfDay(at / DAY) === date ? at / DAY : Number.NaN
}

/** The date of a day. */
export function dateOfDay(day: number): string {
  return Number.isFinite(day) ? new Date(day * DAY).toISOString().slice(0, 10) : ''
}

/** Minutes after midnight of a time like `08:30`. */
export function minuteOfTime(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}
