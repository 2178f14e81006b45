import type { SeriesAnswer } from '../../../domain/wire.ts'

export type Points = SeriesAnswer['points']

/** Lengths of time that a chart can show, hours. */
export const SPANS = { hour: 1, day: 24, week: 168 } as const
export type Span = keyof typeof SPANS

const STEPS: readonly (readonly [string, number])[] = [
  ['1m', 60],
  ['2m', 120],
  ['5m', 300],
  ['10m', 600],
  ['15m', 900],
  ['30m', 1800],
  ['1h', 3600],
  ['2h', 7200],
  ['6h', 21_600],
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
