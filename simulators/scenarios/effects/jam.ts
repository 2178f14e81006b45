import { roadsOf } from '../../roads.ts'
import { densityFor, freeSpeedOf } from '../../traffic.ts'
import type { Jam } from '../effect.ts'
import { type Deeds, NOTHING, placesOf, type Stage, type Touch } from '../scenario.ts'
import { courseOf } from './course.ts'

const HOUR = 3_600_000
const QUEUE_KM = 6
const QUEUE_KM_PER_HOUR = 10

/** The road stands where it happened, and the queue grows back to the detectors before it; it dissolves the same way. */
export function jam(effect: Jam, stage: Stage): Deeds {
  const places = placesOf(stage, (kind) => kind.simulate?.model === 'traffic')
  const roads = roadsOf(places.map(({ station }) => station))
  const scene = roads.get(effect.scene)
  if (!scene) return NOTHING
  const { queueKm = QUEUE_KM, queueKmPerHour = QUEUE_KM_PER_HOUR } = effect
  const touches = places.flatMap(({ station, kind }): Touch[] => {
    const road = roads.get(station.id)!
    const back = scene.km - road.km
    if (road.id !== scene.id || back < 0 || back > queueKm) return []
    const free = freeSpeedOf(kind, station)
    // A queue that moves up is not quite as slow as what blocks the road.
    const speed = station.id === effect.scene ? effect.speed : Math.max(effect.speed + 3, free * 0.16)
    const course = courseOf(effect, stage, (back / queueKmPerHour) * HOUR)
    return [{ station: station.id, toward: { density: densityFor(speed, free) }, peak: 1, course }]
  })
  return { ...NOTHING, touches }
}
