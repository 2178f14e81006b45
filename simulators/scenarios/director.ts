import type { Kinds } from '../../domain/kind.ts'
import type { Rule } from '../../domain/rule.ts'
import type { Station } from '../../domain/station.ts'
import { mix, uniform } from '../chance.ts'
import type { Pull } from '../model.ts'
import { ease } from '../smooth.ts'
import type { WeatherAt } from '../weather.ts'
import { bang, concert, roadworks } from './concert.ts'
import { crash } from './crash.ts'
import { fullCarPark } from './full-car-park.ts'
import { plume } from './plume.ts'
import { endOf, type Course, type Happening, type PullOf, type Scenario } from './scenario.ts'
import { sewage } from './sewage.ts'

const MINUTE = 60_000

/** From the start of the simulation to its first event, and from event to event. */
const FIRST = 75_000
const EVERY = 5 * MINUTE

/** No event reaches into the time of more than so many that follow it. */
const OVERLAP = 24

/**
 * Turns of a round, in the order of the first one: what shows soonest comes first. Later rounds are shuffled. Of a turn
 * the first scenario that fits the hour is played.
 */
const TURNS: readonly (readonly Scenario[])[] = [
  [bang],
  [plume],
  [concert, roadworks],
  [crash],
  [sewage],
  [fullCarPark],
]

/** Decides what happens in the simulated city, and when: a pure function of seed, start and time. */
export interface Director {
  readonly pull: PullOf
  /** Events under way at this time. */
  underWay(at: number): readonly Happening[]
  /** Event by its number from 0; null when the city has no place for any that would fit the hour. */
  happening(number: number): Happening | null
}

export interface DirectorOptions {
  readonly seed: number
  /** UTC ms; null for a city where nothing happens. */
  readonly startedAt: number | null
  readonly weather: WeatherAt
}

export function direct(
  city: { readonly kinds: Kinds; readonly stations: readonly Station[]; readonly rules: readonly Rule[] },
  { seed, startedAt, weather }: DirectorOptions,
): Director {
  const known = new Map<number, Happening | null>()

  const stageAt = (number: number) => ({ ...city, weather, seed: mix(seed, number), at: startOf(number) })
  const startOf = (number: number) =>
    startedAt! + FIRST + number * EVERY + (number === 0 ? 0 : Math.floor((uniform(seed, number) - 0.5) * MINUTE))

  const happening = (number: number): Happening | null => {
    let found = known.get(number)
    if (found === undefined) {
      found = plan(number)
      known.set(number, found)
      known.delete(number - 2 * OVERLAP)
    }
    return found
  }

  /** The turn of this number, or the next one in the round that has a place. */
  const plan = (number: number): Happening | null => {
    const round = Math.floor(number / TURNS.length)
    const order = round === 0 ? TURNS : shuffled(TURNS, mix(seed, -1 - round))
    const stage = stageAt(number)
    for (let i = 0; i < order.length; i += 1) {
      for (const scenario of order[(number + i) % order.length]!) {
        const found = scenario.plan(stage)
        if (!found || found.touches.length === 0) continue
        const until = Math.max(...found.touches.map(({ course }) => endOf(course)))
        const { lon, lat, touches } = found
        return { number, scenario: scenario.id, label: scenario.label, from: stage.at, until, lon, lat, touches }
      }
    }
    return null
  }

  const underWay = (at: number): Happening[] => {
    if (startedAt === null || at < startedAt + FIRST) return []
    const newest = Math.floor((at - startedAt - FIRST) / EVERY) + 1
    const found: Happening[] = []
    for (let number = Math.max(0, newest - OVERLAP); number <= newest; number += 1) {
      const happens = happening(number)
      if (happens && happens.from <= at && at < happens.until) found.push(happens)
    }
    return found
  }

  return {
    happening: (number) => (startedAt === null ? null : happening(number)),
    underWay,
    pull: (station, at) => strongest(underWay(at), station, at),
  }
}

/** Of several events at one station the stronger one shows. */
function strongest(events: readonly Happening[], station: string, at: number): Pull | null {
  let best: Pull | null = null
  for (const { touches } of events) {
    for (const touch of touches) {
      if (touch.station !== station) continue
      const strength = touch.peak * strengthAt(touch.course, at)
      if (strength > (best?.strength ?? 0)) best = { strength, toward: touch.toward }
    }
  }
  return best
}

/** 0..1. */
export function strengthAt({ from, rise, hold, fall }: Course, at: number): number {
  const since = at - from
  if (since < rise) return ease(since / rise)
  return ease(1 - (since - rise - hold) / fall)
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const order = items.map((item, i) => ({ item, rank: mix(seed, i) }))
  return order.toSorted((a, b) => a.rank - b.rank).map(({ item }) => item)
}
