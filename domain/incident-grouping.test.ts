import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { incidentCauseOf, SILENCE } from './incident-cause.ts'
import {
  belongs,
  type Group,
  groupFor,
  metresBetween,
  type Nearness,
  partnerFor,
  type Raised,
} from './incident-grouping.ts'

const NEAR: Nearness = { metres: 1000, ms: 60_000, sameDistrict: true }
const HERE: Raised = { cause: 'air', district: 'north', lon: 123, lat: 31, at: 1_000_000 }
/** North by so many metres. */
const away = (metres: number) => ({ lon: 123, lat: 31 + metres / 111_195 })
const group = (of: Partial<Group> = {}): Group => ({
  id: 'g',
  cause: 'air',
  openedAt: 1_000_000,
  lastRaisedAt: 1_030_000,
  isClosed: false,
  districts: ['south'],
  places: [away(900)],
  ...of,
})

describe('an alarm belongs to an incident', () => {
  it('of its cause that is near in place, by a member or by the district', () => {
    expect(belongs(HERE, group(), NEAR)).toBe(true)
    expect(belongs(HERE, group({ cause: 'noise' }), NEAR)).toBe(false)
    expect(belongs(HERE, group({ places: [away(1100)] }), NEAR)).toBe(false)
    expect(belongs(HERE, group({ places: [away(1100)], districts: ['north'] }), NEAR)).toBe(true)
    const apart = { ...NEAR, sameDistrict: false }
    expect(belongs(HERE, group({ places: [away(1100)], districts: ['north'] }), apart)).toBe(false)
    expect(belongs(HERE, group({ places: [away(5000), away(800)] }), apart)).toBe(true)
  })

  it('that was raised last not long before it, or first not long after it', () => {
    const at = (time: number) => belongs({ ...HERE, at: time }, group(), NEAR)
    expect([939_999, 940_000, 1_090_000, 1_090_001].map(at)).toEqual([false, true, true, false])
  })

  it('that goes on rather than to one that is closed, and to the newest of them', () => {
    const closed = group({ id: 'a', isClosed: true, lastRaisedAt: 1_050_000 })
    const old = group({ id: 'b', lastRaisedAt: 1_010_000 })
    const fresh = group({ id: 'c', lastRaisedAt: 1_020_000 })
    expect(groupFor(HERE, [closed, old, fresh], NEAR)?.id).toBe('c')
    expect(groupFor(HERE, [closed], NEAR)?.id).toBe('a')
    expect(groupFor(HERE, [], NEAR)).toBeUndefined()
  })

  it('whichever way round the others are held against it', () => {
    const others = fc.array(
      fc.record({
        id: fc.string({ minLength: 1, maxLength: 4 }),
        cause: fc.constantFrom('air', 'noise'),
        district: fc.constantFrom('north', 'south'),
        at: fc.integer({ min: 930_000, max: 1_070_000 }),
        metres: fc.integer({ min: 0, max: 2000 }),
      }),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(others, (all) => {
        const alone = [...new Map(all.map((one) => [one.id, { ...one, ...away(one.metres) }])).values()]
        const found = partnerFor(HERE, alone, NEAR)
        expect(partnerFor(HERE, alone.toReversed(), NEAR)).toEqual(found)
        // Being partners goes both ways.
        if (found) expect(partnerFor(found, [{ ...HERE, id: 'me' }], NEAR)?.id).toBe('me')
      }),
    )
  })
})

it('measures along a great circle', () => {
  expect(metresBetween({ lon: 0, lat: 0 }, { lon: 1, lat: 0 })).toBeCloseTo(111_195, 0)
  expect(metresBetween({ lon: 179.9, lat: 10 }, { lon: -179.9, lat: 10 })).toBeCloseTo(21_901, -1)
  expect(metresBetween({ lon: Number.NaN, lat: 0 }, { lon: 1, lat: 0 })).toBeNaN()
})

describe('the cause of a rule', () => {
  const kind = { id: 'air', label: { zh: '空气', en: 'Air' } }
  it('is its kind, silence for what is silent, doubtful data apart, and what the rule names', () => {
    const threshold = { type: 'threshold', value: 'pm25', above: 1 } as const
    expect(incidentCauseOf({ when: threshold }, kind)).toEqual({ id: 'air', label: kind.label })
    expect(incidentCauseOf({ when: { type: 'silent', intervals: 3 } }, kind)).toEqual(SILENCE)
    expect(incidentCauseOf({ when: { type: 'quality', bad: 1, of: 2 } }, kind)).toMatchObject({
      id: 'air-data',
      label: { zh: '空气数据可疑' },
    })
    const named = { id: 'fire', label: { zh: '火情', en: 'Fire' } }
    expect(incidentCauseOf({ when: threshold, incident: named }, kind)).toEqual(named)
    expect(incidentCauseOf({ when: threshold, incident: false }, kind)).toBeNull()
  })
})
