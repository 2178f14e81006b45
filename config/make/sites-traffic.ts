import type { Label } from '../../domain/label.ts'
import { along, distance, lengthOf, type Point } from './plane.ts'
import type { Road } from './roads.ts'
import { oneOfAKind, type Ground, type Site } from './ground.ts'

const TRAITS: Readonly<Record<string, { freeFlowSpeed: number; lanes: number }>> = {
  expressway: { freeFlowSpeed: 100, lanes: 3 },
  ring: { freeFlowSpeed: 80, lanes: 4 },
  arterial: { freeFlowSpeed: 60, lanes: 3 },
  secondary: { freeFlowSpeed: 50, lanes: 2 },
}

/** Detectors along the ring, the orbital, the ways out of town and the links between them. */
export function trafficSites(ground: Ground): Site[] {
  const { roads, districts } = ground
  const name = oneOfAKind()
  const plan: readonly (readonly [Road, number])[] = [
    [roads.ring, 16],
    [roads.expressway, 12],
    ...roads.arterials.map((road) => [road, 3] as const),
    ...roads.secondary.map((road) => [road, road.label.en === 'Drum Tower Circus' ? 1 : 3] as const),
  ]
  return plan.flatMap(([road, count]) => {
    const isLoop = distance(road.line[0]!, road.line.at(-1)!) < 1
    // Beyond two thirds, the ways out of town run through fields.
    const length = lengthOf(road.line) * (isLoop ? 1 : 0.68)
    return Array.from({ length: count }, (_, i): Point => along(road.line, ((i + 0.5) * length) / count).point)
      .filter((at) => districts.at(at))
      .map((at) => ({ at, name: name(namesOf(ground, road, at)), traits: TRAITS[road.class]! }))
  })
}

function namesOf({ places, districts }: Ground, road: Road, at: Point): Label[] {
  const district = districts.at(at)!.id
  return places
    .filter((place) => place.district === district)
    .toSorted((a, b) => distance(a.at, at) - distance(b.at, at))
    .slice(0, 4)
    .map(({ label }) => ({ zh: `${road.label.zh}${label.zh}段`, en: `${road.label.en} at ${label.en}` }))
}
