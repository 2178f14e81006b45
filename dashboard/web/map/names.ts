import type { Feature, FeatureCollection, Geometry } from 'geojson'
import type { Language } from '../../../domain/label.ts'
import type { CityPicture } from '../live/picture.ts'

/** A name at the middle of each district, from the outlines, with a word below it where there is one. */
export function namesOf(
  districts: FeatureCollection,
  city: CityPicture,
  language: Language,
  wordOf: (district: string) => string = () => '',
): FeatureCollection {
  const features = districts.features.flatMap((feature): Feature[] => {
    const ring = largestRing(feature.geometry)
    const id = String(feature.properties?.['id'] ?? feature.id ?? '')
    if (ring === null || id === '') return []
    const word = wordOf(id)
    const name = city.label('districts', id, language) + (word === '' ? '' : `\n${word}`)
    return [{ type: 'Feature', geometry: { type: 'Point', coordinates: middle(ring) }, properties: { name } }]
  })
  return { type: 'FeatureCollection', features }
}

type Ring = readonly (readonly number[])[]

function largestRing(geometry: Geometry): Ring | null {
  if (geometry.type === 'Polygon') return geometry.coordinates[0] ?? null
  if (geometry.type !== 'MultiPolygon') return null
  const rings = geometry.coordinates.flatMap(([outer]) => (outer === undefined ? [] : [outer]))
  return rings.toSorted((a, b) => Math.abs(area(b)) - Math.abs(area(a)))[0] ?? null
}

function area(ring: Ring): number {
  let sum = 0
  for (const [[ax, ay], [bx, by]] of sides(ring)) sum += ax * by - bx * ay
  return sum / 2
}

function middle(ring: Ring): [number, number] {
  let x = 0
  let y = 0
  for (const [[ax, ay], [bx, by]] of sides(ring)) {
    const cross = ax * by - bx * ay
    x += (ax + bx) * cross
    y += (ay + by) * cross
  }
  const six = 6 * area(ring)
  return [x / six, y / six]
}

function sides(ring: Ring): (readonly [[number, number], [number, number]])[] {
  return ring.slice(1).map((b, i) => {
    const a = ring[i] ?? b
    return [
      [a[0] ?? 0, a[1] ?? 0],
      [b[0] ?? 0, b[1] ?? 0],
    ]
  })
}
