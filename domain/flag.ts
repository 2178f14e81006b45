/** Quality flags of QARTOD (IOOS). Only flags other than `pass` are stored. */
export const PASS = 1
export const NOT_EVALUATED = 2
export const SUSPECT = 3
export const FAIL = 4
export const MISSING = 9

export type Flag = typeof PASS | typeof NOT_EVALUATED | typeof SUSPECT | typeof FAIL | typeof MISSING

const PRECEDENCE: readonly Flag[] = [MISSING, NOT_EVALUATED, PASS, SUSPECT, FAIL]

/** The flag that stands for several tests of one value: precedence, low to high, is 9, 2, 1, 3, 4. */
export function rollUp(flags: Iterable<Flag>): Flag {
  let top: Flag = MISSING
  for (const flag of flags) if (PRECEDENCE.indexOf(flag) > PRECEDENCE.indexOf(top)) top = flag
  return top
}
