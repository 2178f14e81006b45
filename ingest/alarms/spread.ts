import type { Alarm } from '../../domain/alarm.ts'
import type { Rule } from '../../domain/rule.ts'

/** Alarms of a rule with `spread` in one district that stand for the same thing: enough of them, close enough in time. */
export interface Spread {
  /** The alarm of a station is this, or there is none. Returns the stations of which it changes whether they stand together. */
  put(station: string, alarm: Alarm | undefined): Iterable<string>
  has(station: string): boolean
}

interface Entry {
  readonly station: string
  readonly at: number
}

/**
 * Whether an alarm is one of enough depends on its nearest neighbours in time alone, so that a change costs as much as the rule
 * asks for stations, however many have alarms. `isOpen`: whether a station has an alarm of now.
 */
export function makeSpread(
  { stations: enough, withinSeconds }: NonNullable<Rule['spread']>,
  isOpen: (station: string) => boolean,
): Spread {
  const withinMs = withinSeconds * 1000
  /** In order of their raise. */
  const entries: Entry[] = []
  const atOf = new Map<string, number>()
  const together = new Set<string>()

  /** Where a time belongs, behind those of the same time. */
  function indexBehind(at: number): number {
    let low = 0
    let high = entries.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (entries[middle]!.at <= at) low = middle + 1
      else high = middle
    }
    return low
  }

  function remove(station: string): number | null {
    const at = atOf.get(station)
    if (at === undefined) return null
    atOf.delete(station)
    let index = indexBehind(at) - 1
    while (entries[index]!.station !== station) index--
    entries.splice(index, 1)
    return index
  }

  function isTogether(index: number): boolean {
    for (let first = Math.max(0, index - enough + 1); first <= index; first++) {
      const last = entries[first + enough - 1]
      if (last !== undefined && last.at - entries[first]!.at <= withinMs) return true
    }
    return false
  }

  function look(index: number, changed: Set<string>): void {
    const near = () => entries.slice(Math.max(0, index - enough), index + enough)
    // What was ended by the city is not told of.
    for (const { station } of near())
      if (!isOpen(station)) {
        remove(station)
        together.delete(station)
      }
    for (const entry of near()) {
      const is = isTogether(entries.indexOf(entry, Math.max(0, index - 2 * enough)))
      if (is === together.has(entry.station)) continue
      if (is) together.add(entry.station)
      else together.delete(entry.station)
      changed.add(entry.station)
    }
  }

  return {
    put(station, alarm) {
      const at = alarm?.active && !alarm.late ? alarm.raisedAt : null
      const changed = new Set<string>()
      if ((atOf.get(station) ?? null) === at) return changed
      const before = remove(station)
      if (at !== null) {
        const index = indexBehind(at)
        entries.splice(index, 0, { station, at })
        atOf.set(station, at)
        look(index, changed)
      } else if (together.delete(station)) changed.add(station)
      if (before !== null) look(before, changed)
      return changed
    },
    has: (station) => together.has(station),
  }
}
