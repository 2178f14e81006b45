import type { StationClock as Shown } from '../domain/wire.ts'

/** What is known of a station's clock: a few numbers, so that a reading costs two comparisons. */
export interface StationClock {
  /** By how much it is ahead of the server, ms; NaN before anything is known. */
  skewMs: number
  /** When that was found, server time. */
  at: number
  /** Its newest reading was refused because of it. */
  isRefused: boolean
  /** The window at hand: its first reading, how many it has, and the least delay among them. */
  firstReceivedAt: number
  firstTs: number
  count: number
  leastMs: number
}

/** A clock that is further off than this is told of. */
export const CLOCK_OFF_MS = 30_000

const WINDOW_MS = 120_000
const LEAST_READINGS = 5
/** In a backlog measurement time runs faster than the clock on the wall. */
const LIVE_SPEED = 1.5

export function makeStationClock(): StationClock {
  return {
    skewMs: Number.NaN,
    at: Number.NaN,
    isRefused: false,
    firstReceivedAt: Number.NaN,
    firstTs: Number.NaN,
    count: 0,
    leastMs: Number.POSITIVE_INFINITY,
  }
}

/**
 * Takes note of a reading newer than all before it. A network can only add to the delay, so the least of a window is nearest to
 * the truth; no reading can come before it was measured, so one that does proves a clock that is ahead at once.
 */
export function noteReading(clock: StationClock, ts: number, receivedAt: number, everyMs: number): void {
  const delayMs = receivedAt - ts
  // Sent without a time, or as exact as can be: it says nothing of a clock.
  if (delayMs === 0) return
  if (clock.isRefused) {
    clock.isRefused = false
    clock.skewMs = Number.NaN
  }
  if (clock.count === 0) {
    clock.firstReceivedAt = receivedAt
    clock.firstTs = ts
  }
  clock.count++
  if (delayMs < clock.leastMs) clock.leastMs = delayMs
  if (delayMs < 0 && !(-delayMs <= clock.skewMs)) settle(clock, -delayMs, receivedAt)
  const spanMs = receivedAt - clock.firstReceivedAt
  if (spanMs < WINDOW_MS || clock.count < LEAST_READINGS) return
  if (ts - clock.firstTs <= LIVE_SPEED * spanMs + everyMs) settle(clock, -clock.leastMs, receivedAt)
  clock.count = 0
  clock.leastMs = Number.POSITIVE_INFINITY
}

/** A reading was refused because its time is impossible. */
export function noteRefusal(clock: StationClock, skewMs: number, receivedAt: number): void {
  settle(clock, skewMs, receivedAt)
  clock.isRefused = true
  clock.count = 0
  clock.leastMs = Number.POSITIVE_INFINITY
}

function settle(clock: StationClock, skewMs: number, at: number): void {
  clock.skewMs = skewMs
  clock.at = at
}

/** Further off than it should be; unknown is not. */
export function isOff({ skewMs }: Pick<StationClock, 'skewMs'>): boolean {
  return Math.abs(skewMs) > CLOCK_OFF_MS
}

/** As REST shows it; undefined before anything is known. */
export function shownClock({ skewMs, at, isRefused }: StationClock, lateMs: number): Shown | undefined {
  if (Number.isNaN(skewMs)) return undefined
  const hint = isRefused ? 'refused' : -skewMs > lateMs ? 'late' : Math.abs(skewMs) > CLOCK_OFF_MS ? 'off' : 'good'
  return { skewMs: Math.round(skewMs), at, hint }
}
