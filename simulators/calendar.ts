import cn from './calendar/cn.json' with { type: 'json' }

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** China keeps UTC+8 all year. */
const LOCAL_OFFSET = 8 * HOUR

/** What kind of a day it is for those who work; `rest` is a weekend, `holiday` one that the calendar names. */
export type DayKind = 'work' | 'rest' | 'holiday'

const HOLIDAYS = new Set(
  cn.holidays.flatMap(({ from, to }) =>
    Array.from({ length: numberOf(to) - numberOf(from) + 1 }, (_, i) => numberOf(from) + i),
  ),
)
const WORKED = new Set(cn.workdays.map(numberOf))

/** By China's calendar of public holidays, with the weekends that are worked for them; other years have weekends only. */
export function dayKind(at: number): DayKind {
  const day = Math.floor((at + LOCAL_OFFSET) / DAY)
  if (HOLIDAYS.has(day)) return 'holiday'
  if (WORKED.has(day)) return 'work'
  // 1970-01-01 was a Thursday.
  const weekday = (((day + 4) % 7) + 7) % 7
  return weekday === 0 || weekday === 6 ? 'rest' : 'work'
}

/** Hour of the local day, 0 ≤ hour < 24, with fraction. */
export function localHour(at: number): number {
  return ((((at + LOCAL_OFFSET) % DAY) + DAY) % DAY) / HOUR
}

/** UTC ms of a local date and time, `2026-06-10T14:00`. */
export function localTime(text: string): number {
  return Date.parse(`${text}:00Z`) - LOCAL_OFFSET
}

/** Days since 1970 of a local date. */
function numberOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY
}
