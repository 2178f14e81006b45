import type { Kind, Kinds } from '../../domain/kind.ts'
import type { Label } from '../../domain/label.ts'
import type { Rule } from '../../domain/rule.ts'
import type { Station } from '../../domain/station.ts'
import type { Pull } from '../model.ts'
import type { WeatherAt } from '../weather.ts'

/** Something that happens in the city, written as where it is and what it does to which stations. */
export interface Scenario {
  readonly id: string
  readonly label: Label
  /** What would happen if it began at `stage.at`; null where the city has no place for it, or the hour is wrong. */
  plan(stage: Stage): Plan | null
}

export interface Stage {
  readonly kinds: Kinds
  readonly stations: readonly Station[]
  readonly rules: readonly Rule[]
  readonly weather: WeatherAt
  /** UTC ms. */
  readonly at: number
  /** This event's own. */
  readonly seed: number
}

export interface Plan {
  readonly lon: number
  readonly lat: number
  readonly touches: readonly Touch[]
}

/** What an event does to one station. */
export interface Touch {
  readonly station: string
  readonly toward: Readonly<Record<string, number>>
  /** Strength at the height of the event, 0..1. */
  readonly peak: number
  readonly course: Course
}

/** Rises from `from`, stands, and falls; all but `from` in ms. */
export interface Course {
  readonly from: number
  readonly rise: number
  readonly hold: number
  readonly fall: number
}

/** An event of the simulated city. */
export interface Happening extends Plan {
  /** Counted from the start of the simulation. */
  readonly number: number
  readonly scenario: string
  readonly label: Label
  readonly from: number
  readonly until: number
}

export type PullOf = (station: string, at: number) => Pull | null

export function endOf({ from, rise, hold, fall }: Course): number {
  return from + rise + hold + fall
}

export interface Place {
  readonly station: Station
  readonly kind: Kind
}

/** Stations whose kind the scenario can work on. */
export function placesOf(stage: Stage, fits: (kind: Kind) => boolean): Place[] {
  return stage.stations.flatMap((station) => {
    const kind = stage.kinds.get(station.kind)
    return kind && fits(kind) ? [{ station, kind }] : []
  })
}
