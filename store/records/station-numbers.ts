import type { Kinds } from '../../domain/kind.ts'
import type { Station } from '../../domain/station.ts'
import { type Entry, makeEntry } from './station-entry.ts'

/** Gives new stations their numbers, each once. */
export interface StationNumbers {
  /** Numbers that stations had whose records are lost, as the store knows them: such a station gets its own again. */
  remember(names: readonly (readonly [number: number, id: string])[]): void
  entryOf(kinds: Kinds, station: Station): Entry
}

export function makeStationNumbers(index: {
  readonly nextNumber: number
  byNumber(number: number): unknown
}): StationNumbers {
  const earlier = new Map<string, number>()
  let next = index.nextNumber
  return {
    remember(names) {
      for (const [number, id] of names) {
        if (!index.byNumber(number)) earlier.set(id, number)
        next = Math.max(next, number + 1)
      }
    },
    entryOf(kinds, station) {
      const number = earlier.get(station.id)
      if (number === undefined) return makeEntry(kinds, next++, station, false)
      return { ...makeEntry(kinds, number, station, false), isRemade: true }
    },
  }
}
