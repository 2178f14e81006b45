import { describe, expect, it } from 'vitest'
import { between, everyFor, gapsIn, panned, paramsOf, windowOf, withGaps, zoomed } from './window.ts'

const DAY = 86_400

describe('the width of a bucket', () => {
  it('is none where the readings themselves are few enough', () => {
    expect(everyFor(3600, 400, 60)).toBeNull()
  })

  it('asks for no more points than one in two pixels', () => {
    for (const span of [3600, DAY, 7 * DAY]) {
      for (const pixels of [300, 800, 2400]) {
        const every = everyFor(span, pixels, 5)
        if (every !== null) expect(span / every.seconds).toBeLessThanOrEqual(Math.max(50, pixels / 2))
      }
    }
  })

  it('is never narrower than the cadence, which would look like gaps', () => {
    expect(everyFor(7 * DAY, 1000, 900)?.seconds).toBeGreaterThanOrEqual(900)
  })
})

describe('gaps', () => {
  it('break the line where more than one and a half intervals are missing', () => {
    expect(
      withGaps(
        [
          [0, 1, 1],
          [60, 2, 1],
          [151, 3, 1],
        ],
        60,
      ),
    ).toEqual([
      [0, 1, 1],
      [60, 2, 1],
      [120, null, 9],
      [151, 3, 1],
    ])
  })

  it('do not break it for a reading that is only a little late', () => {
    expect(
      withGaps(
        [
          [0, 1, 1],
          [90, 2, 1],
        ],
        60,
      ),
    ).toHaveLength(2)
  })
})

describe('spans without readings', () => {
  const point = (at: number): [number, number, number] => [at, 1, 1]

  it('are those of more than three intervals, also at the ends, but not in the future', () => {
    const points = [50_000, 60_000, 100_000].map(point)
    expect(gapsIn(points, 10_000, { from: 0, to: 300_000 }, 200_000)).toEqual([
      { from: 0, to: 50_000 },
      { from: 70_000, to: 100_000 },
      { from: 110_000, to: 200_000 },
    ])
    expect(gapsIn([50_000, 60_000, 90_000].map(point), 10_000, { from: 45_000, to: 100_000 }, 100_000)).toEqual([])
  })

  it('are none where there are no readings at all: the chart says that in words', () => {
    expect(gapsIn([], 10_000, { from: 0, to: 100_000 }, 100_000)).toEqual([])
  })
})

describe('zooming', () => {
  const window = { from: 1_000_000, to: 2_000_000 }

  it('keeps the time under the pointer where it is', () => {
    const closer = zoomed(window, 0.5, 1_250_000)
    expect(closer).toEqual({ from: 1_125_000, to: 1_625_000 })
    expect((1_250_000 - closer.from) / (closer.to - closer.from)).toBeCloseTo(0.25)
  })

  it('ends at ten seconds and at four hundred days', () => {
    const least = zoomed(window, 1e-9)
    const most = zoomed(window, 1e9)
    expect([least.to - least.from, most.to - most.from]).toEqual([10_000, 400 * DAY * 1000])
  })

  it('takes a drag in either direction, and none that is too short to be meant', () => {
    expect(between(2_000_000, 1_000_000)).toEqual(window)
    expect(between(1_000_000, 1_000_050)).toBeNull()
    expect(panned(window, -0.25)).toEqual({ from: 750_000, to: 1_750_000 })
  })

  it('stands in the address, whose nonsense is a day', () => {
    const of = (params: Record<string, string>) => windowOf((name) => params[name] ?? null, DAY * 1000 * 365)
    expect(of({ from: '1000000', to: '2000000' })).toEqual({ ...window, span: null })
    for (const params of [{}, { from: 'x', to: '5' }, { from: '2000000', to: '1000000' }, { span: 'aeon' }]) {
      const { from, to, span } = of(params)
      expect([to - from, span]).toEqual([DAY * 1000, 'day'])
    }
    expect(paramsOf(null)).toEqual({ from: null, to: null })
  })
})
