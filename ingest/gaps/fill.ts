import { missingBetween } from '../../domain/ledger.ts'
import type { OpenGap } from './open-gap.ts'

/** What is left of a gap; the second is a new piece of it. None: it is filled. */
export type Rest = Pick<OpenGap, 'fromAt' | 'toAt' | 'first' | 'last' | 'missing'>

/** What a number that came after all leaves of a gap by sequence. */
export function restOfNumbers({ fromAt, toAt, first, last }: OpenGap, seq: number): readonly Rest[] {
  const rests: Rest[] = []
  if (seq > first!) rests.push({ fromAt, toAt, first, last: seq - 1, missing: seq - first! })
  if (seq < last!) rests.push({ fromAt, toAt, first: seq + 1, last, missing: last! - seq })
  return rests
}

/** What a reading of time `ts` leaves of a gap by cadence: pieces that are no longer than a gap must be are none. */
export function restOfTime(gap: OpenGap, ts: number, of: { gapMs: number; everySeconds: number }): readonly Rest[] {
  const end = gap.toAt!
  return [
    [gap.fromAt, ts],
    [ts, end],
  ].flatMap(([fromAt, toAt]) =>
    toAt! - fromAt! > of.gapMs
      ? [
          {
            fromAt: fromAt!,
            toAt: toAt!,
            first: null,
            last: null,
            missing: missingBetween(fromAt!, toAt!, of.everySeconds),
          },
        ]
      : [],
  )
}
