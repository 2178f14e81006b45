import type { SeriesAnswer } from '../../../domain/wire.ts'

export type Points = SeriesAnswer['points']

/** Lengths of time that a chart can show, hours. */
export const SPANS = { hour: 1, sixHours: 6, day: 24, week: 168, month: 720, year: 8760 } as const
export type Span = keyof typeof SPANS

/** A window of time, UTC ms. */
export interface Window {
  readonly from: number
  readonly to: number
}

const HOUR_MS = 3_600_000
/** Narrower than this nothing can be told apart. */
const LEAST_MS = 10_000
/** As far as readings are taken back. */
const MOST_MS = 400 * 24 * HOUR_MS

const STEPS: readonly (readonly [string, number])[] = [
  ['10s', 10],
  ['30s', 30],
  ['1m', 60],
  ['2m', 120],
  ['5m', 300],
  ['10m', 600],
  ['15m', 900],
  ['30m', 1800],
  ['1h', 3600],
  ['2h', 7200],
  ['6h', 21_600],
  ['12h', 43_200],
  ['1d', 86_400],
  ['7d', 604_800],
]

/**
 * Width of a bucket so that no more points are asked for than a chart so wide can show: one in two pixels. Null: the
 * readings themselves are few enough.
 */
export function everyFor(
  spanSeconds: number,
  pixels: number,
  cadenceSeconds: number,
): { every: string; seconds: number } | null {
  const most = Math.max(50, pixels / 2)
  if (spanSeconds / cadenceSeconds <= most) return null
  const found = STEPS.find(([, seconds]) => seconds >= cadenceSeconds && spanSeconds / seconds <= most) ?? STEPS.at(-1)
  const [every, seconds] = found ?? ['1h', 3600]
  return { every, seconds }
}

/** The points with an empty one wherever more than one and a half intervals are missing, so that no line crosses a gap. */
export function withGaps(points: Points, intervalMs: number): readonly (readonly [number, number | null, number])[] {
  const out: (readonly [number, number | null, number])[] = []
  let last: number | undefined
  for (const point of points) {
    if (last !== undefined && point[0] - last > intervalMs * 1.5) out.push([last + intervalMs, null, 9])
    out.push(point)
    last = point[0]
  }
  return out
}

/** Where nothing is for more than three intervals, within a window and up to now; each from the last point to the next. */
export function gapsIn(points: Points, intervalMs: number, { from, to }: Window, now: number): readonly Window[] {
  const gaps: Window[] = []
  const end = Math.min(to, now)
  let last = from
  for (const [at] of points) {
    if (at - last > intervalMs * 3) gaps.push({ from: last === from ? last : last + intervalMs, to: at })
    last = Math.max(last, at)
  }
  if (points.length > 0 && end - last > intervalMs * 3) gaps.push({ from: last + intervalMs, to: end })
  return gaps
}

/** A window so many times as wide, in which `about` stays where it is. */
export function zoomed({ from, to }: Window, times: number, about = (from + to) / 2): Window {
  const width = Math.min(MOST_MS, Math.max(LEAST_MS, (to - from) * times))
  const share = (about - from) / (to - from)
  const start = about - width * share
  return { from: Math.round(start), to: Math.round(start + width) }
}

/** The window moved by a share of its width. */
export function panned({ from, to }: Window, by: number): Window {
  const shift = Math.round((to - from) * by)
  return { from: from + shift, to: to + shift }
}

/** The window between two times, in whichever order; null when it is too narrow to be meant. */
export function between(a: number, b: number): Window | null {
  const window = { from: Math.round(Math.min(a, b)), to: Math.round(Math.max(a, b)) }
  return window.to - window.from < LEAST_MS ? null : window
}

/** What an address says: a window of its own (`from`, `to`), or a span up to now. */
export function windowOf(param: (name: string) => string | null, now: number): Window & { readonly span: Span | null } {
  const [from, to] = [Number(param('from') ?? Number.NaN), Number(param('to') ?? Number.NaN)]
  if (Number.isFinite(from) && Number.isFinite(to) && to - from >= LEAST_MS && to - from <= MOST_MS && from > 0)
    return { from, to, span: null }
  const asked = param('span')
  const span: Span = asked !== null && Object.hasOwn(SPANS, asked) ? (asked as Span) : 'day'
  return { from: now - SPANS[span] * HOUR_MS, to: now, span }
}

/** The address of a window; null: the span holds again. */
export function paramsOf(window: Window | null): Readonly<Record<string, string | null>> {
  return window === null ? { from: null, to: null } : { from: String(window.from), to: String(window.to) }
}
