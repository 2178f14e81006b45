import { describe, expect, it } from 'vitest'
import { DEFAULT_WINDOW, spanOf, timeOf } from './device-time.ts'
import { NOON } from './testing/town.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const found = (ts: unknown) => timeOf(ts, NOON, DEFAULT_WINDOW)

describe('a time that a device sends', () => {
  it.for([
    [NOON + 7 * HOUR + 59 * MINUTE, /its clock is about 7 h 59 min ahead of the server$/],
    [NOON + 6 * MINUTE, /about 6 min ahead of the server/],
    ['2036-05-20T12:00:00Z', /about 10 years ahead of the server/],
    [NOON + 300_001, /about 5 min ahead of the server/],
  ] as const)('of %s is refused with an estimate of how far its clock is ahead', ([ts, detail]) => {
    expect(found(ts)).toMatchObject({ reason: 'in-the-future', detail: expect.stringMatching(detail), field: 'ts' })
  })

  it('that is impossible tells by how much the clock seems to be off', () => {
    expect(found(NOON + HOUR)).toMatchObject({ skewMs: HOUR })
    expect(found(Date.UTC(2000, 0, 1))).toMatchObject({
      reason: 'too-old',
      skewMs: Date.UTC(2000, 0, 1) - NOON,
      detail: expect.stringMatching(
        /is 26 years 140 days behind the server: its clock is wrong, or the reading is too old/,
      ),
    })
  })

  it.for([
    ['seconds', NOON / 1000],
    ['microseconds', NOON * 1000],
    ['nanoseconds', NOON * 1e6],
  ] as const)('in %s is refused with the unit, and says nothing of the clock', ([unit, ts]) => {
    const fault = found(ts)
    expect(fault).toMatchObject({ detail: expect.stringContaining(`were these ${unit}?`) })
    expect(fault).not.toHaveProperty('skewMs')
  })

  it('beyond every calendar is refused, and says nothing of the clock', () => {
    for (const ts of [2 ** 53 + 1, 1e300]) {
      expect(found(ts)).toMatchObject({ reason: 'in-the-future' })
      expect(found(ts)).not.toHaveProperty('skewMs')
    }
  })

  it.for([
    ['2026-05-20T12:00:00', /it has no zone: add Z or \+08:00/],
    ['2026-05-20 12:00:00', /it has no zone/],
    ['2026-05-20', /it has no zone/],
    ['2026-06-30T23:59:60Z', /leap second/],
    [String(NOON), /without quotation marks/],
    [-1, /before 1970/],
    ['noon', /expected milliseconds since 1970 or ISO 8601 with a zone, found "noon"$/],
    [true, /found true$/],
  ] as const)('of %s is refused with what to do instead', ([ts, detail]) => {
    expect(found(ts)).toMatchObject({ reason: 'bad-time', detail: expect.stringMatching(detail) })
  })

  it('that is missing is the time of receipt', () => {
    expect([found(undefined), found(null)]).toEqual([NOON, NOON])
  })
})

it('a span is told in its two largest units', () => {
  const spans = [400, 5_000, 61_000, 2 * HOUR, DAY + 4 * HOUR, 800 * DAY].map(spanOf)
  expect(spans).toEqual(['400 ms', '5 s', '1 min 1 s', '2 h', '1 days 4 h', '2 years 69 days'])
})
