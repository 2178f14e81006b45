import type { Feature, FeatureCollection } from 'geojson'
import type { StationEntry } from '../../../../domain/wire.ts'
import type { CityPicture } from '../../live/picture.ts'
import { isOfRoads } from '../layers.ts'
import { measured, nearest, part, type Line } from './along.ts'
import { levelOf } from './river.ts'

/** A detector stands on a road no farther away from its middle, metres. */
const KERB = 120
/** What one detector speaks for to either side at most, metres. */
const REACH = 800

interface Road {
  readonly line: Line
  readonly marks: readonly number[]
  /** Metres by which a road of its class is preferred to a lane beside it. */
  readonly favour: number
}

/** The piece of road that a station speaks for. */
export interface RoadPiece {
  readonly station: string
  readonly coordinates: readonly (readonly number[])[]
}

const FAVOUR: Readonly<Record<string, number>> = { expressway: 60, ring: 60, arterial: 40, secondary: 20 }

export function roadsIn(roads: FeatureCollection): readonly Road[] {
  return roads.features.flatMap(({ geometry, properties }) => {
    const name = String(properties?.['class'] ?? '')
    if (geometry.type !== 'LineString' || name === 'rail') return []
    const line = geometry.coordinates
    return [{ line, marks: measured(line), favour: FAVOUR[name] ?? 0 }]
  })
}

/** Which piece of which road each detector speaks for: up to half way to its neighbours. Costs with roads × stations: asked when either changes. */
export function piecesOf(roads: readonly Road[], stations: readonly StationEntry[]): readonly RoadPiece[] {
  const onRoad = new Map<Road, { id: string; along: number }[]>()
  for (const { id, lon, lat } of stations) {
    let best: { road: Road; along: number; cost: number } | null = null
    for (const road of roads) {
      const { along, off } = nearest(road.line, [lon, lat], road.marks)
      const cost = off - road.favour
      if (off <= KERB && (best === null || cost < best.cost)) best = { road, along, cost }
    }
    if (best === null) continue
    const list = onRoad.get(best.road)
    if (list === undefined) onRoad.set(best.road, [{ id, along: best.along }])
    else list.push({ id, along: best.along })
  }
  return [...onRoad].flatMap(([{ line, marks }, placed]) => {
    const sorted = placed.toSorted((a, b) => a.along - b.along)
    return sorted.flatMap(({ id, along }, i) => {
      const before = sorted[i - 1]
      const after = sorted[i + 1]
      const from = Math.max(along - REACH, before === undefined ? 0 : (before.along + along) / 2)
      const to = Math.min(along + REACH, after === undefined ? Infinity : (after.along + along) / 2)
      const coordinates = part(line, from, to, marks)
      return coordinates === null ? [] : [{ station: id, coordinates }]
    })
  })
}

export function detectorsOf(city: CityPicture): readonly StationEntry[] {
  return [...city.stations.values()].filter(({ kind }) => isOfRoads(city.kind(kind) ?? { index: null }))
}

/** The pieces with the congestion that is read there now; level 0 where nothing is. */
export function roadsOf(city: CityPicture, pieces: readonly RoadPiece[]): FeatureCollection {
  const features = pieces.map(({ station, coordinates }): Feature => {
    const level = levelOf(city, station)
    return {
      type: 'Feature',
      properties: { station, level },
      geometry: { type: 'LineString', coordinates: coordinates.map((place) => [...place]) },
    }
  })
  return { type: 'FeatureCollection', features }
}
