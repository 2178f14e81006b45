import { describe, expect, it } from 'vitest'
import { chatters, isFleeting, isStale, perTenMinutes } from './alarm-load.ts'

const SECOND = 1_000
const HOUR = 3_600_000

describe('an alarm', () => {
  it('chatters when it is raised three times within a minute', () => {
    expect(chatters([0, 20, 40].map((s) => s * SECOND))).toBe(true)
    expect(chatters([0, 30, 61].map((s) => s * SECOND))).toBe(false)
    expect(chatters([0, 20])).toBe(false)
  })

  it('is stale a day after it was raised, if it still holds', () => {
    expect(isStale({ active: true, raisedAt: 0 }, 24 * HOUR + SECOND)).toBe(true)
    expect(isStale({ active: true, raisedAt: 0 }, 24 * HOUR)).toBe(false)
    expect(isStale({ active: false, raisedAt: 0 }, 48 * HOUR)).toBe(false)
  })

  it('is fleeting when it is over before anybody could have looked', () => {
    expect(isFleeting({ raisedAt: 0, clearedAt: 120 * SECOND }, 60)).toBe(true)
    expect(isFleeting({ raisedAt: 0, clearedAt: 121 * SECOND }, 60)).toBe(false)
    expect(isFleeting({ raisedAt: 0, clearedAt: null }, 60)).toBe(false)
  })
})

it('300 alarms a day are 2.08 in ten minutes', () => {
  expect(perTenMinutes(300, 24 * HOUR)).toBeCloseTo(2.0833, 4)
})
