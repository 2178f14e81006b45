import { FAIL, PASS, type Flag } from '../flag.ts'

/** QARTOD 1: a sample later than `longestMs` after the one before it fails. */
export function timeGap(timesMs: readonly number[], longestMs = 2 * 3600_000): Flag[] {
  return timesMs.map((time, i) => (i > 0 && time - timesMs[i - 1]! > longestMs ? FAIL : PASS))
}
