import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chatters, FLOOD_WINDOW_MS, floodsAmong, isFleeting, isStale, perTenMinutes } from './alarm-load.ts'

const SECOND = 1_000
const HOUR = 3_600_000
const evenly = (count: number, overSeconds: number) =>
  Array.from({ length: count }, (_, i) => (i * overSeconds * SECOND) / count)

describe('a flood', () => {
  it('begins with the eleventh alarm of ten minutes, not with the tenth', () => {
    expect(floodsAmong(evenly(10, 600), 600 * SECOND)).toEqual([])
    const raises = evenly(11, 600)
    expect(floodsAmong(raises, 600 * SECOND)).toEqual([{ from: raises[10], to: null, count: 11 }])
  })

  it('is over when fewer than five are left of the last ten minutes', () => {
    const raises = [...evenly(12, 60), 300 * SECOND]
    // Eleven raises at 0, 5 … 50 s: below five are left once the ninth of the thirteen has gone.
    const [flood] = floodsAmong(raises, HOUR)
    expect(flood).toEqual({ from: 50 * SECOND, to: raises[8]! + FLOOD_WINDOW_MS, count: 13 })
  })

  it('is found the same by counting every window', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3_600), { maxLength: 80 }), (seconds) => {
        const raises = seconds.toSorted((a, b) => a - b).map((s) => s * SECOND)
        const isFlood = raises.some(
          (at, i) => raises.slice(0, i + 1).filter((r) => r > at - FLOOD_WINDOW_MS).length > 10,
        )
        expect(floodsAmong(raises, 2 * HOUR).length > 0).toBe(isFlood)
        for (const { from, to } of floodsAmong(raises, 2 * HOUR)) expect(to ?? Infinity).toBeGreaterThan(from)
      }),
    )
  })
})

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
