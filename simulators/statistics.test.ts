import { describe, expect, it } from 'vitest'
import { loadConfig } from '../config/load.ts'
import { SHIPPED } from '../config/testing/folder.ts'
import { dayKind, localHour, localTime } from './calendar.ts'
import { errorOf, shown } from './sensor.ts'
import { distance, offset } from './scenarios/distance.ts'
import { RIVER_KM_PER_HOUR } from './river.ts'
import { weatherOf } from './weather.ts'
import { buildWorld, type SimulatedStation } from './world.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const SPRING = localTime('2026-04-13T00:00')

const city = loadConfig(SHIPPED)
const world = buildWorld(city, 1, null)
const stationsOf = (kind: string) => world.stations.filter((one) => one.kind.id === kind)

describe('the simulated city, byte by byte', () => {
  it('is the same city for the same seed and span, and another for another seed', () => {
    const told = (seed: number) =>
      buildWorld(city, seed, null)
        .stations.filter((_, i) => i % 9 === 0)
        .flatMap((one) => Array.from({ length: 40 }, (_, i) => JSON.stringify(one.reading(one.seqAt(SPRING) + i * 7))))
        .join('\n')
    expect(told(1)).toBe(told(1))
    expect(told(2)).not.toBe(told(1))
  })

  it('asks neither the clock nor chance of the machine', async () => {
    const { readSources } = await import('../test/support/sources.ts')
    const world =
      /^simulators\/(?!.*(test|city|device|password|process|load|raw-|child|command|play|disorder\/links|record|replay))/
    const wrong = readSources()
      .filter(({ file }) => world.test(file))
      .filter(({ text }) => /Math\.random|Date\.now|new Date\(\)|performance\.now|crypto/.test(text))
    expect(wrong.map(({ file }) => file)).toEqual([])
  })
})

describe('the calendar', () => {
  it('knows the holidays of 2026 and the weekends that are worked for them', () => {
    const on = (date: string) => dayKind(localTime(`${date}T12:00`))
    expect(['2026-02-17', '2026-10-01', '2026-05-05', '2026-01-03'].map(on)).toEqual(Array(4).fill('holiday'))
    expect(['2026-02-14', '2026-02-28', '2026-10-10', '2026-09-21'].map(on)).toEqual(Array(4).fill('work'))
    expect(['2026-09-19', '2026-11-29'].map(on)).toEqual(['rest', 'rest'])
    // Local midnight, not that of UTC.
    expect([dayKind(localTime('2026-10-07T23:59')), dayKind(localTime('2026-10-08T00:00'))]).toEqual([
      'holiday',
      'work',
    ])
  })
})

describe('simulated air', () => {
  const air = stationsOf('air')
  const hours = hourlyOf(air, ['pm25', 'pm10', 'no2', 'o3', 'co', 'temperature'], 60)

  it('keeps within what a city span calls plausible, and has the spread of a real city', () => {
    const pm25 = hours.flatMap(({ values }) => values['pm25']!)
    expect(quantile(pm25, 0.05)).toBeGreaterThan(2)
    expect(quantile(pm25, 0.5)).toBeGreaterThan(18)
    expect(quantile(pm25, 0.5)).toBeLessThan(50)
    expect(quantile(pm25, 0.98)).toBeLessThan(115)
    expect(quantile(pm25, 0.98)).toBeGreaterThan(1.6 * quantile(pm25, 0.5))
  })

  it('forgets its fine dust over a day, and hardly over an hour', () => {
    const at1 = mean(hours.map(({ values }) => autocorrelation(values['pm25']!, 1)))
    const at12 = mean(hours.map(({ values }) => autocorrelation(values['pm25']!, 12)))
    const at72 = mean(hours.map(({ values }) => autocorrelation(values['pm25']!, 72)))
    expect(at1).toBeGreaterThan(0.8)
    expect(at12).toBeLessThan(0.7)
    expect(Math.abs(at72)).toBeLessThan(0.35)
  })

  it('has ozone in the afternoon and nitrogen dioxide in the rush', () => {
    const course = (name: string) => {
      const byHour = Array.from({ length: 24 }, () => [] as number[])
      for (const { values } of hours) for (const [i, x] of values[name]!.entries()) byHour[i % 24]!.push(x)
      return byHour.map(mean)
    }
    const [o3, no2] = [course('o3'), course('no2')]
    expect(o3.indexOf(Math.max(...o3))).toBeGreaterThanOrEqual(13)
    expect(o3.indexOf(Math.max(...o3))).toBeLessThanOrEqual(17)
    expect(Math.max(...o3) - Math.min(...o3)).toBeGreaterThan(60)
    expect(no2[8]! - no2[14]!).toBeGreaterThan(8)
  })

  it('correlates less the farther its stations are apart', () => {
    const pairs = hours.flatMap((a, i) =>
      hours.slice(i + 1).map((b) => ({
        km: distance(a.one.station, b.one.station),
        r: correlation(withoutDay(a.values['pm25']!, 24), withoutDay(b.values['pm25']!, 24)),
      })),
    )
    const within = (from: number, to: number) => mean(pairs.filter(({ km }) => km >= from && km < to).map(({ r }) => r))
    const [near, middle, far] = [within(0, 4), within(8, 12), within(18, 40)]
    expect(near).toBeGreaterThan(middle + 0.02)
    expect(middle).toBeGreaterThan(far)
    expect(near).toBeGreaterThan(0.7)
    expect(far).toBeGreaterThan(0.2)
  })

  it('is carried by the wind: what is upwind now is downwind later', () => {
    const weather = weatherOf(5)
    const place = { lon: 123, lat: 31 }
    const gains: number[] = []
    for (let i = 0; i < 400; i += 1) {
      const at = SPRING + i * 5 * HOUR
      const { windFrom, windSpeed } = weather(at, place.lon, place.lat)
      const km = windSpeed * 3.6 * 0.75
      const angle = ((windFrom + 180) * Math.PI) / 180
      const { east, north } = offset(place, { lon: 124, lat: 32 })
      const down = { lon: 123 + (km * Math.sin(angle)) / east, lat: 31 + (km * Math.cos(angle)) / north }
      const up = { lon: 123 - (km * Math.sin(angle)) / east, lat: 31 - (km * Math.cos(angle)) / north }
      const now = weather(at, place.lon, place.lat).haze
      const later = at + 0.75 * HOUR
      gains.push(
        Math.abs(weather(later, up.lon, up.lat).haze - now) - Math.abs(weather(later, down.lon, down.lat).haze - now),
      )
    }
    expect(mean(gains)).toBeGreaterThan(0.1)
  })

  it('is worse under an inversion, which comes on calm dry nights', () => {
    const weather = weatherOf(3)
    const at = Array.from({ length: 2000 }, (_, i) => weather(SPRING + i * 1.37 * HOUR, 123, 31))
    const hour = (i: number) => localHour(SPRING + i * 1.37 * HOUR)
    const by = (fits: (i: number) => boolean) => mean(at.filter((_, i) => fits(i)).map(({ inversion }) => inversion))
    expect(by((i) => hour(i) > 12 && hour(i) < 17)).toBe(0)
    expect(by((i) => hour(i) < 5)).toBeGreaterThan(0.15)
    expect(at.filter(({ rain, inversion }) => rain > 0 && inversion > 0)).toEqual([])
    expect(city.kinds.get('air')!.simulate!.signals['pm25']!.fields!.inversion).toBeGreaterThan(0)
  })

  it('is warm in July and cold in January by what the Yangtze knows', () => {
    const at = (day: string) => {
      const from = localTime(`${day}T00:00`)
      return mean(
        air
          .slice(0, 4)
          .flatMap((one) =>
            Array.from({ length: 24 * 7 }, (_, i) => one.reading(one.seqAt(from + i * HOUR)).values['temperature']!),
          ),
      )
    }
    const [january, july] = [at('2026-01-12'), at('2026-07-13')]
    expect(january).toBeGreaterThan(-2)
    expect(january).toBeLessThan(14)
    expect(july).toBeGreaterThan(22)
    expect(july).toBeLessThan(35)
  })
})

describe('the simulated river', () => {
  it('brings down what it carries: a station lags the one above by their distance over its pace', () => {
    const river = stationsOf('water').filter(({ station }) => Number(station.traits?.['riverKm'] ?? -1) >= 0)
    const [above, below] = [river[2]!, river[8]!]
    const km = Number(below.station.traits!['riverKm']) - Number(above.station.traits!['riverKm'])
    const step = HOUR / 3
    const course = (one: SimulatedStation) =>
      withoutDay(
        Array.from({ length: 90 * 72 }, (_, i) => one.reading(one.seqAt(SPRING + i * step)).values['orp']!),
        72,
      )
    const [x, y] = [course(above), course(below)]
    const lags = Array.from({ length: 60 }, (_, lag) => correlation(x.slice(0, x.length - lag), y.slice(lag)))
    const best = (lags.indexOf(Math.max(...lags)) * step) / HOUR
    expect(Math.abs(best - km / RIVER_KM_PER_HOUR)).toBeLessThan(1.2)
    expect(Math.max(...lags)).toBeGreaterThan(lags[0]! + 0.2)
  })

  it('keeps the nutrients of a class II to IV river while nothing happens', () => {
    const one = stationsOf('water')[3]!
    const readings = Array.from({ length: 400 }, (_, i) => one.reading(one.seqAt(SPRING) + i * 30).values)
    const ammonia = readings.map((values) => values['ammoniaNitrogen']!)
    expect(quantile(ammonia, 0.5)).toBeGreaterThan(0.15)
    expect(quantile(ammonia, 0.98)).toBeLessThan(1.5)
    for (const values of readings) expect(values['N-TOT']).toBeGreaterThanOrEqual(values['ammoniaNitrogen']!)
  })
})

describe('simulated streets', () => {
  const flow = (one: SimulatedStation, date: string, hour: number) =>
    mean(
      Array.from(
        { length: 30 },
        (_, i) => one.reading(one.seqAt(localTime(`${date}T00:00`) + hour * HOUR) + i).values['intensity']!,
      ),
    )

  it('have no rush on Sundays, nor on the National Day, but on a weekend that is worked', () => {
    const traffic = stationsOf('traffic').slice(0, 12)
    const at = (date: string, hour: number) => mean(traffic.map((one) => flow(one, date, hour)))
    const workday = at('2026-04-15', 8)
    expect(at('2026-04-19', 8)).toBeLessThan(0.6 * workday)
    expect(at('2026-10-01', 8)).toBeLessThan(0.6 * workday)
    expect(at('2026-10-10', 8)).toBeGreaterThan(0.8 * workday)
  })

  it('have waves that run against the traffic: a detector shows now what the next one down the road showed before', () => {
    const ring = stationsOf('traffic').filter(({ station }) => station.id <= 'traffic-016')
    const [up, down] = [ring[4]!, ring[5]!]
    const minutes = Math.round((distance(up.station, down.station) / 18) * 60)
    const from = localTime('2026-04-15T11:00')
    const course = (one: SimulatedStation) => {
      const xs = Array.from({ length: 2000 }, (_, i) => one.reading(one.seqAt(from) + i).values['occupancy']!)
      return xs.map((x, i) => x - mean(xs.slice(Math.max(0, i - 15), i + 16)))
    }
    const [x, y] = [course(up), course(down)]
    const at = (lag: number) => correlation(y.slice(0, y.length - lag), x.slice(lag))
    const lags = Array.from({ length: 30 }, (_, lag) => at(lag))
    expect(Math.abs(lags.indexOf(Math.max(...lags)) - minutes)).toBeLessThanOrEqual(2)
  })

  it('park by land use: offices by day, homes by night, shops more on holidays', () => {
    const fill = (use: string, date: string, hour: number) =>
      mean(
        stationsOf('parking')
          .filter(({ station }) => station.traits?.['landUse'] === use)
          .map((one) => one.reading(one.seqAt(localTime(`${date}T00:00`) + hour * HOUR)).values['occupancy']!),
      )
    expect(fill('office', '2026-04-15', 11)).toBeGreaterThan(fill('office', '2026-04-15', 3) + 0.3)
    expect(fill('residential', '2026-04-15', 2)).toBeGreaterThan(fill('residential', '2026-04-15', 14) + 0.15)
    expect(fill('retail', '2026-10-02', 19)).toBeGreaterThan(fill('office', '2026-10-02', 11))
  })
})

describe('kinds that are data only', () => {
  it('are played from their file: bins fill and are emptied, drains rise with the rain', () => {
    const bin = stationsOf('waste')[0]!
    const levels = Array.from({ length: 600 }, (_, i) => bin.reading(bin.seqAt(SPRING) + i).values['fillLevel']!)
    const steps = levels.slice(1).map((x, i) => x - levels[i]!)
    expect(steps.filter((step) => step < -50).length).toBeGreaterThan(1)
    expect(steps.filter((step) => step >= 0).length).toBeGreaterThan(0.95 * steps.length)
    const shaft = stationsOf('manhole')[0]!
    const samples = Array.from({ length: 1500 }, (_, i) => SPRING + i * HOUR).map((at) => ({
      depth: shaft.reading(shaft.seqAt(at)).values['waterDepth']!,
      rain: world.weather(at, shaft.station.lon, shaft.station.lat).rain,
    }))
    const depth = (fits: (rain: number) => boolean) =>
      mean(samples.filter(({ rain }) => fits(rain)).map((s) => s.depth))
    expect(depth((rain) => rain > 1)).toBeGreaterThan(depth((rain) => rain === 0) + 0.15)
  })
})

describe('a simulated sensor', () => {
  it('has noise of 1/f below its white noise: neighbours in time share some of the error, and over hours it still wanders', () => {
    const { slow, fast } = errorOf({ base: 0 }, 1, 7)
    const xs = Array.from({ length: 6000 }, (_, i) => slow(i * 60_000))
    const white = Array.from({ length: 6000 }, (_, i) => fast(i * 60_000))
    expect(Math.abs(autocorrelation(white, 1))).toBeLessThan(0.05)
    expect(autocorrelation(xs, 1)).toBeGreaterThan(0.8)
    expect(autocorrelation(xs, 120)).toBeGreaterThan(0.15)
    expect(Math.abs(deviation(xs) - Math.SQRT1_2)).toBeLessThan(0.12)
  })

  it('drifts until it is calibrated, and is set back then', () => {
    const { slow } = errorOf({ base: 0, sensor: { drift: 10, calibratedDays: 30 } }, 0, 11)
    const days = Array.from({ length: 300 }, (_, i) => slow(i * DAY))
    const steps = days.slice(1).map((x, i) => x - days[i]!)
    const calibrations = steps.filter((step) => Math.abs(step) > 4 * quantile(steps.map(Math.abs), 0.5))
    expect(calibrations.length).toBeGreaterThan(3)
    expect(calibrations.length).toBeLessThan(13)
    expect(Math.max(...days.map(Math.abs))).toBeGreaterThan(4)
  })

  it('reads nothing as its detection limit has it: a third of it is one standard deviation', () => {
    const { fast } = errorOf({ base: 0, sensor: { limit: 6 } }, 0.1, 3)
    expect(deviation(Array.from({ length: 4000 }, (_, i) => fast(i * 60_000)))).toBeCloseTo(2, 0)
  })

  it('shows a step by its response time: less than half after a third of it, nearly all after three', () => {
    const step = (at: number) => (at < 0 ? null : new Map([['x', { strength: 1, target: 100, plus: 0 }]]))
    const at = (seconds: number) => shown(0, 'x', { at: seconds * 1000, responseMs: 60_000, pull: step })
    expect([at(-1), at(400)].map(Math.round)).toEqual([0, 100])
    expect(at(20)).toBeLessThan(50)
    expect(at(66)).toBeGreaterThan(50)
    expect(at(66)).toBeLessThan(80)
    expect(at(180)).toBeGreaterThan(90)
  })

  it('keeps the cadence of its kind', () => {
    for (const kind of ['air', 'water', 'manhole']) {
      const one = stationsOf(kind)[0]!
      const seq = one.seqAt(SPRING)
      expect(one.reading(seq + 1).ts - one.reading(seq).ts).toBe(city.kinds.get(kind)!.everySeconds * 1000)
    }
  })
})

/** Values of so many days by the hour. */
function hourlyOf(stations: readonly SimulatedStation[], names: readonly string[], days: number) {
  return stations.map((one) => {
    const readings = Array.from({ length: days * 24 }, (_, i) => one.reading(one.seqAt(SPRING + i * HOUR)).values)
    return { one, values: Object.fromEntries(names.map((name) => [name, readings.map((values) => values[name]!)])) }
  })
}

/** Without the mean course of a day of so many samples. */
function withoutDay(xs: readonly number[], perDay: number): number[] {
  const course = Array.from({ length: perDay }, (_, i) => mean(xs.filter((__, n) => n % perDay === i)))
  return xs.map((x, i) => x - course[i % perDay]!)
}

function autocorrelation(xs: readonly number[], lag: number): number {
  return correlation(xs.slice(0, xs.length - lag), xs.slice(lag))
}

function mean(xs: readonly number[]): number {
  return xs.reduce((sum, x) => sum + x, 0) / xs.length
}

function deviation(xs: readonly number[]): number {
  const m = mean(xs)
  return Math.sqrt(mean(xs.map((x) => (x - m) ** 2)))
}

function correlation(xs: readonly number[], ys: readonly number[]): number {
  const [mx, my] = [mean(xs), mean(ys)]
  return mean(xs.map((x, i) => (x - mx) * (ys[i]! - my))) / (deviation(xs) * deviation(ys))
}

function quantile(xs: readonly number[], share: number): number {
  return xs.toSorted((a, b) => a - b)[Math.floor(share * (xs.length - 1))]!
}
