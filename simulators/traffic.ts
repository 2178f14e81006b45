import type { Kind } from '../domain/kind.ts'
import type { Station } from '../domain/station.ts'
import { gauss, mix, seedOf } from './chance.ts'
import { dayKind, localHour } from './calendar.ts'
import { traitNumber, type Model } from './model.ts'
import { dailyRhythm } from './rhythm.ts'
import type { RoadPlace } from './roads.ts'
import { drawn } from './sensor.ts'
import { smooth } from './smooth.ts'

const HOUR = 3_600_000

/** What the model says of a lane. */
export const TRAFFIC_VALUES = [
  'intensity',
  'averageVehicleSpeed',
  'occupancy',
  'averageHeadwayTime',
  'averageVehicleLength',
] as const

/** Density at which the flow is largest, vehicles a kilometre and lane. */
const CRITICAL_DENSITY = 32

/** Stop-and-go waves run against the traffic, km/h, a few minutes apart. */
export const WAVE_KM_PER_HOUR = 18
const WAVE = HOUR / 8

/** Vehicle and loop together, metres. */
const EFFECTIVE_LENGTH = 6.5

/** State of a lane: density in veh/km drives it, flow in veh/h is density times speed in km/h. */
export interface Flow {
  readonly density: number
  readonly speed: number
  readonly flow: number
  /** Share of time that the loop is covered. */
  readonly occupancy: number
}

/** Drake's fundamental diagram: free speed at low density, capacity at the critical one, a crawl beyond. */
export function flowAt(density: number, freeSpeed: number): Flow {
  const speed = Math.max(2, freeSpeed * Math.exp(-0.5 * (density / CRITICAL_DENSITY) ** 2))
  return { density, speed, flow: density * speed, occupancy: Math.min(0.95, (density * EFFECTIVE_LENGTH) / 1000) }
}

/** Density at which the diagram gives this speed. */
export function densityFor(speed: number, freeSpeed: number): number {
  return CRITICAL_DENSITY * Math.sqrt(-2 * Math.log(Math.min(0.999, speed / freeSpeed)))
}

/** One lane: rush hours as density, everything else by the fundamental diagram; driven by `density`. */
export function trafficOf(kind: Kind, station: Station, { seed, road }: { seed: number; road: RoadPlace }): Model {
  const own = seedOf(seed, station.id)
  const waves = seedOf(mix(seed, 7), road.id)
  const freeSpeed = freeSpeedOf(kind, station)
  const busyness = 1 + 0.12 * gauss(own, 1)

  return (at, around) => {
    const { bustle, rain } = around.weather(at)
    // What passes here now was further down the road before.
    const wave = smooth(waves, (at + (road.km / WAVE_KM_PER_HOUR) * HOUR) / WAVE)
    const usual = Math.min(26, Math.max(1.5, busyness * demand(at, own, bustle) * (1 + 0.14 * wave)))
    const density = drawn(usual, around.pull(at)?.get('density'))
    const { speed, flow, occupancy } = flowAt(density, freeSpeed * (1 - 0.04 * Math.min(2, rain)))
    return {
      intensity: flow,
      averageVehicleSpeed: speed,
      occupancy,
      averageHeadwayTime: Math.min(60, 3600 / flow),
      averageVehicleLength: 4.6 + 0.3 * gauss(mix(own, 4), at),
    }
  }
}

/** km/h; the speed of an urban road where nothing is said. */
export function freeSpeedOf(kind: Kind, station: Station): number {
  return traitNumber(kind, station, 'freeFlowSpeed', 60)
}

/** Vehicles a kilometre and lane: two rushes on working days, one long swell on others; below capacity. */
function demand(at: number, seed: number, bustle: number): number {
  const hour = localHour(at)
  const day = dayKind(at)
  const course = day === 'work' ? dailyRhythm(hour, [8, 18]) : (day === 'rest' ? 0.75 : 0.6) * dailyRhythm(hour, [15])
  return 10.5 + 9 * course + 1.2 * bustle + 0.5 * gauss(mix(seed, 2), at)
}
