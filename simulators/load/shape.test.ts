import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rateAt, segmentsOf, type ShapeOptions, SHAPES, timetableOf } from './shape.ts'

const OPTIONS: ShapeOptions = {
  shape: 'steady',
  rate: 100,
  seconds: 30,
  burst: 5,
  burstSeconds: 2,
  burstEvery: 10,
  stepFactor: 2,
  stepSeconds: 10,
}

/** Messages due in each second. */
function eachSecond(options: ShapeOptions): number[] {
  const table = timetableOf(segmentsOf(options))
  const counts = Array.from({ length: options.seconds }, () => 0)
  for (let i = 0; i < table.total; i += 1) counts[Math.floor(table.dueAt(i) + 1e-9)]! += 1
  return counts
}

describe('the shape of a load', () => {
  it('is the same every second when it is steady', () => {
    expect(new Set(eachSecond(OPTIONS))).toEqual(new Set([100]))
  })

  it('rises evenly to the rate when it is a ramp, so that half as many are sent', () => {
    const counts = eachSecond({ ...OPTIONS, shape: 'ramp' })
    expect(counts.reduce((sum, n) => sum + n)).toBe(1500)
    expect(counts[0]).toBeLessThan(4)
    expect(counts.at(-1)).toBeGreaterThan(96)
    for (const [i, n] of counts.entries()) expect(Math.abs(n - (i + 0.5) * (100 / 30))).toBeLessThanOrEqual(1.5)
  })

  it('has so many times the rate in a burst and the rate itself between them', () => {
    const counts = eachSecond({ ...OPTIONS, shape: 'burst' })
    const one = [...Array<number>(8).fill(100), 500, 500]
    expect(counts).toEqual([...one, ...one, ...one])
  })

  it('has so many times the rate of the step before on each step', () => {
    const segments = segmentsOf({ ...OPTIONS, shape: 'step' })
    expect([0, 9.9, 10, 25, 31].map((at) => rateAt(segments, at))).toEqual([100, 100, 200, 400, 0])
  })

  it('never lets a message be due before the one before it, nor after the end, and agrees with itself on how many are due', () => {
    fc.assert(
      fc.property(
        fc.record({
          shape: fc.constantFrom(...SHAPES),
          rate: fc.integer({ min: 1, max: 300 }),
          seconds: fc.double({ min: 0.3, max: 20, noNaN: true }),
          burst: fc.integer({ min: 2, max: 9 }),
          burstSeconds: fc.constantFrom(0.5, 1),
          burstEvery: fc.constantFrom(2, 3),
          stepFactor: fc.constantFrom(1.1, 1.5),
          stepSeconds: fc.constantFrom(1, 2.5),
        }),
        (options) => {
          const segments = segmentsOf(options)
          const table = timetableOf(segments)
          const due = Array.from({ length: table.total }, (_, i) => table.dueAt(i))
          expect(due).toEqual(due.toSorted((a, b) => a - b))
          expect(due.at(-1) ?? 0).toBeLessThanOrEqual(options.seconds + 1e-6)
          expect(due.filter((at, i) => Math.abs(table.dueBy(at + 1e-6) - (i + 1)) > 1)).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  })
})
