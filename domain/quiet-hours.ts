import { type Static, Type } from 'typebox'
import { rankOf, Severity } from './severity.ts'

const Clock = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', examples: ['22:00'] })

/** Hours of local time, every day, in which lesser alarms wait; red never does. */
export const QuietHours = Type.Object(
  {
    from: Clock,
    to: Clock,
    /** The highest severity that waits. */
    upTo: Type.Enum(['blue', 'yellow', 'orange']),
  },
  { additionalProperties: false },
)
export type QuietHours = Static<typeof QuietHours>

const MINUTE_MS = 60_000
const DAY_MINUTES = 1440

/** When the quiet hours that hold at `at` are over, UTC ms; null when none do. Hours that the clock skips or repeats are looked at again. */
export function quietUntil(quiet: QuietHours, at: number, timeZone: string): number | null {
  const from = minutesOf(quiet.from)
  const to = minutesOf(quiet.to)
  const local = localMinutes(at, timeZone)
  const isQuiet = from <= to ? local >= from && local < to : local >= from || local < to
  if (!isQuiet) return null
  const left = (to - local + DAY_MINUTES) % DAY_MINUTES
  return Math.floor(at / MINUTE_MS) * MINUTE_MS + left * MINUTE_MS
}

/** Whether an alarm of this severity waits while it is quiet. */
export function waitsInQuiet(quiet: QuietHours, severity: Severity): boolean {
  return severity !== 'red' && rankOf(severity) <= rankOf(quiet.upTo)
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
}

function localMinutes(at: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(at)
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0)
  return part('hour') * 60 + part('minute')
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}
