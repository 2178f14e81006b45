import type { Label } from '../../domain/label.ts'
import { between, isInside, polar, waves, wander, type Line, type Point, type Ring } from './plane.ts'
import { seeded, type Random } from './random.ts'

export interface DistrictShape {
  readonly id: string
  readonly label: Label
  readonly centre: Point
  readonly ring: Ring
}

export interface Districts {
  readonly all: readonly DistrictShape[]
  readonly outline: Ring
  /** The river between the two places where it crosses the outline. */
  readonly riverWithin: Line
  at(point: Point): DistrictShape | undefined
}

const NAMES: readonly (readonly [string, Label, Point])[] = [
  ['990101', { zh: '鼓钟区', en: 'Guzhong' }, [-300, 1100]],
  ['990102', { zh: '翠岭区', en: 'Cuiling' }, [-9600, 5200]],
  ['990103', { zh: '北苑区', en: 'Beiyuan' }, [1900, 8300]],
  ['990104', { zh: '澜东区', en: 'Landong' }, [9400, 4300]],
  ['990105', { zh: '石港区', en: 'Shigang' }, [6600, -7200]],
  ['990106', { zh: '映湖区', en: 'Yinghu' }, [-7600, -3400]],
]

/** Angles of the borders that are not the river, from the old town outwards. */
const SPOKES = { northWest: 117, northEast: 43, south: -96 }

/** Six districts that share their borders point by point: the old town, and five around it, two of them by the river. */
export function makeDistricts(river: Line): Districts {
  const random = seeded('districts')
  const town = waves(random, [0.06, 0.05, 0.03, 0.02])
  const city = waves(random, [0.045, 0.05, 0.035, 0.03, 0.02, 0.015, 0.01])
  const townEdge = (degrees: number) => polar(4500 * town(degrees), degrees)
  const cityEdge = (degrees: number) => polar(14900 * city(degrees), degrees, [200, 300])

  const townRing = Array.from({ length: 360 }, (_, i) => townEdge(i))
  const cityRing = Array.from({ length: 360 }, (_, i) => cityEdge(i))
  const westward = river.slice(0, middleOf(river)).toReversed()
  const eastward = river.slice(middleOf(river))
  const west = outside(westward, townRing, cityRing)
  const east = outside(eastward, townRing, cityRing)

  const spoke = (degrees: number) => wander(random, [townEdge(degrees), cityEdge(degrees)], 0.11)
  const spokes = [west, spoke(SPOKES.northWest), spoke(SPOKES.northEast), east, spoke(SPOKES.south)]
  const arcs = (edge: (degrees: number) => Point, end: 'first' | 'last'): Line[] =>
    spokes.map((line, i) => {
      const next = spokes[(i + 1) % spokes.length]!
      const pick = (of: Line) => (end === 'first' ? of[0]! : of.at(-1)!)
      return arc(edge, pick(line), pick(next))
    })
  const inner = arcs(townEdge, 'first')
  const outer = arcs(cityEdge, 'last').map((line) => roughen(random, line))

  const rings: Ring[] = [
    inner.flatMap((line) => line.slice(0, -1)),
    ...spokes.map((line, i) => {
      const next = spokes[(i + 1) % spokes.length]!
      const parts = [line, outer[i]!, next.toReversed(), inner[i]!.toReversed()]
      return parts.flatMap((part) => part.slice(0, -1))
    }),
  ]
  const all = NAMES.map(([id, label, centre], i) => ({ id, label, centre, ring: rings[i]! }))
  return {
    all,
    outline: outer.flatMap((line) => line.slice(0, -1)),
    riverWithin: [
      west.at(-1)!,
      ...river.slice(river.indexOf(west.at(-2)!), river.indexOf(east.at(-2)!) + 1),
      east.at(-1)!,
    ],
    at: (point) => all.find(({ ring }) => isInside(point, ring)),
  }
}

/** The part of a line that leads out of the town, from its edge to the edge of the city. */
function outside(line: Line, town: Ring, city: Ring): Line {
  const start = line.findLastIndex((at) => isInside(at, town))
  const end = line.findIndex((at, i) => i > start && !isInside(at, city))
  return [
    crossing(line[start]!, line[start + 1]!, town),
    ...line.slice(start + 1, end),
    crossing(line[end - 1]!, line[end]!, city),
  ]
}

/** Where the way from a point within the ring to one outside leaves it. */
function crossing(within: Point, beyond: Point, ring: Ring): Point {
  let [low, high] = [0, 1]
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2
    if (isInside(between(within, beyond, middle), ring)) low = middle
    else high = middle
  }
  return between(within, beyond, low)
}

/** Clockwise along an edge, from one point on it to the next. */
function arc(edge: (degrees: number) => Point, from: Point, to: Point): Line {
  const start = angleOf(from, edge)
  const stop = angleOf(to, edge)
  const sweep = (start - stop + 360) % 360
  const steps = Math.round(sweep / 1.5)
  const points = Array.from({ length: steps - 1 }, (_, i) => edge(start - ((i + 1) * sweep) / steps))
  return [from, ...points, to]
}

/** The same ends, with a border between them that wanders. */
function roughen(random: Random, line: Line): Line {
  const stops = line.filter((_, i) => i === line.length - 1 || (i % 4 === 0 && i < line.length - 4))
  return stops.flatMap((at, i) => (i === 0 ? [at] : wander(random, [stops[i - 1]!, at], 0.08).slice(1)))
}

/** The angle whose point of the edge is nearest. */
function angleOf([x, y]: Point, edge: (degrees: number) => Point): number {
  let best = 0
  let least = Infinity
  for (let degrees = 0; degrees < 360; degrees += 0.05) {
    const [ex, ey] = edge(degrees)
    const away = Math.hypot(ex - x, ey - y)
    if (away < least) [best, least] = [degrees, away]
  }
  return best
}

function middleOf(river: Line): number {
  return river.reduce((best, [x, y], i) => (Math.hypot(x, y) < Math.hypot(...river[best]!) ? i : best), 0)
}
