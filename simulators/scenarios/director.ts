import { mix, uniform } from '../chance.ts'
import type { Pull } from '../model.ts'
import { interpret } from './effects/interpret.ts'
import { bang, concert, crash, fullCarPark, type Impromptu, plume, roadworks, sewage } from './impromptu.ts'
import { pullOf } from './pull-of.ts'
import { endOf, type Happening, type Stage } from './scenario.ts'

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
const TURNS: readonly (readonly Impromptu[])[] = [
  [bang],
  [plume],
  [concert, roadworks],
  [crash],
  [sewage],
  [fullCarPark],
]

/** Decides what happens in the simulated city, and when: a pure function of seed, start and time. */
export interface Director {
  pull(station: string, at: number): Pull | null
  /** Events under way at this time. */
  underWay(at: number): readonly Happening[]
  /** Event by its number from 0; null when the city has no place for any that would fit the hour. */
  happening(number: number): Happening | null
}

export interface DirectorOptions {
  readonly seed: number
  /** UTC ms; null for a city where nothing happens. */
  readonly startedAt: number | null
}

/** Plays what the city makes up by itself, one event after the other. */
export function direct(city: Omit<Stage, 'at' | 'seed'>, { seed, startedAt }: DirectorOptions): Director {
  const known = new Map<number, Happening | null>()

  const stageAt = (number: number) => ({ ...city, seed: mix(seed, number), at: startOf(number) })
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
        const touches = found?.effects.flatMap((effect) => interpret(effect, stage).touches) ?? []
        if (!found || touches.length === 0) continue
        const until = Math.max(...touches.map(({ course }) => endOf(course)))
        const { lon, lat } = found.where
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
    pull(station, at) {
      const events = underWay(at)
      if (events.length === 0) return null
      return pullOf(
        events.flatMap(({ touches }) => touches.filter((touch) => touch.station === station)),
        at,
      )
    },
  }
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const order = items.map((item, i) => ({ item, rank: mix(seed, i) }))
  return order.toSorted((a, b) => a.rank - b.rank).map(({ item }) => item)
}
