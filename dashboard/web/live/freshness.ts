import type { Presence } from '../../../domain/station.ts'

/** How old a reading is against its cadence: late after two intervals, stale after five. */
export type Freshness = 'live' | 'late' | 'stale' | 'none'

export function freshness(at: number | undefined, everySeconds: number, now: number): Freshness {
  if (at === undefined) return 'none'
  const intervals = (now - at) / (everySeconds * 1000)
  if (intervals < 2) return 'live'
  return intervals <= 5 ? 'late' : 'stale'
}

/** What the map shows of a station: normal, hollow or slashed. */
export type Look = 'plain' | 'hollow' | 'slashed'

/** The worse of what the server knows of its presence and what its last reading's age says. */
export function lookOf(presence: Presence, age: Freshness): Look {
  if (presence.state === 'offline') return 'slashed'
  if (presence.state !== 'online' || age === 'stale') return 'hollow'
  return 'plain'
}
