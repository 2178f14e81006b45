import type { Fault } from '../domain/errors.ts'

/** How far a device's clock may be off before its reading is set aside. */
export interface TimeWindow {
  readonly pastMs: number
  readonly futureMs: number
}

const DAY = 86_400_000
const YEAR = 365.25 * DAY
export const DEFAULT_WINDOW: TimeWindow = { pastMs: 400 * DAY, futureMs: 5 * 60_000 }

const ISO = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/
const WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$/
const LEAP_SECOND = /T\d{2}:\d{2}:60/
/** Last moment of a calendar in JavaScript (ECMA-262, 21.4.1.1). */
const LAST_MOMENT = 8.64e15

/** What other units of a number would make it a time of now. */
const OTHER_UNITS: readonly (readonly [string, number])[] = [
  ['seconds', 1e3],
  ['microseconds', 1e-3],
  ['nanoseconds', 1e-6],
]

/** `ts` of a reading as UTC ms, the time of receipt where it has none; or why it is no time that can be stored. */
export function timeOf(ts: unknown, receivedAt: number, window: TimeWindow): number | Fault {
  if (ts === undefined || ts === null) return receivedAt
  const at = momentOf(ts)
  if (Number.isNaN(at)) return badTime(ts)
  const aheadMs = at - receivedAt
  if (aheadMs > window.futureMs) return tooFar('in-the-future', at, { receivedAt, window })
  if (-aheadMs > window.pastMs) return tooFar('too-old', at, { receivedAt, window })
  return at
}

/** UTC ms of milliseconds since 1970 or ISO 8601 with a zone; NaN when it is no time. */
export function momentOf(ts: unknown): number {
  if (typeof ts === 'string') return momentIn(ts)
  return typeof ts === 'number' && Number.isFinite(ts) && ts >= 0 ? Math.floor(ts) : Number.NaN
}

function momentIn(ts: string): number {
  const [, year, month, day] = ISO.exec(ts) ?? []
  if (day === undefined) return Number.NaN
  // Date.parse takes 30 February for 2 March.
  if (Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()) return Number.NaN
  return Date.parse(ts)
}

function badTime(ts: unknown): Fault {
  const detail = `ts: expected milliseconds since 1970 or ISO 8601 with a zone, found ${JSON.stringify(ts).slice(0, 60)}`
  return { reason: 'bad-time', detail: detail + remedyFor(ts), field: 'ts' }
}

function remedyFor(ts: unknown): string {
  if (typeof ts === 'number') return ts < 0 ? '; a time before 1970 cannot be measured' : ''
  if (typeof ts !== 'string') return ''
  if (LEAP_SECOND.test(ts)) return '; a leap second is sent as second 59 or as the second after it'
  if (WITHOUT_ZONE.test(ts)) return '; it has no zone: add Z or +08:00'
  return /^\d+(\.\d+)?$/.test(ts) ? '; a number is sent without quotation marks' : ''
}

function tooFar(
  reason: 'in-the-future' | 'too-old',
  at: number,
  { receivedAt, window }: { readonly receivedAt: number; readonly window: TimeWindow },
): Fault {
  const skewMs = at - receivedAt
  const unit = OTHER_UNITS.find(([, times]) => isWithin(at * times - receivedAt, window))
  const shown = at <= LAST_MOMENT ? new Date(at).toISOString() : String(at)
  if (unit)
    return { reason, detail: `ts ${at} is ${shown}; were these ${unit[0]}? Milliseconds are expected`, field: 'ts' }
  const span = spanOf(Math.abs(skewMs))
  if (reason === 'too-old') {
    const detail = `ts ${shown} is ${span} behind the server: its clock is wrong, or the reading is too old`
    return { reason, detail, field: 'ts', skewMs }
  }
  if (at > LAST_MOMENT) return { reason, detail: `ts ${shown} is ${span} ahead of the server`, field: 'ts' }
  const detail = `ts ${shown} is in the future: its clock is about ${span} ahead of the server`
  return { reason, detail, field: 'ts', skewMs }
}

function isWithin(aheadMs: number, { pastMs, futureMs }: TimeWindow): boolean {
  return aheadMs <= futureMs && aheadMs >= -pastMs
}

/** `7 h 59 min`: the two largest units of a span. */
export function spanOf(ms: number): string {
  const units: readonly (readonly [string, number])[] = [
    ['years', YEAR],
    ['days', DAY],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1_000],
  ]
  const first = units.findIndex(([, size]) => ms >= size)
  if (first < 0) return `${Math.round(ms)} ms`
  const [name, size] = units[first]!
  const second = units[first + 1]
  const count = Math.floor(ms / size)
  const rest = second ? Math.floor((ms - count * size) / second[1]) : 0
  return rest === 0 ? `${count} ${name}` : `${count} ${name} ${rest} ${second![0]}`
}
