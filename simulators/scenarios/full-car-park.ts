import { uniform } from '../chance.ts'
import { placesOf, type Scenario } from './scenario.ts'
import { courseFor } from './target.ts'

const MINUTE = 60_000

/** A car park fills to the last spot, as before a holiday, and empties again. */
export const fullCarPark: Scenario = {
  id: 'full-car-park',
  label: { zh: '停车场爆满', en: 'Car park full' },
  plan(stage) {
    const places = placesOf(stage, (kind) => kind.simulate?.model === 'parking')
    const place = places[Math.floor(uniform(stage.seed, 1) * places.length)]
    if (!place) return null
    const toward = { fill: 1 }
    // Slow enough for the barriers: a flood of exits is another event.
    const course = { ...courseFor(stage, place, stage.at, toward), rise: 8 * MINUTE, fall: 15 * MINUTE }
    const touch = { station: place.station.id, toward, peak: 1, course }
    return { lon: place.station.lon, lat: place.station.lat, touches: [touch] }
  },
}
