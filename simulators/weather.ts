import { mix } from './chance.ts'
import { smooth, smoothField } from './smooth.ts'

const HOUR = 3_600_000

/** The fields that the whole city shares, at one place and time, in standard deviations; `rain` is 0 when it is dry. */
export interface Weather {
  readonly haze: number
  readonly heat: number
  readonly wind: number
  readonly rain: number
  readonly bustle: number
  /** Direction the wind comes from, degrees 0..360 clockwise from north. */
  readonly windFrom: number
  /** m/s. */
  readonly windSpeed: number
}

export type WeatherAt = (at: number, lon: number, lat: number) => Weather

/** Hours after which a field has forgotten itself, and the share of it that differs from place to place. */
const FIELDS = {
  haze: { hours: 14, local: 0.35 },
  heat: { hours: 30, local: 0.25 },
  wind: { hours: 7, local: 0.3 },
  rain: { hours: 9, local: 0.3 },
  bustle: { hours: 5, local: 0.5 },
} as const

/** Degrees over which a local field changes, about 8 km. */
const PATCH = 0.08

/** Weather of the simulated city: smooth in time and place, a pure function of its seed. */
export function weatherOf(seed: number): WeatherAt {
  const seeds = Object.fromEntries(Object.keys(FIELDS).map((name, i) => [name, mix(seed, 101 + i)]))
  const turning = mix(seed, 151)

  const field = (name: keyof typeof FIELDS, at: number, lon: number, lat: number): number => {
    const { hours, local } = FIELDS[name]
    const t = at / (hours * HOUR)
    const own = seeds[name]!
    return (
      Math.sqrt(1 - local) * smooth(own, t) +
      Math.sqrt(local) * smoothField(mix(own, 1), lon / PATCH, lat / PATCH, t * 1.7)
    )
  }

  return (at, lon, lat) => {
    const wind = field('wind', at, lon, lat)
    return {
      haze: field('haze', at, lon, lat),
      heat: field('heat', at, lon, lat),
      wind,
      rain: fallen(field('rain', at, lon, lat)),
      bustle: field('bustle', at, lon, lat),
      windFrom: windFrom(turning, at),
      windSpeed: Math.max(0.3, 3 + 1.2 * wind),
    }
  }
}

/** South-easterly on the whole, veering through the day. */
function windFrom(seed: number, at: number): number {
  const degrees = 135 + 50 * smooth(seed, at / (11 * HOUR)) + 8 * smooth(mix(seed, 1), at / (HOUR / 3))
  return ((degrees % 360) + 360) % 360
}

/** Most of the time it does not rain; what is left is scaled to a standard deviation of 1. */
function fallen(field: number): number {
  return Math.min(4, Math.max(0, field - 0.7) * 2.87)
}
