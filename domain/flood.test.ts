import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CallInFlood, type Flood, FLOOD_WINDOW_MS, makeFloodDetector } from './flood.ts'

const SECOND = 1_000
const HOUR = 3_600_000
const evenly = (count: number, overSeconds: number) =>
  Array.from({ length: count }, (_, i) => (i * overSeconds * SECOND) / count)

function call(at: number, more: Partial<CallInFlood> = {}): CallInFlood {
  return { at, severity: 'blue', district: 'd', kind: 'noise', ...more }
}

/** What a detector found, told of calls alone or looked at every second as well. */
function floodsAmong(
  calls: readonly number[],
  until: number,
  { positions = 1, isLookedAt = false } = {},
): readonly Flood[] {
  const detector = makeFloodDetector({ scope: '*', positions })
  const found = new Map<number, Flood>()
  const keep = (flood: Flood | null) => flood && found.set(flood.from, flood)
  let looked = 0
  for (const at of calls) {
    for (; isLookedAt && looked < at; looked += SECOND) keep(detector.tick(looked))
    for (const flood of detector.call(call(at))) keep(flood)
  }
  keep(detector.tick(until))
  return [...found.values()]
}

describe('a flood', () => {
  it('begins with the eleventh call of ten minutes, not with the tenth', () => {
    expect(floodsAmong(evenly(10, 600), 600 * SECOND)).toEqual([])
    const calls = evenly(11, 600)
    expect(floodsAmong(calls, 600 * SECOND)).toMatchObject([{ from: calls[10], to: null, count: 11, peak: 11 }])
  })

  it('does not begin when the first of eleven left the ten minutes with the eleventh', () => {
    expect(floodsAmong([...evenly(10, 60), 600 * SECOND], 600 * SECOND)).toEqual([])
    expect(floodsAmong([...evenly(10, 60), 600 * SECOND - 1], 600 * SECOND)).toHaveLength(1)
  })

  it('is over when fewer than five are left of the last ten minutes', () => {
    const calls = [...evenly(12, 60), 300 * SECOND]
    // Below five are left once the ninth of the thirteen has gone.
    expect(floodsAmong(calls, HOUR)).toMatchObject([
      { from: 50 * SECOND, to: calls[8]! + FLOOD_WINDOW_MS, count: 13, peak: 13 },
    ])
  })

  it('takes as many times more calls as people work at once', () => {
    expect(floodsAmong(evenly(20, 60), HOUR, { positions: 2 })).toEqual([])
    const [flood] = floodsAmong(evenly(21, 60), HOUR, { positions: 2 })
    // Nine are left once the twelfth has gone.
    expect(flood).toMatchObject({ from: (20 * 60 * SECOND) / 21, to: (11 * 60 * SECOND) / 21 + FLOOD_WINDOW_MS })
  })

  it('knows how many called by severity, district and kind, with those that led to it', () => {
    const detector = makeFloodDetector({ scope: 'water', positions: 1 })
    for (let i = 0; i < 9; i++) detector.call(call(i, { district: 'east' }))
    detector.call(call(9, { severity: 'red', kind: 'water' }))
    expect(detector.flood).toBeNull()
    detector.call(call(10))
    detector.call(call(11, { severity: 'red' }))
    expect(detector.flood).toMatchObject({
      scope: 'water',
      count: 12,
      bySeverity: { blue: 10, red: 2 },
      byDistrict: { east: 9, d: 3 },
      byKind: { noise: 11, water: 1 },
    })
  })

  it('goes on over a restart that knows it and its calls', () => {
    const calls = evenly(30, 900)
    const whole = floodsAmong(calls, 2 * HOUR)
    const before = makeFloodDetector({ scope: '*', positions: 1 })
    for (const at of calls.slice(0, 20)) before.call(call(at))
    const after = makeFloodDetector({
      scope: '*',
      positions: 1,
      recent: calls.slice(0, 20).map((at) => call(at)),
      flood: before.flood,
    })
    for (const at of calls.slice(20)) after.call(call(at))
    expect([after.tick(2 * HOUR)]).toEqual(whole)
  })

  it('is found the same by counting every window, whether or not somebody looks in between', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3_600), { maxLength: 80 }), (seconds) => {
        const calls = seconds.toSorted((a, b) => a - b).map((s) => s * SECOND)
        const floods = floodsAmong(calls, 3 * HOUR)
        expect(floodsAmong(calls, 3 * HOUR, { isLookedAt: true })).toEqual(floods)
        expect(floods.map(({ from, to }) => [from, to])).toEqual(floodsByCounting(calls))
      }),
    )
  })
})

/** Looks at every moment at which a call comes or leaves, with no memory but whether there is a flood. */
function floodsByCounting(calls: readonly number[]): readonly (readonly [number, number])[] {
  const floods: [number, number][] = []
  let from: number | null = null
  const moments = calls.flatMap((at, i) => [
    { at, order: 1, seen: i + 1 },
    { at: at + FLOOD_WINDOW_MS, order: 0, seen: 0 },
  ])
  let seen = 0
  for (const moment of moments.toSorted((a, b) => a.at - b.at || a.order - b.order || a.seen - b.seen)) {
    seen = Math.max(seen, moment.seen)
    const within = calls.slice(0, seen).filter((at) => at > moment.at - FLOOD_WINDOW_MS).length
    if (from !== null && within < 5) {
      floods.push([from, moment.at])
      from = null
    }
    if (from === null && moment.order === 1 && within > 10) from = moment.at
  }
  return floods
}
