import { describe, expect, it } from 'vitest'
import type { Alarm } from '../../../domain/alarm.ts'
import { byUrgency, countAlarms, filterOf, passes } from './order.ts'

const NOW = 1_764_000_000_000

describe('the order of alarms', () => {
  it('puts what waits before what is acknowledged, then the worse, then the newer', () => {
    const alarms = [
      alarm('old-blue', { severity: 'blue', raisedAt: NOW - 2 }),
      alarm('acknowledged-red', { severity: 'red', state: 'acknowledged' }),
      alarm('new-blue', { severity: 'blue', raisedAt: NOW - 1 }),
      alarm('shelved-red', { severity: 'red', state: 'shelved' }),
      alarm('returned-yellow', { severity: 'yellow', state: 'returned' }),
      alarm('red', { severity: 'red' }),
    ]
    expect(alarms.toSorted(byUrgency).map(({ id }) => id)).toEqual([
      'red',
      'returned-yellow',
      'new-blue',
      'old-blue',
      'acknowledged-red',
      'shelved-red',
    ])
  })

  it('does not depend on the order that alarms arrived in', () => {
    const alarms = ['c', 'a', 'b'].map((id) => alarm(id, {}))
    expect(alarms.toSorted(byUrgency)).toEqual(alarms.toReversed().toSorted(byUrgency))
  })
})

describe('the filter in the address', () => {
  const filter = (query: string) => {
    const params = new URLSearchParams(query)
    return filterOf((name) => params.get(name))
  }

  it('leaves out what is set aside unless it is asked for', () => {
    expect(passes(filter(''), alarm('a', { state: 'shelved' }), () => '')).toBe(false)
    expect(passes(filter('state=shelved'), alarm('a', { state: 'shelved' }), () => '')).toBe(true)
  })

  it('joins severity, district and text by and', () => {
    const found = filter('severity=red,orange&district=east&text=PUMP')
    expect(passes(found, alarm('a', { severity: 'orange' }), () => 'the pump at the gate')).toBe(true)
    expect(passes(found, alarm('a', { severity: 'blue' }), () => 'the pump at the gate')).toBe(false)
    expect(passes(found, alarm('a', { severity: 'red', district: 'west' }), () => 'pump')).toBe(false)
    expect(passes(found, alarm('a', { severity: 'red' }), () => 'gate')).toBe(false)
  })
})

describe('the counters', () => {
  it('count waiting and open alarms of each level, and those set aside apart', () => {
    const { of, aside } = countAlarms([
      alarm('a', { severity: 'red' }),
      alarm('b', { severity: 'red', state: 'acknowledged' }),
      alarm('c', { severity: 'red', state: 'out-of-service' }),
    ])
    expect(of.red).toEqual({ waiting: 1, total: 2 })
    expect(aside).toBe(1)
  })
})

function alarm(id: string, of: Partial<Alarm>): Alarm {
  return {
    id,
    rule: 'rule',
    label: { zh: '规则', en: 'Rule' },
    response: { zh: '处置', en: 'Act' },
    severity: 'blue',
    state: 'unacknowledged',
    active: true,
    acknowledged: false,
    kind: 'noise',
    station: 'noise-1',
    district: 'east',
    owner: 'ecology',
    raisedAt: NOW,
    clearedAt: null,
    ackedAt: null,
    ackedBy: null,
    assignee: null,
    shelvedUntil: null,
    value: null,
    reading: null,
    limit: null,
    unit: null,
    count: 1,
    consequence: null,
    grade: 0,
    ackBy: null,
    respondBy: null,
    late: false,
    simulated: false,
    incident: null,
    seq: 1,
    ...of,
  }
}
