import { describe, expect, it } from 'vitest'
import { modelTown, station } from './model-town.ts'
import { localHour } from './calendar.ts'
import { weatherOf } from './weather.ts'
import { buildWorld, type Reading, type SimulatedStation } from './world.ts'

const START = Date.UTC(2026, 2, 4, 0, 0)
const DAY = 86_400_000

const town = modelTown([
  station('air-1', 'air'),
  station('water-1', 'water', { traits: { riverKm: 3 } }),
  station('noise-1', 'noise', { traits: { zone: '4a' } }),
  station('traffic-1', 'traffic'),
  station('parking-1', 'parking'),
])

describe('the simulated city', () => {
  it('says the same bytes for the same seed and time, asked in any order', () => {
    const forward = buildWorld(town, 7, START)
    const backward = buildWorld(town, 7, START)
    const told = (world: typeof forward, i: number, step: number) =>
      JSON.stringify(world.stations.map((one) => one.reading(one.seqAt(START) + i * step)))
    const first = Array.from({ length: 400 }, (_, i) => told(forward, i, 3))
    const second = Array.from({ length: 400 }, (_, i) => told(backward, 399 - i, 3)).reverse()
    expect(second).toEqual(first)
  })

  it('says something else for another seed', () => {
    const told = (seed: number) => {
      const one = buildWorld(town, seed, null).stations[0]!
      return JSON.stringify(one.reading(one.seqAt(START)).values)
    }
    expect(told(1)).not.toBe(told(2))
  })

  it('numbers readings without gaps, one an interval, also over a restart', () => {
    const [one] = buildWorld(town, 7, START).stations
    const [again] = buildWorld(town, 7, START + 9 * DAY).stations
    const seq = one!.seqAt(START)
    expect(one!.reading(seq + 1).ts - one!.reading(seq).ts).toBe(60_000)
    expect(one!.tsOf(seq)).toBeLessThanOrEqual(START)
    expect(one!.tsOf(seq + 1)).toBeGreaterThan(START)
    expect(again!.seqAt(START + 60_000)).toBe(seq + 1)
  })

  it('stays within the suspect ranges and clear of every rule while nothing happens', () => {
    for (const one of buildWorld(town, 11, null).stations) {
      for (const { ts, values } of quietReadings(one, 6)) {
        if (one.fault(ts)) continue
        for (const [name, x] of Object.entries(values)) {
          const [low, high] = one.kind.values[name]!.suspect ?? one.kind.values[name]!.fail!
          expect(x, name).toBeGreaterThanOrEqual(low)
          expect(x, name).toBeLessThanOrEqual(high)
        }
        for (const { when } of one.kind.rules ?? []) {
          if (when.type !== 'threshold') continue
          const x = values[when.value]!
          expect(when.above === undefined || x < (when.clear ?? when.above), `${when.value} ${x}`).toBe(true)
          expect(when.below === undefined || x > (when.clear ?? when.below), `${when.value} ${x}`).toBe(true)
        }
      }
    }
  })

  it('is warmer in the afternoon than before dawn by about the daily swing', () => {
    const [one] = buildWorld(modelTown([station('air-1', 'air')]), 3, null).stations
    const readings = quietReadings(one!, 12)
    const at = (from: number, to: number) =>
      mean(
        readings
          .filter(({ ts }) => localHour(ts) >= from && localHour(ts) < to)
          .map(({ values }) => values['temperature']!),
      )
    expect(at(14, 16) - at(2, 4)).toBeGreaterThan(7)
    expect(at(14, 16) - at(2, 4)).toBeLessThan(11)
  })

  it('moves neighbours together, and far stations less so', () => {
    const { stations } = buildWorld(
      modelTown([
        station('a', 'air', { lon: 120, lat: 30 }),
        station('near', 'air', { lon: 120.01, lat: 30.005 }),
        station('far', 'air', { lon: 120.6, lat: 30.5 }),
      ]),
      5,
      null,
    )
    const [a, near, far] = stations.map((one) =>
      Array.from({ length: 30 * 288 }, (_, i) => one.reading(one.seqAt(START) + i * 5).values['pm10']!),
    )
    expect(correlation(a!, near!)).toBeGreaterThan(0.9)
    expect(correlation(a!, near!)).toBeGreaterThan(correlation(a!, far!) + 0.1)
  })

  it('adds what a trait says', () => {
    const mean4a = mean(quietReadings(buildWorld(town, 7, null).stations[2]!, 2).map(({ values }) => values['LAeq']!))
    const plain = modelTown([station('noise-1', 'noise')])
    const mean2 = mean(quietReadings(buildWorld(plain, 7, null).stations[0]!, 2).map(({ values }) => values['LAeq']!))
    expect(mean4a - mean2).toBeGreaterThan(5)
  })

  it('keeps fine dust within coarse dust as the relation of its kind asks', () => {
    for (const { values } of quietReadings(buildWorld(town, 7, START).stations[0]!, 4))
      expect(values['pm25']).toBeLessThanOrEqual(values['pm10']! * 1.1 + 5)
  })
})

describe('simulated weather', () => {
  it('has fields of mean 0 and standard deviation 1, and is mostly dry', () => {
    const weather = weatherOf(9)
    const samples = Array.from({ length: 4000 }, (_, i) => weather(START + i * 7 * 3_600_000, 120 + (i % 5) * 0.2, 30))
    for (const field of ['haze', 'heat', 'wind', 'bustle'] as const) {
      const xs = samples.map((sample) => sample[field])
      expect(Math.abs(mean(xs)), field).toBeLessThan(0.1)
      expect(Math.abs(deviation(xs) - 1), field).toBeLessThan(0.1)
    }
    expect(samples.filter(({ rain }) => rain === 0).length / samples.length).toBeGreaterThan(0.6)
    expect(samples.every(({ rain }) => rain >= 0)).toBe(true)
  })
})

describe('simulated traffic', () => {
  it('moves flow as density times speed, with occupancy telling the density', () => {
    const one = buildWorld(town, 7, START).stations[3]!
    for (const { values } of quietReadings(one, 2)) {
      const density = (values['occupancy']! * 1000) / 6.5
      // Occupancy is sent with three decimals.
      expect(Math.abs(values['intensity']! - density * values['averageVehicleSpeed']!)).toBeLessThan(6)
    }
  })

  it('is slower and fuller in the rush than at night', () => {
    const readings = quietReadings(buildWorld(town, 7, null).stations[3]!, 2)
    const rush = readings.filter(({ ts }) => Math.abs(localHour(ts) - 8) < 0.5)
    const night = readings.filter(({ ts }) => Math.abs(localHour(ts) - 3) < 0.5)
    const of = (part: Reading[], name: string) => mean(part.map(({ values }) => values[name]!))
    expect(of(rush, 'intensity')).toBeGreaterThan(2 * of(night, 'intensity'))
    expect(of(rush, 'averageVehicleSpeed')).toBeLessThan(of(night, 'averageVehicleSpeed') - 5)
  })
})

describe('a simulated car park', () => {
  it('balances entrances, exits, taken and free spots exactly, also while it fills up', () => {
    const one = buildWorld(modelTown([station('p', 'parking')]), 7, START).stations[0]!
    const first = one.seqAt(START)
    let before: number | null = null
    for (let seq = first; seq < first + 1440; seq += 1) {
      const { ts, values } = one.reading(seq)
      if (one.fault(ts)) {
        before = null
        continue
      }
      const taken = values['occupiedSpotNumber']!
      const parts = taken + values['availableSpotNumber']! + values['outOfServiceSlotNumber']!
      expect(parts).toBe(values['totalSpotNumber'])
      if (before !== null) expect(taken - before).toBe(values['vehicleEntranceCount']! - values['vehicleExitCount']!)
      expect(values['vehicleExitCount']).toBeGreaterThanOrEqual(0)
      before = taken
    }
  })
})

/** Readings of so many days, one in five intervals. */
function quietReadings(one: SimulatedStation, days: number): Reading[] {
  const first = one.seqAt(START)
  return Array.from({ length: (days * 1440) / 5 }, (_, i) => one.reading(first + i * 5)).filter(
    ({ ts }) => !one.fault(ts),
  )
}

function mean(xs: readonly number[]): number {
  return xs.reduce((sum, x) => sum + x, 0) / xs.length
}

function deviation(xs: readonly number[]): number {
  const m = mean(xs)
  return Math.sqrt(mean(xs.map((x) => (x - m) ** 2)))
}

function correlation(xs: readonly number[], ys: readonly number[]): number {
  const mx = mean(xs)
  const my = mean(ys)
  return mean(xs.map((x, i) => (x - mx) * (ys[i]! - my))) / (deviation(xs) * deviation(ys))
}
