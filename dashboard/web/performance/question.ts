/** Spans that can be looked at, days. */
export const SPANS = ['7', '30', '90'] as const
export type DaysBack = (typeof SPANS)[number]

const DAY = 86_400_000
const HOUR = 3_600_000

/** What the address asks for. */
export interface Question {
  readonly days: DaysBack
  /** A department; null: the whole city. */
  readonly owner: string | null
}

export function questionOf(param: (name: string) => string | null): Question {
  const asked = param('days')
  return { days: SPANS.find((days) => days === asked) ?? '30', owner: param('owner') }
}

/** The same for the server; from a whole hour on, so that hours are hours of the clock. */
export function queryOf({ days, owner }: Question, now: number): Record<string, string> {
  const from = Math.floor((now - Number(days) * DAY) / HOUR) * HOUR
  return { from: String(from), ...(owner === null ? {} : { owner }) }
}

/** A bar of the history: calls from `at` on. */
export interface Bar {
  readonly at: number
  readonly count: number
}

const MOST_BARS = 200

/** Hours, or days where hours are too many to be told apart. */
export function barsOf(
  byHour: readonly number[],
  from: number,
): { readonly isDays: boolean; readonly bars: readonly Bar[] } {
  const isDays = byHour.length > MOST_BARS
  const width = isDays ? 24 : 1
  const bars: Bar[] = []
  for (let i = 0; i < byHour.length; i += width) {
    const count = byHour.slice(i, i + width).reduce((sum, calls) => sum + calls, 0)
    bars.push({ at: from + i * HOUR, count })
  }
  return { isDays, bars }
}

const EVERY_STATE = 'unacknowledged,acknowledged,returned,shelved,suppressed,out-of-service,normal'

/** Filters of the page of alarms that show what a cause has raised, also what is over. */
export function alarmsOf({
  rule,
  station,
}: {
  readonly rule: string
  readonly station: string
}): Record<string, string> {
  return { state: EVERY_STATE, rule, station }
}
