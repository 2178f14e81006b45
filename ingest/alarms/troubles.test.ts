import { describe, expect, it } from 'vitest'
import type { Alarm } from '../../domain/alarm.ts'
import { type Desk, makeDesk } from './desk.ts'
import { makeTroubles } from './troubles.ts'

const NOON = Date.UTC(2026, 5, 1, 12)

function deskWith(open: readonly Alarm[] = [], head = 0) {
  const steps: string[] = []
  const desk: Desk = makeDesk({ open, head, keep: (_, done) => done(), find: async () => undefined, now: () => NOON })
  desk.onEvent(({ event, alarm }) => steps.push(`${event.type} ${alarm.rule} ${alarm.state}: ${event.text ?? ''}`))
  return { desk, steps }
}

describe('a trouble of the monitor', () => {
  it('is one alarm while it holds, with its place, and ends as any other', () => {
    const { desk, steps } = deskWith()
    const troubles = makeTroubles(desk, () => NOON)
    troubles.raise('store-away', 'connect ECONNREFUSED')
    troubles.raise('store-away', 'connect ECONNREFUSED again')
    expect([...desk.open()]).toMatchObject([{ kind: 'monitor', rule: 'store-away', severity: 'orange' }])
    expect(troubles.holds('store-away')).toBe(true)
    troubles.clear('store-away')
    troubles.clear('store-away')
    expect(troubles.holds('store-away')).toBe(false)
    expect(steps).toEqual(['raise store-away unacknowledged: connect ECONNREFUSED', 'clear store-away returned: '])
  })

  it('of an earlier run is over at the start, until it is found again', () => {
    const before = deskWith()
    makeTroubles(before.desk, () => NOON).raise('damage-found', 'journal.db')
    const { desk, steps } = deskWith([...before.desk.open()], before.desk.head)
    makeTroubles(desk, () => NOON).raise('damage-found', 'journal.db again')
    expect(steps).toEqual([
      'clear damage-found returned: the city started anew',
      'raise damage-found unacknowledged: journal.db again',
    ])
  })
})
