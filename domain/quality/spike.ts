import { FAIL, MISSING, NOT_EVALUATED, PASS, SUSPECT, type Flag } from '../flag.ts'
import type { Series } from './gross-range.ts'

/**
 * QARTOD 6, average method: how far a value lies from the mean of its two neighbours. Flags the neighbours of a true
 * spike too, as ioos_qc does; a value without both neighbours is not evaluated.
 */
export function spike(series: Series, suspectAbove: number, failAbove: number): Flag[] {
  return series.map((value, i) => {
    const before = series[i - 1] ?? null
    const after = series[i + 1] ?? null
    if (value === null) return MISSING
    if (before === null || after === null) return NOT_EVALUATED
    const distance = Math.abs(value - (before + after) / 2)
    if (distance > failAbove) return FAIL
    return distance > suspectAbove ? SUSPECT : PASS
  })
}
