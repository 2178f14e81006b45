import type { Troubles } from './alarms/troubles.ts'
import { citySays } from '../domain/city-says.ts'

/** Watches for stations that send again what they have sent before. */
export interface ReplayWatch {
  /** So many readings of a station were there already. */
  repeated(station: string, readings: number): void
  tick(): void
}

const WINDOW_MS = 60_000
/** A device that comes back sends again what it had in flight, a handful of messages; a hundred a minute are more than that. */
const MANY = 100
const QUIET_MS = 300_000

export function makeReplayWatch(troubles: Pick<Troubles, 'raise' | 'clear' | 'holds'>, now: () => number): ReplayWatch {
  const counts = new Map<string, { since: number; count: number }>()
  let lastAt = Number.NEGATIVE_INFINITY

  return {
    repeated(station, readings) {
      if (readings <= 0) return
      const at = now()
      let seen = counts.get(station)
      if (!seen || at - seen.since > WINDOW_MS) counts.set(station, (seen = { since: at, count: 0 }))
      seen.count += readings
      if (seen.count < MANY) return
      lastAt = at
      troubles.raise('replays-many', citySays('replayed', { station, count: seen.count }))
    },
    tick() {
      const at = now()
      for (const [station, { since }] of counts) if (at - since > WINDOW_MS) counts.delete(station)
      if (at - lastAt > QUIET_MS && troubles.holds('replays-many')) troubles.clear('replays-many')
    },
  }
}
