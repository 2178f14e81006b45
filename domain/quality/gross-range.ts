import { FAIL, MISSING, PASS, SUSPECT, type Flag } from '../flag.ts'

/** A series of one value in order of time; null where it is missing. */
export type Series = readonly (number | null)[]

/** Lowest and highest, both allowed. */
export type Span = readonly [number, number]

/** QARTOD 4: outside the sensor's span a value fails, outside the city's it is suspect. */
export function grossRange(series: Series, fail: Span, suspect: Span = fail): Flag[] {
  return series.map((value) => {
    if (value === null) return MISSING
    if (isOutside(value, fail)) return FAIL
    return isOutside(value, suspect) ? SUSPECT : PASS
  })
}

function isOutside(value: number, [low, high]: Span): boolean {
  return value < low || value > high
}
