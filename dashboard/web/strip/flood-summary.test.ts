import { describe, expect, it } from 'vitest'
import { ALARM } from '../../../domain/testing/alarm.ts'
import { largest, redAndWaiting, waitingIn } from './flood-summary.ts'

describe('the summary of a flood', () => {
  it('names the three largest parts and counts the rest as one', () => {
    expect(largest({ a: 2, b: 9, c: 1, d: 4, e: 4 })).toEqual({
      parts: [
        ['b', 9],
        ['d', 4],
        ['e', 4],
      ],
      others: 3,
    })
    expect(largest({})).toEqual({ parts: [], others: 0 })
  })

  it('counts what waits as the strip does: an incident is one, what is set aside none', () => {
    const waits = { ...ALARM, state: 'unacknowledged' as const }
    const alarms = [
      { ...waits, id: 'a', incident: 'i' },
      { ...waits, id: 'b', incident: 'i' },
      { ...waits, id: 'c', incident: null },
      { ...ALARM, id: 'd', incident: null, state: 'shelved' as const },
    ]
    expect(waitingIn(alarms)).toBe(2)
  })

  it('shows red alarms that wait, the newest first, and no others', () => {
    const alarms = [
      { ...ALARM, id: 'a', state: 'unacknowledged' as const, seq: 4 },
      { ...ALARM, id: 'b', state: 'acknowledged' as const, seq: 5 },
      { ...ALARM, id: 'c', state: 'unacknowledged' as const, seq: 6 },
      { ...ALARM, id: 'd', state: 'unacknowledged' as const, severity: 'orange' as const, seq: 7 },
    ]
    expect(redAndWaiting(alarms).map(({ id }) => id)).toEqual(['c', 'a'])
  })
})
