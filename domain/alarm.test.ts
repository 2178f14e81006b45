import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Alarm, isAside, type Step, StepType, takeStep } from './alarm.ts'

const NEW: Alarm = {
  id: 'a',
  rule: 'r',
  label: { zh: '告警', en: 'Alarm' },
  response: { zh: '处置', en: 'Act' },
  severity: 'red',
  state: 'normal',
  active: false,
  acknowledged: true,
  kind: 'noise',
  station: 's',
  district: 'd',
  owner: 'o',
  raisedAt: 0,
  clearedAt: null,
  ackedAt: null,
  ackedBy: null,
  assignee: null,
  shelvedUntil: null,
  value: 'LAmax',
  reading: null,
  limit: 1,
  unit: null,
  count: 0,
  consequence: null,
  grade: 0,
  ackBy: null,
  respondBy: null,
  late: false,
  simulated: false,
  incident: null,
  seq: 0,
}

/** Takes steps one after the other; every one must be allowed. */
function after(...steps: readonly (Step['type'] | Step)[]): Alarm {
  return steps.reduce<Alarm>((alarm, step, i) => {
    const result = takeStep(alarm, typeof step === 'string' ? stepOf(step, i + 1) : step)
    if ('refused' in result) throw new Error(`step ${i}: ${result.refused}`)
    return result.alarm
  }, NEW)
}

function stepOf(type: Step['type'], at: number): Step {
  return { type, at, by: 'anna', text: 'because', until: at + 1_000 }
}

function refusal(alarm: Alarm, type: Step['type'], more: Partial<Step> = {}): string {
  const result = takeStep(alarm, { ...stepOf(type, 99), ...more })
  return 'refused' in result ? result.refused : 'allowed'
}

describe('an alarm', () => {
  it.for([
    [['raise'], 'unacknowledged'],
    [['raise', 'ack'], 'acknowledged'],
    [['raise', 'clear'], 'returned'],
    [['raise', 'ack', 'clear'], 'normal'],
    [['raise', 'clear', 'ack'], 'normal'],
    [['raise', 'clear', 'raise'], 'unacknowledged'],
    [['raise', 'ack', 'clear', 'raise'], 'unacknowledged'],
    [['raise', 'shelve'], 'shelved'],
    [['raise', 'shelve', 'clear'], 'shelved'],
    [['raise', 'shelve', 'clear', 'unshelve'], 'returned'],
    [['raise', 'ack', 'shelve', 'clear', 'unshelve'], 'normal'],
    [['raise', 'ack', 'shelve', 'unshelve'], 'unacknowledged'],
    [['raise', 'out-of-service'], 'out-of-service'],
    [['raise', 'out-of-service', 'clear', 'raise'], 'out-of-service'],
    [['raise', 'out-of-service', 'return-to-service'], 'unacknowledged'],
    [['raise', 'shelve', 'out-of-service'], 'out-of-service'],
    [['raise', 'suppress', 'clear', 'unsuppress'], 'returned'],
  ] as const)('after %j is %s', ([steps, state]) => {
    expect(after(...steps).state).toBe(state)
  })

  it('refuses what its state does not allow, and says why', () => {
    expect(refusal(NEW, 'clear')).toBe('its cause does not hold')
    expect(refusal(NEW, 'ack')).toBe('it is over')
    expect(refusal(NEW, 'shelve')).toBe('it is over')
    expect(refusal(after('raise'), 'raise')).toBe('its cause holds already')
    expect(refusal(after('raise', 'ack'), 'ack')).toBe('it is acknowledged already')
    expect(refusal(after('raise', 'shelve'), 'ack')).toBe('it is shelved')
    expect(refusal(after('raise', 'shelve'), 'shelve')).toBe('it is shelved')
    expect(refusal(after('raise'), 'unshelve')).toBe('it is not shelved')
    expect(refusal(after('raise'), 'shelve', { text: '' })).toBe('shelving needs a reason')
    expect(refusal(after('raise'), 'shelve', { until: 99 })).toBe('shelving needs an end in the future')
    expect(refusal(after('raise'), 'out-of-service', { text: '' })).toBe('taking out of service needs a reason')
  })

  it('forgets who acknowledged it when it is raised again, and counts', () => {
    expect(after('raise', 'ack')).toMatchObject({ ackedBy: 'anna', ackedAt: 2, count: 1 })
    expect(after('raise', 'ack', 'clear', 'raise')).toMatchObject({ ackedBy: null, ackedAt: null, count: 2 })
  })

  it('keeps its promises after any steps in any order', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom<Step['type']>(...StepType.enum), fc.boolean()), { maxLength: 40 })
    fc.assert(
      fc.property(steps, (all) => {
        let alarm: Alarm = NEW
        let holds = false
        all.forEach(([type, withText], i) => {
          const before = structuredClone(alarm)
          const result = takeStep(alarm, {
            type,
            at: i + 1,
            by: 'anna',
            until: i + 10,
            ...(withText ? { text: 'why' } : {}),
          })
          expect(alarm).toEqual(before)
          if ('refused' in result) {
            expect(result.refused).not.toBe('')
            return
          }
          if (type === 'raise') holds = true
          if (type === 'clear') holds = false
          alarm = result.alarm
          // What people do changes nothing about the cause.
          expect(alarm.active).toBe(holds)
          if (!alarm.acknowledged && !isAside(alarm.state)) expect(alarm.ackedBy).toBeNull()
          if (!isAside(alarm.state)) {
            const state = holds
              ? alarm.acknowledged
                ? 'acknowledged'
                : 'unacknowledged'
              : alarm.acknowledged
                ? 'normal'
                : 'returned'
            expect(alarm.state).toBe(state)
          }
          expect(alarm.shelvedUntil !== null).toBe(alarm.state === 'shelved')
          // Nobody's alarm is quietly over: a cause that nobody has seen stays until somebody acknowledges it.
          if (alarm.state === 'normal') expect(alarm.acknowledged).toBe(true)
        })
      }),
      { numRuns: 300 },
    )
  })
})
