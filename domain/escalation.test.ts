import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Alarm, type Step, StepType, takeStep } from './alarm.ts'
import { ackSeconds, answerOf, deadlinesAfter, isMet, overdueAt, respondSeconds } from './answer.ts'
import type { Chain } from './duty.ts'
import { chainFor, dueCall, nextCall, targetOf } from './escalation.ts'

const MINUTE = 60_000
const LABEL = { zh: '告警', en: 'Alarm' }
const NEW: Alarm = {
  id: 'a',
  rule: 'r',
  label: LABEL,
  response: LABEL,
  consequence: null,
  severity: 'yellow',
  state: 'normal',
  active: false,
  acknowledged: true,
  kind: 'noise',
  station: 's',
  district: 'd',
  owner: 'ecology',
  raisedAt: 0,
  clearedAt: null,
  ackedAt: null,
  ackedBy: null,
  assignee: null,
  shelvedUntil: null,
  value: null,
  reading: null,
  limit: null,
  unit: null,
  grade: 0,
  ackBy: null,
  respondBy: null,
  late: false,
  count: 0,
  simulated: false,
  incident: null,
  seq: 0,
}
const ACK: Chain = {
  id: 'ack',
  label: LABEL,
  on: 'ack',
  levels: [
    { afterMinutes: 5, position: 'duty-officer' },
    { afterMinutes: 15, position: 'shift-lead' },
    { afterMinutes: 30, position: 'duty-officer', department: 'emergency' },
  ],
  repeatMinutes: 10,
}
const RESPOND: Chain = { ...ACK, id: 'respond', on: 'respond', levels: [{ afterMinutes: 0, position: 'head' }] }
const CHAINS = [ACK, RESPOND]
const WITHIN = { ack: 600, respond: 3600 }

function taken(alarm: Alarm, step: Partial<Step> & Pick<Step, 'type' | 'at'>): Alarm {
  const result = takeStep(alarm, { by: 'anna', text: 'because', until: step.at + MINUTE, ...step })
  if ('refused' in result) throw new Error(result.refused)
  return { ...result.alarm, ...deadlinesAfter(alarm, result.alarm, WITHIN) }
}

/** What a control room does at a tick. */
function evaluate(alarm: Alarm, now: number, reached = true): { alarm: Alarm; calls: string[] } {
  const calls: string[] = []
  for (let call = dueCall(alarm, CHAINS, now); call; call = dueCall(alarm, CHAINS, now)) {
    const escalation = call.after(now, reached)
    calls.push(`${call.chain.id} ${call.level + 1} ${escalation.wait}`)
    alarm = taken(alarm, { type: 'escalate', at: now, escalation })
  }
  return { alarm, calls }
}

const RAISED = taken(NEW, { type: 'raise', at: 0 })

describe('a chain', () => {
  it('calls each level when its minutes are over, then the last one again and again', () => {
    let alarm = RAISED
    const called: [number, string][] = []
    for (let minute = 0; minute <= 55; minute++) {
      const found = evaluate(alarm, minute * MINUTE)
      alarm = found.alarm
      called.push(...found.calls.map((call): [number, string] => [minute, call.slice(0, 5)]))
    }
    expect(called).toEqual([
      [5, 'ack 1'],
      [15, 'ack 2'],
      [30, 'ack 3'],
      [40, 'ack 3'],
      [50, 'ack 3'],
    ])
    expect(alarm.state).toBe('unacknowledged')
  })

  it('calls the next level at once when nobody is on duty at one', () => {
    expect(evaluate(RAISED, 5 * MINUTE, false).calls).toHaveLength(3)
  })

  it('makes up for every level that came due while nothing ran, in order, and repeats only once', () => {
    const { calls, alarm } = evaluate(RAISED, 500 * MINUTE)
    expect(calls.map((call) => call.slice(0, 5))).toEqual(['ack 1', 'ack 2', 'ack 3'])
    expect(evaluate(alarm, 509 * MINUTE).calls).toEqual([])
    expect(evaluate(alarm, 510 * MINUTE).calls).toHaveLength(1)
  })

  it('stops at the acknowledgement, and calls for the response once its time is over', () => {
    const called = evaluate(RAISED, 6 * MINUTE).alarm
    const acked = taken(called, { type: 'ack', at: 7 * MINUTE })
    expect(nextCall(acked, CHAINS, 59 * MINUTE)).toBeNull()
    expect(evaluate(acked, 60 * MINUTE).calls).toEqual([`respond 1 ${60 * MINUTE}`])
    expect(evaluate(taken(acked, { type: 'respond', at: 30 * MINUTE }), 90 * MINUTE).calls).toEqual([])
    expect(evaluate(taken(acked, { type: 'clear', at: 30 * MINUTE }), 90 * MINUTE).calls).toEqual([])
  })

  it('goes on where it was when the cause comes and goes before anybody has seen it', () => {
    const gone = taken(evaluate(RAISED, 6 * MINUTE).alarm, { type: 'clear', at: 7 * MINUTE })
    expect(evaluate(gone, 20 * MINUTE).calls).toEqual([])
    expect(evaluate(taken(gone, { type: 'raise', at: 21 * MINUTE }), 22 * MINUTE).calls).toEqual(['ack 2 0'])
  })

  it('of a worse colour begins when the alarm becomes worse', () => {
    const red: Chain = { ...ACK, id: 'red', severities: ['red'] }
    const worse = taken(evaluate(RAISED, 14 * MINUTE).alarm, { type: 'severity', severity: 'red', at: 14 * MINUTE })
    const call = nextCall(worse, [ACK, red], 14 * MINUTE)
    expect([call?.chain.id, call?.level, call?.dueAt]).toEqual(['red', 0, 19 * MINUTE])
  })

  it('goes on when the alarm becomes better, and calls nobody anew', () => {
    const red: Chain = { ...ACK, id: 'red', severities: ['red'] }
    const worse = taken(RAISED, { type: 'severity', severity: 'red', at: 0 })
    const begun = nextCall(worse, [ACK, red], 5 * MINUTE)!.after(5 * MINUTE, true)
    const called = taken(worse, { type: 'escalate', at: 5 * MINUTE, escalation: begun })
    const better = taken(called, { type: 'severity', severity: 'blue', at: 6 * MINUTE })
    expect(nextCall(better, [ACK, red], 6 * MINUTE)).toMatchObject({ chain: { id: 'red' }, level: 1 })
    // Its chain was taken away meanwhile.
    expect(nextCall(better, [ACK], 6 * MINUTE)).toMatchObject({ chain: { id: 'ack' }, level: 0 })
  })

  it.for([
    ['shelved', [{ type: 'shelve', at: 1 }]],
    ['suppressed', [{ type: 'suppress', at: 1 }]],
    ['taken out of service', [{ type: 'out-of-service', at: 1 }]],
  ] as const)('calls nobody for an alarm that is %s', ([, steps]) => {
    const aside = steps.reduce<Alarm>((alarm, step) => taken(alarm, step), RAISED)
    expect(evaluate(aside, 90 * MINUTE).calls).toEqual([])
    expect(overdueAt(aside, 90 * MINUTE)).toBeNull()
  })

  it('calls nobody for the past until it is seen to hold now, and counts from then', () => {
    const late = taken(NEW, { type: 'raise', at: 0, late: true })
    expect(evaluate(late, 90 * MINUTE).calls).toEqual([])
    const announced = taken(late, { type: 'announce', at: 90 * MINUTE })
    expect(evaluate(announced, 94 * MINUTE).calls).toEqual([])
    expect(evaluate(announced, 95 * MINUTE).calls).toEqual([`ack 1 ${90 * MINUTE}`])
  })

  it('is that of the department and colour before that of any', () => {
    const of = (id: string, more: Partial<Chain>): Chain => ({ ...ACK, id, ...more })
    const chains = [
      of('any', {}),
      of('red', { severities: ['red'] }),
      of('ecology', { departments: ['ecology'] }),
      of('ecology-red', { departments: ['ecology'], severities: ['red'] }),
    ]
    const chosen = (owner: string, severity: Alarm['severity']) => chainFor({ owner, severity }, 'ack', chains)?.id
    expect(chosen('water', 'blue')).toBe('any')
    expect(chosen('water', 'red')).toBe('red')
    expect(chosen('ecology', 'blue')).toBe('ecology')
    expect(chosen('ecology', 'red')).toBe('ecology-red')
    expect(chainFor({ owner: 'water', severity: 'red' }, 'respond', chains)).toBeUndefined()
  })

  it('calls each level once in a wait however often it is evaluated, and the same after a restart at any moment', () => {
    const types = fc.constantFrom<Step['type']>(
      ...StepType.enum.filter((type) => type !== 'escalate' && type !== 'overdue'),
    )
    const moves = fc.array(
      fc.record({
        type: fc.option(types),
        wait: fc.integer({ min: 0, max: 12 * MINUTE }),
        looks: fc.integer({ min: 1, max: 3 }),
        restart: fc.boolean(),
        worse: fc.boolean(),
      }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(moves, (all) => {
        let alarm = NEW
        let now = 0
        const made = new Map<string, number>()
        for (const { type, wait, looks, restart, worse } of all) {
          now += wait
          if (type !== null) {
            const result = takeStep(alarm, {
              type,
              at: now,
              by: 'anna',
              text: 'why',
              until: now + 5 * MINUTE,
              ...(worse ? { severity: 'red' as const } : {}),
              ...(type === 'raise' ? { late: worse } : {}),
            })
            if ('alarm' in result) alarm = { ...result.alarm, ...deadlinesAfter(alarm, result.alarm, WITHIN) }
          }
          const { since } = answerOf(alarm)
          for (let look = 0; look < looks; look++) {
            // What is on disk is all that the next start knows.
            if (restart) alarm = JSON.parse(JSON.stringify(alarm)) as Alarm
            const found = evaluate(alarm, now)
            if (look > 0) expect(found.calls).toEqual([])
            if (found.calls.length > 0) {
              expect(['unacknowledged', 'acknowledged']).toContain(alarm.state)
              expect(alarm.active && !alarm.late).toBe(true)
            }
            for (const call of found.calls) made.set(call, (made.get(call) ?? 0) + 1)
            alarm = found.alarm
          }
          // Nothing that is due was forgotten.
          if (alarm.state === 'unacknowledged' && !alarm.late && since !== null) {
            const from = Math.max(since, answerOf(alarm).escalation?.from ?? answerOf(alarm).worseAt ?? since)
            ACK.levels.forEach(({ afterMinutes }, i) => {
              if (now >= from + afterMinutes * MINUTE) expect(made.get(`ack ${i + 1} ${since}`) ?? 0).toBeGreaterThan(0)
            })
          }
        }
        // Only the last level is called again.
        for (const [call, times] of made)
          if (!/^(ack 3|respond 1) /.test(call)) expect([call, times]).toEqual([call, 1])
      }),
      { numRuns: 400 },
    )
  })
})

describe('an answer', () => {
  it('tells how long it took, and whether that was in time', () => {
    const acked = taken(RAISED, { type: 'ack', at: 11 * MINUTE })
    const done = taken(acked, { type: 'respond', at: 20 * MINUTE })
    expect([ackSeconds(RAISED), ackSeconds(done), respondSeconds(done)]).toEqual([null, 660, 1200])
    expect([isMet(done, 'ack', 0), isMet(done, 'respond', 0)]).toEqual([false, true])
    expect([isMet(RAISED, 'ack', 10 * MINUTE), isMet(RAISED, 'ack', 10 * MINUTE + 1)]).toEqual([null, false])
    expect(done.answer).toMatchObject({ respondedBy: 'anna' })
  })

  it('is said to be overdue once for each duty', () => {
    expect(overdueAt(RAISED, 10 * MINUTE - 1)).toBeNull()
    expect(overdueAt(RAISED, 10 * MINUTE)).toBe('ack')
    const said = taken(RAISED, { type: 'overdue', owed: 'ack', at: 10 * MINUTE })
    expect([overdueAt(said, 11 * MINUTE), overdueAt(said, 60 * MINUTE)]).toEqual([null, 'respond'])
    expect(said.state).toBe('unacknowledged')
    expect(takeStep(said, { type: 'overdue', owed: 'ack', at: 11 * MINUTE, by: 'system' })).toHaveProperty('refused')
  })

  it('begins anew, with its deadlines, when the alarm comes back after it was taken up', () => {
    const back = [
      { type: 'ack', at: MINUTE },
      { type: 'clear', at: 2 * MINUTE },
    ] as const
    const over = back.reduce<Alarm>((alarm, step) => taken(alarm, step), RAISED)
    expect(over).toMatchObject({ ackBy: 10 * MINUTE, answer: { respondedAt: 2 * MINUTE, respondedBy: 'system' } })
    const again = taken(over, { type: 'raise', at: 30 * MINUTE })
    expect(again).toMatchObject({
      ackBy: 40 * MINUTE,
      respondBy: 90 * MINUTE,
      answer: { since: 30 * MINUTE, respondedAt: null },
    })
  })

  it('that a person gave stands when late readings show that the cause goes on; what went away by itself has to be dealt with', () => {
    const acked = taken(RAISED, { type: 'ack', at: MINUTE })
    const back = (alarm: Alarm) =>
      taken(taken(alarm, { type: 'clear', at: 3 * MINUTE }), { type: 'amend', at: 4 * MINUTE, clearedAt: null })
    const dealtWith = back(taken(acked, { type: 'respond', at: 2 * MINUTE }))
    expect(dealtWith).toMatchObject({
      state: 'acknowledged',
      answer: { respondedAt: 2 * MINUTE, respondedBy: 'anna' },
    })
    expect(back(acked)).toMatchObject({ state: 'acknowledged', answer: { respondedAt: null, respondedBy: null } })
  })

  it('gets no more time when the alarm becomes worse', () => {
    const worse = taken(RAISED, { type: 'severity', severity: 'red', at: 9 * MINUTE })
    expect(worse.ackBy).toBe(10 * MINUTE)
  })

  it('has the target of its department before that of all', () => {
    const targets = [
      { id: 'red', severity: 'red', ackSeconds: 60, respondSeconds: 900 },
      { id: 'water-red', severity: 'red', department: 'water', ackSeconds: 30 },
    ] as const
    expect(targetOf({ owner: 'ecology', severity: 'red' }, targets)).toMatchObject({ ackSeconds: 60 })
    expect(targetOf({ owner: 'water', severity: 'red' }, targets)).toMatchObject({
      ackSeconds: 30,
      respondSeconds: 900,
    })
    expect(targetOf({ owner: 'water', severity: 'blue' }, targets)).toEqual({})
  })
})
