import type { Place } from './place.ts'

/** Beyond so many ms the process stood still, or its clock was set forward, rather than being a little late. */
const STANDSTILL_MS = 2_000

/** Sees from tick to tick whether time went by that the city did not live through. */
export interface Standstill {
  /** Whether time is missing before this tick. Nobody was silent in it: what was last heard is taken to be later by as much. */
  forgives(places: Iterable<Place>, at: number): boolean
}

export function watchStandstill(everyMs: number, startedAt: number): Standstill {
  let lastAt = startedAt
  return {
    forgives(places, at) {
      const missed = at - lastAt - everyMs
      lastAt = at
      if (missed <= STANDSTILL_MS) return false
      for (const place of places) place.heardAt = Math.min(at, place.heardAt + missed)
      return true
    },
  }
}
