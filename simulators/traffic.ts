import type { Kind } from '../domain/kind.ts'
import type { Station } from '../domain/station.ts'
import { gauss, mix, seedOf } from './chance.ts'
import { pulled, traitNumber, type Model } from './model.ts'
import { dailyRhythm, isWeekend, localHour } from './rhythm.ts'
import { smooth } from './smooth.ts'

const HOUR = 3_600_000

/** Density at which the flow is largest, vehicles a kilometre and lane. */
const CRITICAL_DENSITY = 32

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
export function trafficOf(kind: Kind, station: Station, seed: number): Model {
  const own = seedOf(seed, station.id)
  const freeSpeed = freeSpeedOf(kind, station)
  const busyness = 1 + 0.12 * gauss(own, 1)

  return (at, around) => {
    const density = pulled(busyness * demand(at, own, around.weather(at).bustle), 'density', around.pull(at))
    const { speed, flow, occupancy } = flowAt(density, freeSpeed)
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

/** Vehicles a kilometre and lane: two rushes on working days, one long swell at weekends; below capacity. */
function demand(at: number, seed: number, bustle: number): number {
  const hour = localHour(at)
  const course = isWeekend(at) ? 0.75 * dailyRhythm(hour, [15]) : dailyRhythm(hour, [8, 18])
  const wander = 0.5 * gauss(mix(seed, 2), at) + 1.5 * smooth(mix(seed, 3), at / (HOUR / 6))
  return Math.min(26, Math.max(1.5, 10.5 + 9 * course + 1.2 * bustle + wander))
}
