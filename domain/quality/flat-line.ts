import { FAIL, MISSING, PASS, SUSPECT, type Flag } from '../flag.ts'
import type { Series } from './gross-range.ts'

export interface FlatLimits {
  readonly suspectSeconds: number
  readonly failSeconds: number
  /** A range up to this counts as unchanged. */
  readonly tolerance: number
}

/**
 * QARTOD 8: unchanged over a trailing window. As in ioos_qc the window is a count of samples, the threshold over the
 * median step, and gaps within it are passed over. Switch it off where a value may rightly stand still.
 */
export function flatLine(series: Series, timesMs: ArrayLike<number>, limits: FlatLimits): Flag[] {
  const step = medianStep(timesMs)
  // One sample alone never shows that a value stands still.
  const failSteps = Math.max(1, Math.floor((limits.failSeconds * 1000) / step))
  const suspectSteps = Math.max(1, Math.floor((limits.suspectSeconds * 1000) / step))
  return series.map((value, i) => {
    if (value === null) return MISSING
    if (isFlat(series, i, failSteps, limits.tolerance)) return FAIL
    return isFlat(series, i, suspectSteps, limits.tolerance) ? SUSPECT : PASS
  })
}

function isFlat(series: Series, end: number, steps: number, tolerance: number): boolean {
  if (!(end >= steps)) return false
  let low = Infinity
  let high = -Infinity
  for (let i = end - steps; i <= end; i++) {
    const value = series[i] ?? null
    if (value === null) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  return high - low <= tolerance
}

function medianStep(timesMs: ArrayLike<number>): number {
  const steps: number[] = []
  for (let i = 1; i < timesMs.length; i++) steps.push(timesMs[i]! - timesMs[i - 1]!)
  steps.sort((a, b) => a - b)
  const middle = steps.length >> 1
  if (steps.length % 2 === 1) return steps[middle]!
  return steps.length === 0 ? NaN : (steps[middle - 1]! + steps[middle]!) / 2
}
