import type { Place } from '../place.ts'
import { isOn } from './phase.ts'
import type { Standing } from './vigil.ts'
import type { Expression, Watch } from './watch.ts'

/** Parts of groups that look beyond the rule's own station: which of them hold, and whom that concerns. */
export interface Groups {
  /** A station with these watches is there. */
  enter(place: Place, watches: readonly Watch[]): void
  leave(place: Place): void
  /** Forgets everybody. */
  clear(): void
  /** A part holds at a station, or no longer. Returns the stations whose groups it changes. */
  move(place: Place, watch: Watch, isHolding: boolean): Iterable<Place>
  /** Whether the group of watch `w` holds at a station. */
  holds(group: Expression, place: Place, of: { readonly w: number; readonly standing: Standing }): boolean
}

export function makeGroups(): Groups {
  /** Stations whose groups look beyond them, by rule. */
  const homes = new Map<string, Set<Place>>()
  /** At how many stations a part holds; by part, or by part and district. */
  const holding = new Map<string, number>()

  function holds(group: Expression, place: Place, of: { w: number; standing: Standing }): boolean {
    switch (group.op) {
      case 'own':
        return isOn(of.standing.phases[of.w - group.before]!)
      case 'beyond':
        return holding.has(group.scope === 'station' ? group.key : `${group.key} ${place.station.district}`)
      case 'not':
        return !holds(group.of, place, of)
      case 'all':
        return group.of.every((part) => holds(part, place, of))
      case 'any':
        return group.of.some((part) => holds(part, place, of))
    }
  }

  return {
    enter(place, watches) {
      for (const { group, rule } of watches) {
        if (group === null || !looksBeyond(group)) continue
        const all = homes.get(rule.id)
        if (all) all.add(place)
        else homes.set(rule.id, new Set([place]))
      }
    },
    leave(place) {
      for (const all of homes.values()) all.delete(place)
    },
    clear() {
      homes.clear()
      holding.clear()
    },
    *move(place, { part, key, rule }, isHolding) {
      if (part === null || part.scope === 'own') return
      const { district } = place.station
      const name = part.scope === 'station' ? key : `${key} ${district}`
      const count = (holding.get(name) ?? 0) + (isHolding ? 1 : -1)
      if (count > 0) holding.set(name, count)
      else holding.delete(name)
      // Only the first that holds, and the last that no longer does, change anything.
      if (count !== (isHolding ? 1 : 0)) return
      for (const home of homes.get(rule.id) ?? [])
        if (part.scope === 'station' || home.station.district === district) yield home
    },
    holds,
  }
}

function looksBeyond(group: Expression): boolean {
  if (group.op === 'not') return looksBeyond(group.of)
  if (group.op === 'all' || group.op === 'any') return group.of.some(looksBeyond)
  return group.op === 'beyond'
}
