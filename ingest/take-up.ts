import type { Presence } from '../domain/station.ts'
import type { RuleStateRow } from '../store/records/schema.ts'
import type { Series } from '../store/series/series.ts'
import type { RuleState } from './alarms/finding.ts'
import type { RuleEngine } from './alarms/rules.ts'
import type { Places } from './places.ts'
import type { PresenceBook } from './presence.ts'
import { seedMeans, seedPlaces, seedWindows } from './seed.ts'

/**
 * Puts every station back where the last process left it: newest reading, hour under way, presence, rules. False: the store is
 * away, and nothing is known of what was stored.
 */
export async function takeUp(of: {
  readonly places: Places
  readonly presence: PresenceBook
  readonly engine: RuleEngine
  readonly ruleStates: readonly RuleStateRow[]
  /** How everybody was when the last process ended. */
  readonly before: ReadonlyMap<string, Presence>
  /** UTC ms. */
  readonly startedAt: number
  readonly seed: {
    readonly series: Series
    /** Journal position at which the line goes on. */
    readonly below: number
    readonly idOf: (number: number) => string | undefined
    readonly log: { warn(detail: object, text: string): void }
  }
}): Promise<boolean> {
  const { places, presence, engine, startedAt } = of
  const { series, log } = of.seed
  let isSeeded = true
  await seedPlaces(series, places, of.seed).catch((error: Error) => {
    isSeeded = false
    log.warn({ error: error.message }, 'the newest readings cannot be fetched; the picture fills as stations send')
  })
  await seedMeans(series, places, startedAt, log)
  for (const [id, known] of of.before) presence.restore(id, known)
  for (const place of places.all()) {
    if (Number.isNaN(place.heardAt)) continue
    // The clock may have been set back since.
    presence.heard(place, Math.min(place.heardAt, startedAt))
    // Nobody is silent yet to a city that has just woken up.
    place.heardAt = startedAt
  }
  presence.tick(places.all(), startedAt)
  for (const { rule, station, state } of of.ruleStates) {
    const place = places.byId(station)
    if (place) engine.restore(place, { rule, station, state: JSON.parse(state) as RuleState['state'] })
  }
  await seedWindows(series, places, engine, log)
  return isSeeded
}
