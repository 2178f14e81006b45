import type { Feature, FeatureCollection } from 'geojson'
import { isAside } from '../../../../domain/alarm.ts'
import { SEVERITIES } from '../../../../domain/severity.ts'
import type { CityPicture } from '../../live/picture.ts'
import { isOfRivers } from '../layers.ts'
import { measured, nearest, part, type Line } from './along.ts'

/** A station stands on the river when it is no farther from its middle, metres. */
const BANK = 450

/** The middle lines of rivers, downstream, out of the city's map of water. */
export function coursesOf(water: FeatureCollection): readonly Line[] {
  return water.features.flatMap(({ geometry }) => (geometry.type === 'LineString' ? [geometry.coordinates] : []))
}

/** Every river from station to station with the class of the upper one, and the stretch below a station in alarm that its water reaches next. */
export function riverOf(city: CityPicture, courses: readonly Line[]): FeatureCollection {
  const alarmed = alarmedStations(city)
  const features = courses.flatMap((line): Feature[] => {
    const marks = measured(line)
    const end = marks.at(-1) ?? 0
    const stations = [...city.stations.values()]
      .filter(({ kind }) => isOfRivers(city.kind(kind) ?? { index: null }))
      .map(({ id, lon, lat }) => ({ id, ...nearest(line, [lon, lat], marks) }))
      .filter(({ off }) => off < BANK)
      .toSorted((a, b) => a.along - b.along)
    const whole: Feature = {
      type: 'Feature',
      properties: { is: 'course' },
      geometry: { type: 'LineString', coordinates: line.map((place) => [...place]) },
    }
    const stretches = stations.flatMap(({ id, along }, i): Feature[] => {
      const next = stations[i + 1]
      const coordinates = part(line, along, next?.along ?? end, marks)
      if (coordinates === null) return []
      const severity = alarmed.get(id) ?? 'none'
      const properties = { is: 'stretch', level: levelOf(city, id), severity, station: id, next: next?.id ?? '' }
      return [{ type: 'Feature', properties, geometry: { type: 'LineString', coordinates } }]
    })
    return [whole, ...stretches]
  })
  return { type: 'FeatureCollection', features }
}

/** 0 when nothing can be said. */
export function levelOf(city: CityPicture, id: string): number {
  const kind = city.stations.get(id)?.kind
  const index = kind === undefined ? undefined : city.kind(kind)?.index?.id
  const age = city.freshness(id)
  if (index === undefined || age === 'stale' || age === 'none') return 0
  return city.latest.get(id)?.indices[index]?.level ?? 0
}

/** Worst alarm of a value at each station. */
function alarmedStations(city: CityPicture): ReadonlyMap<string, string> {
  const worst = new Map<string, (typeof SEVERITIES)[number]>()
  for (const { station, severity, active, state, value } of city.alarms.values()) {
    if (!active || isAside(state) || value === null) continue
    const known = worst.get(station)
    if (known === undefined || SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(known)) worst.set(station, severity)
  }
  return worst
}
