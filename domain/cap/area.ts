/** [lon, lat] as GeoJSON has it. */
type Position = readonly number[]
type Ring = readonly (readonly [lat: number, lon: number])[]

/** Outer edges of the parts of the city by district id: closed rings of [lat, lon]. */
export type DistrictEdges = ReadonlyMap<string, readonly Ring[]>

const PRECISION = 1e5

/**
 * The districts of a GeoJSON FeatureCollection as CAP polygons. A part that lies apart becomes a polygon of its own. CAP knows no
 * holes: what lies in one is warned too, which is the safe side. Rings run counter-clockwise, are closed, and have no point twice in a row.
 */
export function edgesOf(collection: unknown): DistrictEdges {
  const edges = new Map<string, Ring[]>()
  const { features } = (collection ?? {}) as { features?: unknown }
  for (const feature of Array.isArray(features) ? (features as Feature[]) : []) {
    const id = feature?.properties?.id
    if (typeof id !== 'string') continue
    const rings = partsOf(feature.geometry).flatMap((part) => {
      const outer = Array.isArray(part) ? (part as unknown[])[0] : undefined
      const ring = Array.isArray(outer) ? ringOf(outer as Position[]) : null
      return ring === null ? [] : [ring]
    })
    edges.set(id, [...(edges.get(id) ?? []), ...rings])
  }
  return edges
}

/** A rectangle as a ring: [west, south, east, north]. */
export function rectangle([west, south, east, north]: readonly [number, number, number, number]): Ring {
  const corners: Position[] = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  return ringOf(corners) ?? []
}

interface Feature {
  readonly properties?: { readonly id?: unknown }
  readonly geometry?: { readonly type?: unknown; readonly coordinates?: unknown }
}

function partsOf(geometry: Feature['geometry']): readonly unknown[] {
  const { type, coordinates } = geometry ?? {}
  if (!Array.isArray(coordinates)) return []
  if (type === 'Polygon') return [coordinates]
  return type === 'MultiPolygon' ? (coordinates as unknown[]) : []
}

function ringOf(positions: readonly Position[]): Ring | null {
  const ring: [number, number][] = []
  for (const [lon, lat] of positions) {
    if (!isWithin(lon, 180) || !isWithin(lat, 90)) return null
    const [x, y] = [round(lon), round(lat)]
    const last = ring.at(-1)
    if (last?.[0] !== y || last[1] !== x) ring.push([y, x])
  }
  const [first] = ring
  const last = ring.at(-1)
  if (!first || !last) return null
  if (first[0] !== last[0] || first[1] !== last[1]) ring.push([first[0], first[1]])
  const [lat0, lon0] = first
  const twice = ring
    .slice(1)
    .reduce((sum, [lat, lon], i) => sum + (ring[i]![1] - lon0) * (lat - lat0) - (lon - lon0) * (ring[i]![0] - lat0), 0)
  if (ring.length < 4 || Math.abs(twice) < 1 / PRECISION ** 2) return null
  return twice < 0 ? ring.toReversed() : ring
}

function isWithin(degrees: unknown, limit: number): degrees is number {
  return typeof degrees === 'number' && Math.abs(degrees) <= limit
}

function round(degrees: number): number {
  return Math.round(degrees * PRECISION) / PRECISION
}
