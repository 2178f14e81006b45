import { nameIn } from '../../domain/label.ts'
import { uniform } from '../chance.ts'
import { localHour } from '../rhythm.ts'
import { distance, type Point } from './distance.ts'
import { placesOf, type Place, type Plan, type Scenario, type Stage, type Touch } from './scenario.ts'
import { courseFor, targetOf } from './target.ts'

const STADIUM = /stadium|arena|体育[场馆]|奥体/i

/** A concert at the stadium in the evening: loud near it, and the car parks around fill up. */
export const concert: Scenario = {
  id: 'concert',
  label: { zh: '体育场演唱会噪声', en: 'Concert noise at the stadium' },
  plan: (stage) => (localHour(stage.at) < 18 || localHour(stage.at) > 23 ? null : loud(stage, stadium(stage), true)),
}

/** Building work, by night when that disturbs most: loud around one station. */
export const roadworks: Scenario = {
  id: 'roadworks',
  label: { zh: '道路施工噪声', en: 'Roadworks noise' },
  plan: (stage) => loud(stage, anyPlace(stage)?.station, false),
}

/** Fireworks or worse: a reading or two of very loud peaks at one station. */
export const bang: Scenario = {
  id: 'bang',
  label: { zh: '突发巨响', en: 'Sudden bang' },
  plan(stage) {
    const place = anyPlace(stage)
    if (!place || !('LAmax' in place.kind.values)) return null
    const LAmax = targetOf(stage, place.kind, { value: 'LAmax', direction: 'above', otherwise: 121 })
    const every = (place.station.everySeconds ?? place.kind.everySeconds) * 1000
    const course = { from: stage.at, rise: 1000, hold: 1.5 * every, fall: 0.7 * every }
    const touch = { station: place.station.id, toward: { LAmax, LAeq: 77, LA10: 79 }, peak: 1, course }
    return { lon: place.station.lon, lat: place.station.lat, touches: [touch] }
  },
}

function noisePlaces(stage: Stage): Place[] {
  return placesOf(stage, (kind) => 'LAeq' in kind.values)
}

function anyPlace(stage: Stage): Place | undefined {
  const places = noisePlaces(stage)
  return places[Math.floor(uniform(stage.seed, 1) * places.length)]
}

/** Where the stadium is: at what is named after it, its car park rather than its neighbourhood. */
function stadium(stage: Stage): Point | undefined {
  const named = stage.stations.filter(({ name }) => STADIUM.test(`${nameIn('zh', name)} ${nameIn('en', name)}`))
  return (
    named.find(({ kind }) => stage.kinds.get(kind)?.simulate?.model === 'parking') ??
    named[0] ??
    anyPlace(stage)?.station
  )
}

/** Full at the noise station nearest to the source, less the farther the others are. */
function loud(stage: Stage, source: Point | undefined, crowd: boolean): Plan | null {
  const [centre] = noisePlaces(stage).toSorted(
    (a, b) => distance(source ?? a.station, a.station) - distance(source ?? b.station, b.station),
  )
  if (!centre || !source) return null
  const near = noisePlaces(stage).filter(({ station }) => distance(centre.station, station) < 2.5)
  const touches = near.map((place): Touch => {
    const LAeq = targetOf(stage, place.kind, { value: 'LAeq', direction: 'above', otherwise: 84 })
    const levels = { LAeq, LAmax: LAeq + 9, LA10: LAeq + 4, LA50: LAeq - 2, LA90: LAeq - 7, LAmin: LAeq - 10 }
    const toward = Object.fromEntries(Object.entries(levels).filter(([name]) => name in place.kind.values))
    const peak = Math.exp(-distance(centre.station, place.station))
    return { station: place.station.id, toward, peak, course: courseFor(stage, place, stage.at, toward) }
  })
  const { lon, lat } = source
  return { lon, lat, touches: crowd ? [...touches, ...cars(stage, source)] : touches }
}

function cars(stage: Stage, source: Point): Touch[] {
  return placesOf(stage, (kind) => kind.simulate?.model === 'parking')
    .filter(({ station }) => distance(source, station) < 1.5)
    .map((place) => {
      const toward = { fill: 0.9 }
      return { station: place.station.id, toward, peak: 0.8, course: courseFor(stage, place, stage.at, toward) }
    })
}
