/** Pixels of the whole world at zoom 0. */
const WORLD_PX = 512
const MOST_LAT = 85.051129

export type Bounds = readonly [west: number, south: number, east: number, north: number]

/** Pixels of the world (Web Mercator) at a zoom, from its north-west corner. */
export function toPixels(lon: number, lat: number, zoom: number): [x: number, y: number] {
  const size = WORLD_PX * 2 ** zoom
  const sin = Math.sin((Math.max(-MOST_LAT, Math.min(MOST_LAT, lat)) * Math.PI) / 180)
  return [((lon + 180) / 360) * size, (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * size]
}

export function toDegrees(x: number, y: number, zoom: number): [lon: number, lat: number] {
  const size = WORLD_PX * 2 ** zoom
  const n = Math.PI * (1 - (2 * y) / size)
  return [(x / size) * 360 - 180, (Math.atan(Math.sinh(n)) * 180) / Math.PI]
}

/** With so much of their size added at each side. */
export function padded([west, south, east, north]: Bounds, share: number): Bounds {
  const [width, height] = [(east - west) * share, (north - south) * share]
  return [west - width, south - height, east + width, north + height]
}

export function isWithin([west, south, east, north]: Bounds, lon: number, lat: number): boolean {
  return lon >= west && lon <= east && lat >= south && lat <= north
}

export function holds(outer: Bounds, inner: Bounds): boolean {
  return isWithin(outer, inner[0], inner[1]) && isWithin(outer, inner[2], inner[3])
}

export function boundsOf(places: Iterable<{ readonly lon: number; readonly lat: number }>): Bounds | null {
  let bounds: [number, number, number, number] | null = null
  for (const { lon, lat } of places) {
    bounds ??= [lon, lat, lon, lat]
    bounds = [Math.min(bounds[0], lon), Math.min(bounds[1], lat), Math.max(bounds[2], lon), Math.max(bounds[3], lat)]
  }
  return bounds
}
