import type { Place } from '../place.ts'
import { isOn } from './phase.ts'
import type { Standing } from './standing.ts'
import type { Expression, Watch } from './watch.ts'
import type { WatchList } from './watch-index.ts'

/** Parts of groups that look beyond the rule's own station: which of them hold, and whom that concerns. */
export interface Groups {
  /** A station with these watches is there. */
  enter(place: Place, list: WatchList): void
  leave(place: Place): void
  /** Forgets everybody. */
  clear(): void
  /** A part holds at a station, or no longer. Returns the stations whose groups it changes. */
  move(place: Place, watch: Watch, isHolding: boolean): Iterable<Place>
  /** Whether the group of watch `w` holds. */
  holds(group: Expression, w: number, at: Standpoint): boolean
}

/** Where the parts of a group stand. */
export interface Standpoint {
  readonly standing: Standing
  readonly district: string
}

export function makeGroups(): Groups {
  /** Stations whose groups look beyond them, by rule and by rule and district. */
  const homes = new Map<string, Set<Place>>()
  /** Under which names a station is among them. */
  const namesOf = new Map<Place, readonly string[]>()
  /** At how many stations a part holds; by part, or by part and district. */
  const holding = new Map<string, number>()

  function holds(group: Expression, w: number, at: Standpoint): boolean {
    switch (group.op) {
      case 'own':
        return isOn(at.standing.phases[w - group.before]!)
      case 'beyond':
        return holding.has(group.scope === 'station' ? group.key : `${group.key} ${at.district}`)
      case 'not':
        return !holds(group.of, w, at)
      case 'all':
        for (const part of group.of) if (!holds(part, w, at)) return false
        return true
      case 'any':
        for (const part of group.of) if (holds(part, w, at)) return true
        return false
    }
  }

  function leave(place: Place): void {
    for (const name of namesOf.get(place) ?? []) {
      const all = homes.get(name)
      all?.delete(place)
      if (all?.size === 0) homes.delete(name)
    }
    namesOf.delete(place)
  }

  return {
    enter(place, { watches, groups }) {
      leave(place)
      const names = groups.flatMap((w) => {
        const { group, rule } = watches[w]!
        return group !== null && looksBeyond(group) ? [rule.id, `${rule.id} ${place.station.district}`] : []
      })
      if (names.length === 0) return
      namesOf.set(place, names)
      for (const name of names) {
        const all = homes.get(name)
        if (all) all.add(place)
        else homes.set(name, new Set([place]))
      }
    },
    leave,
    clear() {
      homes.clear()
      namesOf.clear()
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
      yield* homes.get(part.scope === 'station' ? rule.id : `${rule.id} ${district}`) ?? []
    },
    holds,
  }
}

function looksBeyond(group: Expression): boolean {
  if (group.op === 'not') return looksBeyond(group.of)
  if (group.op === 'all' || group.op === 'any') return group.of.some(looksBeyond)
  return group.op === 'beyond'
}
