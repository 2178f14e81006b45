import type { FeatureCollection, Geometry } from 'geojson'
import { type Coordinates, type Place, shifted } from '../../../domain/coordinates.ts'
import type { Bounds } from './plane.ts'

/** Between WGS-84, which everything in the city is in, and what the ground is drawn in. */
export interface Ground {
  to(lon: number, lat: number): Place
  from(lon: number, lat: number): Place
  /** A GeoJSON of the city, as it lies on this ground. */
  lay(collection: FeatureCollection): FeatureCollection
  boundsFrom(bounds: Bounds): Bounds
  boundsTo(bounds: Bounds): Bounds
}

export function groundIn(coordinates: Coordinates): Ground {
  const to = (lon: number, lat: number) => shifted([lon, lat], 'wgs84', coordinates)
  const from = (lon: number, lat: number) => shifted([lon, lat], coordinates, 'wgs84')
  return {
    to,
    from,
    lay(collection) {
      if (coordinates === 'wgs84') return collection
      const features = collection.features.map((feature) => ({ ...feature, geometry: moved(feature.geometry, to) }))
      return { ...collection, features }
    },
    boundsFrom: ([west, south, east, north]) => [...from(west, south), ...from(east, north)],
    boundsTo: ([west, south, east, north]) => [...to(west, south), ...to(east, north)],
  }
}

function moved(geometry: Geometry, to: Ground['to']): Geometry {
  if (geometry.type === 'GeometryCollection')
    return { ...geometry, geometries: geometry.geometries.map((one) => moved(one, to)) }
  return { ...geometry, coordinates: deep(geometry.coordinates, to) } as Geometry
}

function deep(part: readonly unknown[], to: Ground['to']): unknown[] {
  const [lon, lat] = part
  if (typeof lon === 'number' && typeof lat === 'number') return to(lon, lat)
  return part.map((inner) => (Array.isArray(inner) ? deep(inner as unknown[], to) : inner))
}
