import type { Station } from '../domain/station.ts'
import { nameIn } from '../domain/label.ts'
import { distance } from './scenarios/distance.ts'

/** Which road a detector looks at, and how far down it. */
export interface RoadPlace {
  readonly id: string
  readonly km: number
}

/** Detectors along a road in the order of the configuration; the road is their trait `road`, else what the name says before "at". */
export function roadsOf(stations: readonly Station[]): ReadonlyMap<string, RoadPlace> {
  const places = new Map<string, RoadPlace>()
  for (const [id, along] of Map.groupBy(stations, roadOf)) {
    let km = 0
    for (const [i, station] of along.entries()) {
      if (i > 0) km += distance(along[i - 1]!, station)
      places.set(station.id, { id, km })
    }
  }
  return places
}

function roadOf({ id, name, traits }: Station): string {
  if (traits?.['road'] !== undefined) return String(traits['road'])
  const [road, ...rest] = nameIn('en', name).split(' at ')
  return rest.length > 0 ? road! : id
}
