import type { Label } from '../../domain/label.ts'
import type { Districts } from './districts.ts'
import { distance, type Point } from './plane.ts'
import { PLACES } from './place-names.ts'
import type { Road, Roads } from './roads.ts'

/** A named neighbourhood. */
export interface Place {
  readonly label: Label
  readonly district: string
  readonly at: Point
}

/** A spot on a street. */
export interface Corner {
  readonly at: Point
  readonly street: Road
}

/** Every corner of the streets, by district. */
export function makeCorners(districts: Districts, roads: Roads): ReadonlyMap<string, readonly Corner[]> {
  const corners = roads.streets.flatMap((street) =>
    street.line.flatMap((at) => {
      const district = districts.at(at)
      return district ? [{ at, street, district: district.id }] : []
    }),
  )
  return Map.groupBy(corners, ({ district }) => district)
}

/** Neighbourhoods where there are streets, well apart, the first in the middle of the district. */
export function makePlaces(districts: Districts, corners: ReadonlyMap<string, readonly Corner[]>): readonly Place[] {
  return districts.all.flatMap(({ id, centre }) => {
    const labels = PLACES[id]!
    const spots = spread(centre, corners.get(id)!, labels.length)
    return labels.map((label, i) => ({ label, district: id, at: spots[i]!.at }))
  })
}

/** So many of the items, the first nearest to a point, each next as far as possible from all before it. */
export function spread<T extends { readonly at: Point }>(from: Point, items: readonly T[], count: number): T[] {
  const first = nearest(from, items)
  const chosen = [first]
  const away = items.map(({ at }) => distance(at, first.at))
  while (chosen.length < count) {
    const farthest = away.reduce((best, metres, i) => (metres > away[best]! ? i : best), 0)
    const next = items[farthest]!
    chosen.push(next)
    items.forEach(({ at }, i) => (away[i] = Math.min(away[i]!, distance(at, next.at))))
  }
  return chosen
}

export function nearest<T extends { readonly at: Point }>(from: Point, items: readonly T[]): T {
  return items.reduce((best, item) => (distance(item.at, from) < distance(best.at, from) ? item : best))
}
