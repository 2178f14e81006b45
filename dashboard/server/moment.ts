import { Type } from 'typebox'
import { CityError } from '../../domain/errors.ts'

/** A time in a query: UTC milliseconds or ISO 8601 with a zone. */
export const Moment = Type.String({
  pattern: '^(\\d{1,15}|\\d{4}-\\d\\d-\\d\\d(T\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,3})?)?(Z|[+-]\\d\\d:\\d\\d))?)$',
  description: 'UTC milliseconds, or ISO 8601 with a zone',
  examples: ['1764000000000', '2026-11-23T08:00:00+08:00'],
})

/** A width of time in a query: `30s`, `1m`, `15m`, `1h`, `1d`. */
export const Duration = Type.String({
  pattern: '^[1-9]\\d{0,4}(s|m|h|d)$',
  description: 'Seconds, minutes, hours or days',
  examples: ['1m', '15m', '1h', '1d'],
})

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** UTC ms of a `Moment`; `name` is the parameter that a fault names. */
export function momentOf(name: string, text: string): number {
  const at = /^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text)
  if (Number.isNaN(at))
    throw new CityError('request-invalid', `Query parameter "${name}": there is no such time: ${text}.`)
  return at
}

/** Milliseconds of a `Duration`. */
export function durationMs(text: string): number {
  return Number(text.slice(0, -1)) * (UNIT_MS[text.slice(-1)] ?? 0)
}

/** The span that a query asks for; `lengthMs` back from now when it does not say. */
export function spanOf(
  query: { readonly from?: string; readonly to?: string },
  now: number,
  lengthMs: number,
): { readonly from: number; readonly to: number } {
  const to = query.to === undefined ? now : momentOf('to', query.to)
  const from = query.from === undefined ? to - lengthMs : momentOf('from', query.from)
  if (from >= to) throw new CityError('request-invalid', 'Query parameter "from" must be earlier than "to".')
  return { from, to }
}
