import { FAIL, MISSING, PASS, SUSPECT, type Flag } from '../flag.ts'
import type { Series } from './gross-range.ts'

export interface RateLimits {
  /** Change per second above which a value is suspect. */
  readonly suspectPerSecond: number
  /** Change per second above which it fails. */
  readonly failPerSecond?: number
}

/** QARTOD 7: change from the sample before, over the time between; a value with nothing before it passes. */
export function rateOfChange(series: Series, timesMs: ArrayLike<number>, limits: RateLimits): Flag[] {
  const { suspectPerSecond, failPerSecond = Infinity } = limits
  return series.map((value, i) => {
    if (value === null) return MISSING
    const before = series[i - 1] ?? null
    if (before === null) return PASS
    const seconds = (timesMs[i]! - timesMs[i - 1]!) / 1000
    const rate = Math.abs(value - before) / seconds
    if (rate > failPerSecond) return FAIL
    return rate > suspectPerSecond ? SUSPECT : PASS
  })
}
