import type { Reading } from './vigil.ts'
import { ANY, INDEX, type Watch } from './watch.ts'

const FAILED = 4

/** The figure that a watch looks at in a reading; NaN when it is not there or must not be judged. */
export function figureOf({ column, takesAll }: Watch, points: Reading, i: number): number {
  if (column >= 0) return !takesAll && points.flags[column]![i]! >= FAILED ? Number.NaN : points.values[column]![i]!
  if (column === INDEX) return points.level[i] || Number.NaN
  return column === ANY ? 0 : Number.NaN
}

/** The flag that goes with it. */
export function flagOf({ column }: Watch, points: Reading, i: number): number {
  if (column >= 0) return points.flags[column]![i]!
  if (column !== ANY) return 0
  let worst = 0
  for (const flags of points.flags) worst = Math.max(worst, flags[i] ?? 0)
  return worst
}
