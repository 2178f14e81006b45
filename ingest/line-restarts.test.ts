import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Condition } from '../domain/condition.ts'
import type { Rule } from '../domain/rule.ts'
import { openSmallLine } from './testing/small-line.ts'

const L = 'LAeq'
const TEXT = { zh: '规则', en: 'Rule' }
const STATIONS = ['a', 'b'] as const
const loud: Condition = { type: 'threshold', value: L, above: 37, forSeconds: 2, clearForSeconds: 1 }

const CONDITIONS: Record<string, Condition> = {
  loud,
  louder: { type: 'threshold', value: L, above: 33, deadband: 3, levels: [{ severity: 'red', at: 41 }] },
  rising: { type: 'rate', value: L, rises: 5, withinSeconds: 4 },
  still: { type: 'flat', value: L, tolerance: 0.5, forSeconds: 2 },
  doubtful: { type: 'quality', value: L, bad: 2, of: 4 },
  both: { type: 'all', of: [loud, { type: 'threshold', value: 'LAmax', above: 50 }] },
  either: { type: 'any', of: [loud, { type: 'rate', value: L, falls: 10, withinSeconds: 3 }], forSeconds: 1 },
}
const RULES: readonly Rule[] = Object.entries(CONDITIONS).map(([id, when]) => ({
  id,
  kind: 'noise',
  label: TEXT,
  response: TEXT,
  severity: 'yellow',
  when,
}))

interface Sent {
  readonly station: string
  readonly at: number
  readonly seq: number
  readonly level: number
  readonly peak: number
  /** The city is started anew before it comes. */
  readonly isRestarted: boolean
}

/** Out of order, some of them twice, with restarts in between; 28 is suspect. */
const stream = fc
  .array(
    fc.record({
      station: fc.constantFrom(...STATIONS),
      level: fc.constantFrom(28, 34, 40, 42),
      peak: fc.constantFrom(48, 52, 55),
      arrives: fc.array(fc.nat(6), { minLength: 1, maxLength: 2 }),
      isRestarted: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    }),
    { minLength: 6, maxLength: 24 },
  )
  .map((all): Sent[] =>
    all
      .flatMap(({ arrives, isRestarted, ...rest }, i) =>
        arrives.map((steps, copy) => ({
          when: i + steps,
          of: { ...rest, at: i, seq: i + 1, isRestarted: isRestarted && copy === 0 },
        })),
      )
      .sort((x, y) => x.when - y.when)
      .map(({ of }) => of),
  )

/** Every step of every alarm, as it was numbered. */
async function eventsOf(sent: readonly Sent[], from: number, isRestarted: boolean) {
  await using small = await openSmallLine(undefined, { rules: RULES })
  for (const id of STATIONS) small.town.add(id, 'noise', { everySeconds: 1 })
  for (const { station, at, seq, level, peak, isRestarted: isDue } of sent) {
    if (isDue && isRestarted) await small.restart()
    await small.send(`city/v1/noise/${station}/readings`, {
      ts: from + at * 1_000,
      seq,
      values: { [L]: level, LAmax: peak },
    })
  }
  await small.settled()
  const events = await small.tables.alarms.eventsAfter(0, 10_000)
  return events.map(({ seq, event, alarm }) => {
    const { type, at, state, late, text } = event
    const { rule, station, raisedAt, clearedAt, severity } = alarm
    return [
      seq,
      rule,
      station,
      type,
      // What it belongs to is found when it is found.
      type === 'incident' ? null : at - from,
      state,
      late,
      text,
      raisedAt - from,
      clearedAt && clearedAt - from,
      severity,
    ]
  })
}

describe('a line that is started anew', () => {
  it('takes the same steps with the same numbers as one that never ended, wherever in the stream that was', async () => {
    await fc.assert(
      fc.asyncProperty(stream, async (sent) => {
        // Late enough to be of now, early enough not to be of the future.
        const from = Math.floor(Date.now() / 1_000) * 1_000 - 60_000
        expect(await eventsOf(sent, from, true)).toEqual(await eventsOf(sent, from, false))
      }),
      { numRuns: 8, interruptAfterTimeLimit: 20_000 },
    )
  })
})
