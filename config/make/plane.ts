import type { Random } from './random.ts'

/** Metres east and north of the centre of the city. */
export type Point = readonly [number, number]
export type Line = readonly Point[]
/** Closed without repeating its first point. */
export type Ring = readonly Point[]

export function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1])
}

export function between(a: Point, b: Point, share: number): Point {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]
}

export function turn(point: Point, degrees: number): Point {
  const angle = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return [point[0] * cos - point[1] * sin, point[0] * sin + point[1] * cos]
}

export function polar(radius: number, degrees: number, around: Point = [0, 0]): Point {
  const [x, y] = turn([radius, 0], degrees)
  return [x + around[0], y + around[1]]
}

/** Even-odd rule. */
export function isInside(point: Point, ring: Ring): boolean {
  const [x, y] = point
  let inside = false
  let before = ring.at(-1)!
  for (const at of ring) {
    // Indices, since this runs for every corner of the city and taking points apart is slow.
    const ay = at[1]
    const by = before[1]
    if (ay > y !== by > y && x < ((before[0] - at[0]) * (y - ay)) / (by - ay) + at[0]) inside = !inside
    before = at
  }
  return inside
}

export function lengthOf(line: Line): number {
  return line.reduce((sum, point, i) => (i === 0 ? 0 : sum + distance(line[i - 1]!, point)), 0)
}

/** The point so many metres along the line, and the direction there as a unit vector. */
export function along(line: Line, metres: number): { point: Point; ahead: Point } {
  let left = metres
  for (let i = 1; ; i++) {
    const [a, b] = [line[i - 1]!, line[i]!]
    const step = distance(a, b)
    if (left <= step || i === line.length - 1) {
      const ahead: Point = [(b[0] - a[0]) / step, (b[1] - a[1]) / step]
      return { point: between(a, b, left / step), ahead }
    }
    left -= step
  }
}

/** Metres from the point to the nearest part of the line. */
export function distanceTo(point: Point, line: Line): number {
  let least = Infinity
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1]!, line[i]!]
    const length = distance(a, b)
    const dot = (point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])
    const share = length === 0 ? 0 : Math.min(1, Math.max(0, dot / length ** 2))
    least = Math.min(least, distance(point, between(a, b, share)))
  }
  return least
}

/** A curve through all points (Catmull-Rom), with a point about every so many metres. */
export function curve(points: Line, every: number): Line {
  const result: Point[] = []
  for (let i = 0; i + 1 < points.length; i++) {
    const [b, c] = [points[i]!, points[i + 1]!]
    const [a, d] = [points[i - 1] ?? b, points[i + 2] ?? c]
    const steps = Math.max(1, Math.round(distance(b, c) / every))
    for (let step = 0; step < steps; step++) {
      const t = step / steps
      const at = (k: 0 | 1) =>
        b[k] +
        0.5 * t * (c[k] - a[k] + t * (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k] + t * (3 * (b[k] - c[k]) + d[k] - a[k])))
      result.push([at(0), at(1)])
    }
  }
  return [...result, points.at(-1)!]
}

/** A border that grew: halved again and again, each middle pushed aside by a share of the length. Keeps both ends. */
export function wander(random: Random, [from, to]: readonly [Point, Point], roughness: number): Line {
  const length = distance(from, to)
  if (length < 260) return [from, to]
  const push = (random() * 2 - 1) * roughness * length
  const [mx, my] = between(from, to, 0.5)
  const middle: Point = [mx - ((to[1] - from[1]) / length) * push, my + ((to[0] - from[0]) / length) * push]
  return [...wander(random, [from, middle], roughness), ...wander(random, [middle, to], roughness).slice(1)]
}

/** Waves around a circle: a factor near 1 for each angle in degrees. */
export function waves(random: Random, swings: readonly number[]): (degrees: number) => number {
  const phases = swings.map(() => random() * 2 * Math.PI)
  return (degrees) =>
    swings.reduce((sum, swing, i) => sum + swing * Math.sin(((i + 2) * degrees * Math.PI) / 180 + phases[i]!), 1)
}

/** A round shape that nobody drew with a compass. */
export function blob(
  random: Random,
  { at, size, tilt = 0, rough = 0.1 }: { at: Point; size: Point; tilt?: number; rough?: number },
): Ring {
  const factor = waves(random, [rough, rough * 0.7, rough * 0.45, rough * 0.3])
  return Array.from({ length: 60 }, (_, i) => {
    const [x, y] = polar(factor(i * 6), i * 6)
    const [dx, dy] = turn([x * size[0], y * size[1]], tilt)
    return [at[0] + dx, at[1] + dy] as const
  })
}

/** A slanted rectangle. */
export function block(at: Point, size: Point, tilt: number): Ring {
  const [w, h] = [size[0] / 2, size[1] / 2]
  return (
    [
      [-w, -h],
      [w, -h],
      [w, h],
      [-w, h],
    ] as const
  ).map((corner) => {
    const [dx, dy] = turn(corner, tilt)
    return [at[0] + dx, at[1] + dy] as const
  })
}

/** The strip from `inner` to `outer` metres to the left of a line (negative is right). */
export function strip(line: Line, inner: (share: number) => number, outer: (share: number) => number): Ring {
  return [...beside(line, inner), ...beside(line, outer).toReversed()]
}

function beside(line: Line, metres: (share: number) => number): Line {
  return line.map((point, i) => {
    const [a, b] = [line[Math.max(0, i - 1)]!, line[Math.min(line.length - 1, i + 1)]!]
    const length = distance(a, b)
    const aside = metres(i / (line.length - 1))
    return [point[0] - ((b[1] - a[1]) / length) * aside, point[1] + ((b[0] - a[0]) / length) * aside]
  })
}
