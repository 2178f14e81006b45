import type { Points } from '../../domain/points.ts'
import { ANY, INDEX, type Watch } from './watch.ts'

const FAILED = 4

/** A reading as the rules see it. */
export type Reading = Pick<Points, 'ts' | 'seq' | 'values' | 'flags' | 'level'> & {
  /** Where not every flag is at hand: the worst of all. */
  readonly worst?: Uint8Array
}

/** The figure that a watch looks at in a reading; NaN when it is not there or must not be judged. */
export function figureOf({ column, takesAll }: Watch, points: Reading, i: number): number {
  if (column >= 0) return !takesAll && points.flags[column]![i]! >= FAILED ? Number.NaN : points.values[column]![i]!
  if (column === INDEX) return points.level[i] || Number.NaN
  return column === ANY ? 0 : Number.NaN
}

/** The flag that goes with it. */
export function flagOf({ column }: Watch, points: Reading, i: number): number {
  if (column >= 0) return points.flags[column]![i]!
  return column === ANY ? worstOf(points, i) : 0
}

/** The worst flag of a reading. */
export function worstOf({ flags, worst }: Reading, i: number): number {
  if (worst) return worst[i]!
  let found = 0
  for (let c = 0; c < flags.length; c++) if (flags[c]![i]! > found) found = flags[c]![i]!
  return found
}
