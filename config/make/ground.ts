import type { Label } from '../../domain/label.ts'
import type { Traits } from '../../domain/station.ts'
import type { Districts } from './districts.ts'
import type { Land } from './land.ts'
import type { Corner, Place } from './places.ts'
import type { Point } from './plane.ts'
import type { Roads } from './roads.ts'
import type { Waters } from './water.ts'

/** The city that stations are placed in. */
export interface Ground {
  readonly districts: Districts
  readonly waters: Waters
  readonly land: readonly Land[]
  readonly roads: Roads
  readonly corners: ReadonlyMap<string, readonly Corner[]>
  readonly places: readonly Place[]
  /** The neighbourhood that a point is in. */
  placeAt(point: Point): Place
}

/** Where a station is to stand. */
export interface Site {
  readonly at: Point
  readonly name: Label
  readonly traits?: Traits
  readonly gateway?: string
}

/** Gives each name once: the first of the candidates that is free, else a numbered one. */
export function oneOfAKind(): (candidates: readonly Label[]) => Label {
  const taken = new Set<string>()
  return (candidates) => {
    const numbered = Array.from({ length: 9 }, (_, i) => ({
      zh: `${candidates[0]!.zh}（${i + 2}）`,
      en: `${candidates[0]!.en} (${i + 2})`,
    }))
    const free = [...candidates, ...numbered].find(({ zh, en }) => !taken.has(zh) && !taken.has(en))!
    taken.add(free.zh).add(free.en)
    return free
  }
}
