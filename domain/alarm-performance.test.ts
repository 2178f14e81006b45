import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIMITS, markOf, MEASURE_IDS } from './alarm-performance.ts'
import { type CallColumns, makePerformanceFold } from './alarm-performance-fold.ts'

describe('a mark', () => {
  it.each([
    ['per-day', 150, 'acceptable'],
    ['per-day', 150.1, 'manageable'],
    ['per-day', 300, 'manageable'],
    ['per-day', 300.1, 'over'],
    ['per-ten-minutes', 2, 'manageable'],
    ['per-ten-minutes', 2.08, 'over'],
    ['peak', 10, 'acceptable'],
    ['peak', 11, 'over'],
    ['stale', 4, 'acceptable'],
    ['stale', 5, 'over'],
    ['chattering', 0, 'acceptable'],
    ['chattering', 1, 'over'],
    ['bad-hours', 0.0099, 'acceptable'],
    ['bad-hours', 0.01, 'over'],
    ['top-ten', 0.01, 'manageable'],
    ['top-ten', 0.05, 'over'],
    ['share-orange', 0.05, 'acceptable'],
    ['share-red', 0.011, 'over'],
  ] as const)('of %s at %d is %s', (id, value, mark) => {
    expect(markOf(id, value)).toBe(mark)
  })

  it('of nothing is acceptable, and gets no better as the figure rises', () => {
    const ranks = { acceptable: 0, manageable: 1, over: 2 }
    for (const id of MEASURE_IDS) {
      expect([id, markOf(id, 0)]).toEqual([id, 'acceptable'])
      const limit = LIMITS[id].acceptable
      const marks = [0, limit / 2, limit, limit * 1.01 + 0.01, limit * 9 + 1].map((value) => ranks[markOf(id, value)])
      expect(marks).toEqual(marks.toSorted((a, b) => a - b))
    }
  })
})

const HOUR = 3_600_000
const TEN_MINUTES = 600_000

interface Call {
  readonly at: number
  readonly cause: number
  readonly answer: number
}

const columnsOf = (calls: readonly Call[]): CallColumns => ({
  at: calls.map(({ at }) => at),
  cause: calls.map(({ cause }) => cause),
  severity: calls.map(({ cause }) => cause % 4),
  isAgain: calls.map(() => 0),
  answer: calls.map(({ answer }) => answer),
  end: calls.map(() => -1),
  ackWithin: calls.map(() => 1_000),
  respondWithin: calls.map(() => -1),
})

describe('the fold', () => {
  const arbitraryCalls = fc
    .array(fc.record({ at: fc.nat(6 * HOUR), cause: fc.nat(12), answer: fc.integer({ min: -2, max: 5_000 }) }), {
      maxLength: 120,
    })
    .map((calls) => calls.toSorted((a, b) => a.at - b.at))

  it('comes to what counting call by call comes to, however the calls are cut into pages', () => {
    fc.assert(
      fc.property(arbitraryCalls, fc.integer({ min: 1, max: 50 }), (all, width) => {
        const [from, to] = [HOUR, 5 * HOUR]
        const fold = makePerformanceFold({
          from,
          to,
          now: to,
          scope: '*',
          positionsOf: () => 1,
          departments: ['a', 'b'],
          causeOf: (i) => ({ rule: `r${i}`, station: 's', kind: 'k', district: 'd', owner: i % 2 ? 'b' : 'a' }),
          everySecondsOf: () => 60,
        })
        for (let i = 0; i < all.length; i += width) fold.take(columnsOf(all.slice(i, i + width)))
        const found = fold.result({ floods: [], long: [], aside: [], changes: [] })

        const calls = all.filter(({ at }) => at >= from && at < to)
        const times = calls.map(({ at }) => at)
        const within = (start: number, length: number) =>
          times.filter((at) => at >= start && at < start + length).length
        const value = (id: string) => found.asked.measures.find((one) => one.id === id)!.value
        expect(found.asked.count).toBe(calls.length)
        expect(found.byHour).toEqual([1, 2, 3, 4].map((hour) => within(hour * HOUR, HOUR)))
        expect(value('per-hour')).toBe(calls.length / 4)
        expect(value('peak')).toBe(Math.max(0, ...times.map((at) => within(at, TEN_MINUTES))))
        const periods = Array.from({ length: 24 }, (_, i) => within(from + i * TEN_MINUTES, TEN_MINUTES))
        expect(value('bad-periods')).toBe(periods.filter((count) => count > 10).length / 24)
        const answers = calls.flatMap(({ answer }) => (answer >= 0 ? [answer] : [])).toSorted((a, b) => a - b)
        expect(found.asked.toAcknowledge).toMatchObject({
          count: answers.length,
          median: answers[Math.ceil(answers.length / 2) - 1] ?? null,
          p95: answers[Math.ceil(answers.length * 0.95) - 1] ?? null,
          withTarget: calls.filter(({ answer }) => answer !== -2).length,
          late: calls.filter(({ at, answer }) => (answer === -1 ? to - at : answer) > 1_000).length,
        })
        expect(found.top.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(calls.length)
        expect(found.departments.map(({ count }) => count)).toEqual(
          [0, 1].map((odd) => calls.filter(({ cause }) => cause % 2 === odd).length),
        )
      }),
    )
  })
})
