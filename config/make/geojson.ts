import { type Districts } from './districts.ts'
import { type Land } from './land.ts'
import type { Line, Point, Ring } from './plane.ts'
import type { Road, Roads } from './roads.ts'
import type { Waters } from './water.ts'

/** Open sea: nobody can take the synthetic city for a real one. */
export const CENTRE: Point = [123, 31]

const METRES_PER_DEGREE = 111_320

/** WGS-84 [lon, lat] with five decimals, about a metre. */
export function toDegrees([x, y]: Point): Point {
  const lat = CENTRE[1] + y / METRES_PER_DEGREE
  const lon = CENTRE[0] + x / (METRES_PER_DEGREE * Math.cos((CENTRE[1] * Math.PI) / 180))
  return [round(lon), round(lat)]
}

export function round(degrees: number): number {
  return Math.round(degrees * 1e5) / 1e5
}

/** The four files of the map, by name. */
export function mapFiles(city: {
  districts: Districts
  waters: Waters
  land: readonly Land[]
  roads: Roads
}): Record<string, string> {
  const { waters, roads } = city
  const lines = [roads.rail, ...roads.streets, ...roads.secondary, ...roads.arterials, roads.ring, roads.expressway]
  return {
    'districts.geojson': collection(
      'districts',
      city.districts.all.map(({ id, label, ring }) => feature({ id, ...label }, polygon(ring))),
    ),
    'water.geojson': collection('water', [
      ...[waters.tributary, waters.outlet, waters.lake, waters.river].map(({ class: name, label, shape }) =>
        feature({ class: name, ...label }, polygon(shape)),
      ),
      ...[waters.tributary, waters.outlet, waters.river].map(({ label, middle }) =>
        feature({ class: 'course', ...label }, { type: 'LineString', coordinates: middle.map(toDegrees) }),
      ),
    ]),
    'parks.geojson': collection(
      'parks and grounds',
      city.land.map(({ class: name, label, shape }) => feature({ class: name, ...label }, polygon(shape))),
    ),
    'roads.geojson': collection('roads', lines.map(roadFeature)),
  }
}

function roadFeature({ class: name, label, line }: Road): string {
  return feature({ class: name, ...label }, { type: 'LineString', coordinates: line.map(toDegrees) })
}

function polygon(ring: Ring): object {
  const points: Line = ring.map(toDegrees)
  return { type: 'Polygon', coordinates: [[...points, points[0]!]] }
}

function feature(properties: Record<string, string>, geometry: object): string {
  return JSON.stringify({ type: 'Feature', properties, geometry })
}

/** One feature a line, so that a change shows as one. */
function collection(name: string, features: readonly string[]): string {
  const about = `"name":${JSON.stringify(name)},"synthetic":true,"note":"Synthetic: a city that does not exist. WGS-84."`
  return `{"type":"FeatureCollection",${about},"features":[\n${features.join(',\n')}\n]}\n`
}
