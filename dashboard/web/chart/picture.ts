import type { Severity } from '../../../domain/severity.ts'
import type { Points } from './window.ts'

/** One line of a chart, with its own name and figures. */
export interface ChartLine {
  readonly id: string
  readonly label: string
  readonly unit: string
  readonly decimals: number
  readonly points: Points
  /** Distance of points without a gap, ms. */
  readonly intervalMs: number
  /** Least and greatest reading of each bucket; null where the points are the readings themselves. */
  readonly range: Range | null
}

/** By the time of a bucket. */
export type Range = readonly (readonly [at: number, low: number, high: number])[]

export const BAND_KINDS = ['alarm', 'shelved', 'suppressed', 'out-of-service', 'maintenance', 'outage', 'gap'] as const
export type BandKind = (typeof BAND_KINDS)[number]

/** A span of time in which something held. */
export interface Band {
  readonly kind: BandKind
  /** UTC ms. */
  readonly from: number
  /** Null: it still holds. */
  readonly to: number | null
  readonly label: string
  readonly severity?: Severity
  /** The alarm that it is of, and the value that it is about. */
  readonly alarm?: string
  readonly value?: string | null
  /** It is about something else than the lines: named above them, and not drawn behind them. */
  readonly isAside?: boolean
}

/** All that one chart shows, in a window of time. Every line has the same unit. */
export interface Picture {
  readonly title: string
  readonly unit: string
  readonly decimals: number
  /** UTC ms. */
  readonly from: number
  readonly to: number
  readonly lines: readonly ChartLine[]
  readonly limits: readonly { readonly at: number; readonly label: string }[]
  readonly bands: readonly Band[]
  /** It stands below others that name their lines at the right. */
  readonly isBeside?: boolean
  /** Bounds of the figures; by the readings when not given. */
  readonly scale?: readonly [low: number, high: number]
}

/** Bands in rows, so that none hides another; what finds no row goes into the last. */
export function lanesOf(bands: readonly Band[], mostLanes: number): readonly (readonly [band: Band, lane: number])[] {
  const ends: number[] = []
  return bands
    .toSorted((a, b) => a.from - b.from)
    .map((band) => {
      const free = ends.findIndex((end) => end <= band.from)
      const lane = free === -1 ? Math.min(ends.length, mostLanes - 1) : free
      ends[lane] = Math.max(ends[lane] ?? -Infinity, band.to ?? Infinity)
      return [band, lane] as const
    })
}

/** Rows of bands above the lines; more would leave no room for these. */
export const MOST_LANES = 5

/** How many rows the bands of a picture need. */
export function rowsOf({ bands }: Picture): number {
  const named = bands.filter(({ kind }) => kind !== 'gap')
  return lanesOf(named, MOST_LANES).reduce((most, [, lane]) => Math.max(most, lane + 1), 0)
}

/** Times that the cursor can stand at, each once, in order. */
export function timesOf({ lines, from, to }: Picture): readonly number[] {
  const times = new Set<number>()
  for (const { points } of lines) for (const [at] of points) if (at >= from && at <= to) times.add(at)
  return [...times].toSorted((a, b) => a - b)
}

/** The time so many steps from where the cursor is; from nowhere, the newest. */
export function stepFrom(times: readonly number[], at: number | null, by: number): number | null {
  if (times.length === 0) return null
  if (at === null) return times.at(by > 0 ? 0 : -1) ?? null
  const next = times.findIndex((time) => time > at)
  const behind = next === -1 ? times.length : next
  const isOn = times[behind - 1] === at
  const from = by > 0 ? behind - 1 : isOn ? behind - 1 : behind
  return times[Math.min(times.length - 1, Math.max(0, from + by))] ?? null
}

/** What a line says at a time: the point there, or the newest before it within an interval and a half. */
export function pointAt({ points, intervalMs }: ChartLine, at: number): Points[number] | null {
  let low = 0
  let high = points.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle]?.[0] ?? 0) <= at) low = middle + 1
    else high = middle
  }
  const point = points[low - 1]
  return point !== undefined && at - point[0] <= intervalMs * 1.5 ? point : null
}

/** Bands that hold at a time. */
export function bandsAt(bands: readonly Band[], at: number): readonly Band[] {
  return bands.filter(({ from, to }) => from <= at && (to === null || at < to))
}
