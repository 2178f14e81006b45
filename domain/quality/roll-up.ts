import { rollUp, type Flag } from '../flag.ts'

/** One flag for each sample out of several tests of the same series; precedence, low to high, is 9, 2, 1, 3, 4. */
export function rollUpSeries(tests: readonly (readonly Flag[])[]): Flag[] {
  const length = Math.max(0, ...tests.map((flags) => flags.length))
  return Array.from({ length }, (_, i) => rollUp(tests.flatMap((flags) => flags[i] ?? [])))
}
