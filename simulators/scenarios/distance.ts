const KM_PER_DEGREE = 111.2

export interface Point {
  readonly lon: number
  readonly lat: number
}

/** East and north distance in km; flat, which a city is. */
export function offset(from: Point, to: Point): { readonly east: number; readonly north: number } {
  const east = (to.lon - from.lon) * KM_PER_DEGREE * Math.cos((from.lat * Math.PI) / 180)
  return { east, north: (to.lat - from.lat) * KM_PER_DEGREE }
}

/** km. */
export function distance(from: Point, to: Point): number {
  const { east, north } = offset(from, to)
  return Math.hypot(east, north)
}

/** The point so many km from another in a direction (degrees clockwise from north). */
export function moved({ lon, lat }: Point, km: number, direction: number): Point {
  const angle = (direction * Math.PI) / 180
  const perDegree = KM_PER_DEGREE * Math.cos((lat * Math.PI) / 180)
  return { lon: lon + (km * Math.sin(angle)) / perDegree, lat: lat + (km * Math.cos(angle)) / KM_PER_DEGREE }
}
