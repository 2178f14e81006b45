import { mix } from '../chance.ts'
import type { Pull } from '../model.ts'
import type { Weather, WeatherAt } from '../weather.ts'
import { interpret } from './effects/interpret.ts'
import { pullOf } from './pull-of.ts'
import type { ScenarioFile } from './schema.ts'
import type { Deeds, Disorder, Outage, Stage, Touch } from './scenario.ts'

/** A scenario that was worked out for a city and a moment: what it does, as pure functions of time. */
export interface Script {
  pull(station: string, at: number): Pull | null
  /** Whether the station or gateway is not there. */
  isOut(id: string, at: number): boolean
  /** What is wrong with the station's instrument or software. */
  disorder(station: string, at: number): Disorder | null
}

/** What the scenario does when it begins at `stage.at`. */
export function scriptOf(scenario: ScenarioFile, stage: Omit<Stage, 'seed'> & { readonly seed: number }): Script {
  const deeds = scenario.events.map((effect, i) => interpret(effect, { ...stage, seed: mix(stage.seed, i) }))
  const touches = by(deeds, 'touches', ({ station }: Touch) => station)
  const outages = by(deeds, 'outages', ({ id }: Outage) => id)
  const disorders = by(deeds, 'disorders', ({ station }: Disorder) => station)
  const isWithin = (at: number) => (span: { from: number; until: number }) => span.from <= at && at < span.until
  return {
    pull(station, at) {
      const own = touches.get(station)
      return own ? pullOf(own, at) : null
    },
    isOut: (id, at) => outages.get(id)?.some(isWithin(at)) ?? false,
    disorder: (station, at) => disorders.get(station)?.find(isWithin(at)) ?? null,
  }
}

/** The weather as a scenario has it. */
export function weatherIn(scenario: Pick<ScenarioFile, 'weather'>, weather: WeatherAt): WeatherAt {
  const told = scenario.weather
  if (!told) return weather
  return (at, lon, lat, riverKm): Weather => ({ ...weather(at, lon, lat, riverKm), ...told })
}

function by<K extends keyof Deeds, T extends Deeds[K][number]>(
  deeds: readonly Deeds[],
  what: K,
  id: (one: T) => string,
): ReadonlyMap<string, readonly T[]> {
  return Map.groupBy(
    deeds.flatMap((each) => each[what] as unknown as readonly T[]),
    id,
  )
}
