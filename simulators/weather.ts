import { carriedBy } from './advection.ts'
import { localHour } from './calendar.ts'
import { mix } from './chance.ts'
import { riverOf } from './river.ts'
import { ease, smooth, smoothField } from './smooth.ts'

const HOUR = 3_600_000
const YEAR = 365.25 * 24 * HOUR
const MID_JULY = Date.UTC(2026, 6, 17)
const KM_PER_DEGREE = 111.2

/** What the whole city shares, at one place and time; in standard deviations where nothing else is said. */
export interface Weather {
  /** Goes with the wind, in part. */
  readonly haze: number
  readonly heat: number
  readonly wind: number
  /** 0 when it is dry. */
  readonly rain: number
  readonly bustle: number
  /** 0..1: how much warm air lies on cold air and keeps all in it that is let out; on calm dry nights. */
  readonly inversion: number
  /** 1 in the middle of July, -1 in that of January. */
  readonly season: number
  /** What the water carries; comes down the river. */
  readonly river: number
  /** Rain on its way to the river; 0 when all has drained. */
  readonly runoff: number
  /** Direction the wind comes from, degrees 0..360 clockwise from north. */
  readonly windFrom: number
  /** m/s. */
  readonly windSpeed: number
}

/** `riverKm` is the kilometre on the river, -1 for a place that is not on it. */
export type WeatherAt = (at: number, lon: number, lat: number, riverKm?: number) => Weather

/** Hours after which a field has forgotten itself, and the share of it that differs from place to place. */
const FIELDS = {
  haze: { hours: 14, local: 0.3 },
  heat: { hours: 30, local: 0.25 },
  wind: { hours: 7, local: 0.3 },
  rain: { hours: 9, local: 0.3 },
  bustle: { hours: 5, local: 0.5 },
} as const
type Field = keyof typeof FIELDS

/** Degrees over which a local field changes, about 8 km; air that is carried along comes in larger patches. */
const PATCH = 0.08
const AIR_PATCH_KM = 14

/** Weather of the simulated city: smooth in time and place, a pure function of its seed. */
export function weatherOf(seed: number): WeatherAt {
  const seeds = Object.fromEntries(Object.keys(FIELDS).map((name, i) => [name, mix(seed, 101 + i)]))
  const turning = mix(seed, 151)

  const common = (name: Field, at: number): number =>
    Math.sqrt(1 - FIELDS[name].local) * smooth(seeds[name]!, at / (FIELDS[name].hours * HOUR))
  const field = (name: Field, at: number, lon: number, lat: number): number => {
    const { hours, local } = FIELDS[name]
    const own = mix(seeds[name]!, 1)
    return common(name, at) + Math.sqrt(local) * smoothField(own, lon / PATCH, lat / PATCH, (at / (hours * HOUR)) * 1.7)
  }
  const carried = carriedBy((at) => moving(turning, at, common('wind', at)), mix(seed, 161), AIR_PATCH_KM)
  const river = riverOf(mix(seed, 171), (at) => fallen(common('rain', at) / Math.sqrt(1 - FIELDS.rain.local)))

  // Nobody needs all of it, and who needs a part needs it for many values: worked out when first asked for.
  return (at, lon, lat, riverKm = -1) => {
    let [haze, heat, wind, rain, bustle, inversion] = [NaN, NaN, NaN, NaN, NaN, NaN]
    return {
      get haze() {
        if (haze !== haze) {
          const air = carried(at, lon * KM_PER_DEGREE * Math.cos((lat * Math.PI) / 180), lat * KM_PER_DEGREE)
          haze = common('haze', at) + Math.sqrt(FIELDS.haze.local) * air
        }
        return haze
      },
      get heat() {
        return heat === heat ? heat : (heat = field('heat', at, lon, lat))
      },
      get wind() {
        return wind === wind ? wind : (wind = field('wind', at, lon, lat))
      },
      get rain() {
        return rain === rain ? rain : (rain = fallen(field('rain', at, lon, lat)))
      },
      get bustle() {
        return bustle === bustle ? bustle : (bustle = field('bustle', at, lon, lat))
      },
      get inversion() {
        if (inversion !== inversion) inversion = inversionAt(localHour(at), this)
        return inversion
      },
      get season() {
        return seasonAt(at)
      },
      get river() {
        return river.carries(at, riverKm, { lon, lat })
      },
      get runoff() {
        return river.runoff(at)
      },
      get windFrom() {
        return windFrom(turning, at)
      },
      get windSpeed() {
        return speedOf(this.wind)
      },
    }
  }
}

function seasonAt(at: number): number {
  return Math.cos((2 * Math.PI * (at - MID_JULY)) / YEAR)
}

/** South-easterly on the whole, veering through the day. */
function windFrom(seed: number, at: number): number {
  const degrees = 135 + 50 * smooth(seed, at / (11 * HOUR)) + 8 * smooth(mix(seed, 1), at / (HOUR / 3))
  return ((degrees % 360) + 360) % 360
}

function speedOf(wind: number): number {
  return Math.max(0.3, 3 + 1.2 * wind)
}

function moving(turning: number, at: number, wind: number): { east: number; north: number } {
  const toward = ((windFrom(turning, at) + 180) * Math.PI) / 180
  const kmPerHour = speedOf(wind) * 3.6
  return { east: kmPerHour * Math.sin(toward), north: kmPerHour * Math.cos(toward) }
}

/** From dusk on, until the sun has warmed the ground; longer and stronger in winter. */
function inversionAt(hour: number, { wind, rain, season }: { wind: number; rain: number; season: number }): number {
  if (rain > 0) return 0
  const sunAt = 9 - 1.5 * season
  const night = hour < 12 ? ease((sunAt + 1.5 - hour) / 3) : ease((hour - 18 - 1.5 * season) / 4)
  return night * ease((1.6 - wind) / 2.4) * (0.75 - 0.25 * season)
}

/** Most of the time it does not rain; what is left is scaled to a standard deviation of 1. */
function fallen(field: number): number {
  return Math.min(4, Math.max(0, field - 0.7) * 2.87)
}
