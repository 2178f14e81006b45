import { uniform } from '../chance.ts'
import { traitText } from '../model.ts'
import { densityFor, freeSpeedOf } from '../traffic.ts'
import { distance } from './distance.ts'
import { placesOf, type Place, type Scenario, type Stage, type Touch } from './scenario.ts'
import { courseFor, targetOf } from './target.ts'

const MINUTE = 60_000

/** A crash: the road jams where it happened, and the queue grows back to the stations before it. */
export const crash: Scenario = {
  id: 'crash',
  label: { zh: '交通事故致拥堵', en: 'Crash jams a road' },
  plan(stage) {
    const places = placesOf(stage, (kind) => kind.simulate?.model === 'traffic')
    const scene = places[Math.floor(uniform(stage.seed, 1) * places.length)]
    if (!scene) return null
    const queue = places
      .filter((place) => place !== scene && mayQueue(scene, place))
      .toSorted((a, b) => distance(scene.station, a.station) - distance(scene.station, b.station))
      .slice(0, 2)
    const touches = [scene, ...queue].map((place, i) => jam(stage, place, i))
    return { lon: scene.station.lon, lat: scene.station.lat, touches }
  },
}

function jam(stage: Stage, place: Place, behind: number): Touch {
  const free = freeSpeedOf(place.kind, place.station)
  const asked = targetOf(stage, place.kind, {
    value: 'averageVehicleSpeed',
    direction: 'below',
    otherwise: free * 0.18,
  })
  const toward = { density: densityFor(Math.max(3, Math.min(asked, free * 0.18)), free) }
  const from = stage.at + behind * 2.5 * MINUTE
  const course = courseFor(stage, place, from, { averageVehicleSpeed: 3 })
  return { station: place.station.id, toward, peak: behind === 0 ? 1 : 0.85 - 0.15 * behind, course }
}

/** The queue grows along the road where stations say theirs, else to what is near. */
function mayQueue(scene: Place, place: Place): boolean {
  const road = traitText(scene.kind, scene.station, 'road')
  if (road !== undefined) return road === traitText(place.kind, place.station, 'road')
  return distance(scene.station, place.station) < 3
}
