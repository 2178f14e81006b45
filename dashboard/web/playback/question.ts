import type { IncidentWithParts } from '../../../domain/incident.ts'
/** Speeds, as times of the clock on the wall. */
export const SPEEDS = [1, 2, 5, 10, 30, 60, 120, 300, 600] as const

export interface Span {
  /** UTC ms. */
  readonly from: number
  readonly to: number
}

/** What the address of a playback says; all of it, so that a link shows the same. */
export interface Question {
  /** Null: nothing was chosen yet. */
  readonly span: Span | null
  readonly at: number
  readonly speed: number
  readonly loop: Span | null
  readonly incident: string | null
  /** Only what is in the incident, or the whole city. */
  readonly show: 'incident' | 'city'
  /** Stations whose values are drawn, `station.value`; null: those of the incident. */
  readonly charts: readonly string[] | null
}

const MINUTE = 60_000
/** No span is longer: the server tells of no more at once. */
export const LONGEST_MS = 31 * 86_400_000

export function questionOf(param: (name: string) => string | null, now: number): Question {
  const span = spanOf(timeOf(param('from')), timeOf(param('to')), now)
  const incident = param('incident')
  const [start, end] = (param('loop') ?? '').split('-').map(timeOf)
  const charts = param('charts')
  return {
    span,
    at: clamp(timeOf(param('at')) ?? span?.from ?? now, span),
    speed: SPEEDS.find((speed) => String(speed) === param('speed')) ?? 60,
    loop: span === null ? null : within({ from: start ?? NaN, to: end ?? NaN }, span),
    incident,
    show: incident !== null && param('show') !== 'city' ? 'incident' : 'city',
    charts: charts === null ? null : charts.split(',').filter((one) => one.includes('.')),
  }
}

/** The parameters that a span is written as. */
export function spanParams({ from, to }: Span): Record<'from' | 'to', string> {
  return { from: String(Math.round(from)), to: String(Math.round(to)) }
}

/** An hour until now. */
export function lastHour(now: number): Span {
  return { from: now - 60 * MINUTE, to: now }
}

/** Where an incident begins to be played: when it was first known, for its alarms may tell of earlier. */
export function startParams(
  { openedAt, closedAt, events }: Pick<IncidentWithParts, 'openedAt' | 'closedAt' | 'events'>,
  now: number,
) {
  const span = spanAround(openedAt, closedAt, now)
  const [first] = events
  const knownAt = first?.type === 'opened' ? first.recordedAt : openedAt
  return { ...spanParams(span), at: String(Math.round(clamp(Math.max(openedAt, knownAt), span))) }
}

/** Somewhat before something began until somewhat after it ended, or now; the beginning of what is too long. */
export function spanAround(beganAt: number, endedAt: number | null, now: number): Span {
  const from = beganAt - 10 * MINUTE
  const to = Math.min(now, (endedAt ?? now) + 10 * MINUTE)
  return { from, to: Math.min(Math.max(to, from + MINUTE), from + LONGEST_MS) }
}

/** The next faster or slower speed. */
export function speedBeside(speed: number, by: 1 | -1): number {
  const at = SPEEDS.findIndex((one) => one === speed)
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + by))] ?? speed
}

export function clamp(at: number, span: Span | null): number {
  return span === null ? at : Math.min(span.to, Math.max(span.from, at))
}

function spanOf(from: number | null, to: number | null, now: number): Span | null {
  if (from === null || to === null) return null
  const end = Math.min(to, now)
  return from >= end || end - from > LONGEST_MS ? null : { from, to: end }
}

function within(loop: Span, span: Span): Span | null {
  const from = clamp(loop.from, span)
  const to = clamp(loop.to, span)
  return from < to ? { from, to } : null
}

function timeOf(text: string | null | undefined): number | null {
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : null
}
