import { LONGEST_MS, type Span } from '../playback/question.ts'

/** What the address of a report says. */
export interface Question {
  readonly span: Span
  /** The report is of this incident. */
  readonly incident: string | null
}

const HOUR_MS = 3_600_000
/** A span that nobody chose. */
const SHIFT_MS = 8 * HOUR_MS

/** The last eight hours where the address names no span. */
export function questionOf(param: (name: string) => string | null, now: number): Question {
  const from = timeOf(param('from'))
  const to = timeOf(param('to'))
  const isSpan = from !== null && to !== null && from < to && to - from <= LONGEST_MS
  return {
    span: isSpan ? { from, to } : { from: Math.floor((now - SHIFT_MS) / HOUR_MS) * HOUR_MS, to: now },
    incident: param('incident'),
  }
}

/** What the address asks, without the time at which it is read: the same address is asked once. */
export function askedIn(param: (name: string) => string | null): string {
  return JSON.stringify([param('incident'), param('from'), param('to')])
}

function timeOf(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null
}
