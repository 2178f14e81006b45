import { describe, expect, it } from 'vitest'
import { modelTown, station } from '../model-town.ts'
import { buildWorld, type CityModel, type SimulatedStation } from '../world.ts'
import { moved } from './distance.ts'
import { downwind } from './effects/emission.ts'
import { interpret } from './effects/interpret.ts'
import { crash, type Impromptu, plume, sewage } from './impromptu.ts'
import type { Happening, Stage } from './scenario.ts'

// Eight in the evening by local time.
const START = Date.UTC(2026, 2, 4, 12, 0)
const MINUTE = 60_000

const centre = { lon: 120, lat: 30 }
const grid = Array.from({ length: 25 }, (_, i) => ({
  lon: 120 + (i % 5) * 0.02,
  lat: 30 + Math.floor(i / 5) * 0.018,
}))
const town = modelTown([
  ...grid.map((place, i) => station(`air-${i}`, 'air', place)),
  ...[2, 6, 11, 15].map((riverKm, i) => station(`water-${i}`, 'water', { traits: { riverKm } })),
  station('lake', 'water'),
  ...grid.slice(0, 4).map((place, i) => station(`noise-${i}`, 'noise', place)),
  ...grid.slice(0, 6).map((place, i) => station(`traffic-${i}`, 'traffic', place)),
  station('parking-1', 'parking', centre),
])

describe('the director', () => {
  it('starts the first event 75 s after the start and then one every five minutes or so', () => {
    const { director } = buildWorld(town, 1, START)
    expect(director.underWay(START + 74_000)).toEqual([])
    expect(director.happening(0)!.from).toBe(START + 75_000)
    const starts = Array.from({ length: 30 }, (_, i) => director.happening(i)!.from)
    for (const [i, at] of starts.entries())
      if (i > 0) expect(Math.abs(at - starts[i - 1]! - 5 * MINUTE)).toBeLessThanOrEqual(MINUTE)
  })

  it('plans the same events for the same seed and start', () => {
    const told = () => Array.from({ length: 20 }, (_, i) => buildWorld(town, 4, START).director.happening(i))
    expect(JSON.stringify(told())).toBe(JSON.stringify(told()))
  })

  it('shows each kind of event once in a round', () => {
    const { director } = buildWorld(town, 2, START)
    const shown = new Set(Array.from({ length: 6 }, (_, i) => director.happening(i)!.scenario))
    expect([...shown].sort()).toEqual(['bang', 'concert', 'crash', 'full-car-park', 'plume', 'sewage'])
  })

  it('raises what the rules ask for, for as long as they ask, and comes back below the clear level', () => {
    const world = buildWorld(town, 2, START)
    const touchedRules = new Set<string>()
    for (let number = 0; number < 6; number += 1) {
      const event = world.director.happening(number)!
      for (const touch of event.touches.filter(({ peak }) => peak > 0.98)) {
        const one = world.stations.find(({ station }) => station.id === touch.station)!
        for (const rule of one.kind.rules ?? []) if (raises(one, event, rule.id)) touchedRules.add(rule.id)
      }
    }
    expect([...touchedRules].sort()).toEqual([
      'ammonia-high',
      'bang',
      'oxygen-low',
      'pm25-high',
      'standstill',
      'very-loud',
    ])
  })
})

describe('a chemical plume', () => {
  it('reaches stations in the order of their distance downwind, at the pace of the wind', () => {
    const happening = planOf(plume, town, 3)
    const stage = stageOf(town, 3)
    const { windFrom, windSpeed } = stage.weather(START, happening.lon, happening.lat)
    const reached = happening.touches
      .map((touch) => ({ touch, along: downwind(happening, placeOf(town, touch.station), windFrom).along }))
      .sort((a, b) => a.along - b.along)
    expect(reached.length).toBeGreaterThan(1)
    const [first, ...rest] = reached
    for (const { touch, along } of rest) {
      const minutes = (touch.course.from - first!.touch.course.from) / MINUTE
      expect(minutes / (along - first!.along)).toBeCloseTo(1 / (Math.max(2, windSpeed) * 0.18), 0)
    }
  })

  it('leaves stations upwind alone', () => {
    const windFrom = 270
    const source = { lon: 120, lat: 30 }
    expect(downwind(source, moved(source, 2, 90), windFrom).along).toBeCloseTo(2)
    expect(downwind(source, moved(source, 2, 270), windFrom).along).toBeCloseTo(-2)
  })

  it('shows in the readings with a lag: the second station peaks after the first', () => {
    const { stations, director } = buildWorld(town, 2, START)
    const event = firstOf(director.happening, 'plume')
    const [near, far] = event.touches
      .filter(({ peak }) => peak > 0.3)
      .toSorted((a, b) => a.course.from - b.course.from)
      .filter((_, i, all) => i === 0 || i === all.length - 1)
      .map((touch) => stations.find(({ station }) => station.id === touch.station)!)
    expect(halfWay(far!, event, 'pm25')).toBeGreaterThan(halfWay(near!, event, 'pm25'))
  })
})

describe('a sewage discharge', () => {
  it('arrives at the stations below in the order of the river, and nowhere else', () => {
    const { touches } = planOf(sewage, town, 8)
    const order = touches.toSorted((a, b) => a.course.from - b.course.from).map(({ station }) => station)
    expect(order.length).toBeGreaterThan(1)
    expect(order).toEqual([...order].sort())
    expect(order).not.toContain('lake')
    const arrivals = touches.map(({ course }) => course.from)
    expect(new Set(arrivals).size).toBe(arrivals.length)
  })

  it('takes oxygen as it brings ammonia', () => {
    const { toward = {} } = planOf(sewage, town, 8).touches[0]!
    expect(toward['ammoniaNitrogen']).toBeGreaterThan(2)
    expect(toward['O2']).toBeLessThan(3)
  })
})

describe('a crash', () => {
  it('jams the detectors before it on its road later the farther back they are, and none beyond it', () => {
    const road = modelTown(
      [0, 1, 2, 3, 4].map((i) =>
        station(`traffic-${i}`, 'traffic', { lon: 120 + i * 0.0105, lat: 30, name: `Long Road at Corner ${i}` }),
      ),
    )
    const effect = { effect: 'jam', at: 0, minutes: 20, scene: 'traffic-3', speed: 3, queueKm: 2.5 } as const
    const { touches } = interpret(effect, stageOf(road, 5))
    const order = touches.toSorted((a, b) => a.course.from - b.course.from).map((touch) => touch.station)
    expect(order).toEqual(['traffic-3', 'traffic-2', 'traffic-1'])
  })

  it('is made up at a detector of the city', () => {
    expect(planOf(crash, town, 5).touches.map((touch) => touch.station)).toContainEqual(
      expect.stringMatching(/^traffic-/),
    )
  })
})

function stageOf(city: CityModel, seed: number): Stage {
  return { ...city, weather: buildWorld(city, seed, null).weather, at: START, seed }
}

function planOf(scenario: Impromptu, city: CityModel, seed: number) {
  const stage = stageOf(city, seed)
  const plan = scenario.plan(stage)
  if (!plan) throw new Error(`${scenario.id} found no place`)
  return { ...plan.where, touches: plan.effects.flatMap((effect) => interpret(effect, stage).touches) }
}

function placeOf(city: CityModel, id: string) {
  return city.stations.find((one) => one.id === id)!
}

function firstOf(happening: (number: number) => Happening | null, scenario: string): Happening {
  for (let number = 0; ; number += 1) {
    const found = happening(number)
    if (found?.scenario === scenario) return found
  }
}

/** Whether the rule holds for its time during the event, and is below its clear level when the event is over. */
function raises(one: SimulatedStation, event: Happening, ruleId: string): boolean {
  const { when } = one.kind.rules!.find(({ id }) => id === ruleId)!
  if (when.type !== 'threshold') return false
  const beyond = (x: number) => (when.above !== undefined ? x > when.above : x < when.below!)
  let since: number | null = null
  let raised = false
  for (let seq = one.seqAt(event.from); one.tsOf(seq) <= event.until + MINUTE; seq += 1) {
    const { ts, values } = one.reading(seq)
    if (!beyond(values[when.value]!)) since = null
    else {
      since ??= ts
      raised ||= ts - since >= (when.forSeconds ?? 0) * 1000
    }
  }
  return raised && since === null
}

/** When the value has first gone half the way to its largest during the event. */
function halfWay(one: SimulatedStation, event: Happening, value: string): number {
  const readings = []
  for (let seq = one.seqAt(event.from - 5 * MINUTE); one.tsOf(seq) <= event.until; seq += 1)
    readings.push(one.reading(seq))
  const xs = readings.map(({ values }) => values[value]!)
  const half = (Math.min(...xs) + Math.max(...xs)) / 2
  return readings.find(({ values }) => values[value]! >= half)!.ts
}
