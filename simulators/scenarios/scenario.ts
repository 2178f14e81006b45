import type { Kind, Kinds } from '../../domain/kind.ts'
import type { Label } from '../../domain/label.ts'
import type { Rule } from '../../domain/rule.ts'
import type { Gateway, Station } from '../../domain/station.ts'
import type { ReadingFault } from '../disorder/fault-types.ts'
import type { WeatherAt } from '../weather.ts'

/** Where effects are worked out: the city, and the moment that their minutes count from. */
export interface Stage {
  readonly kinds: Kinds
  readonly stations: readonly Station[]
  readonly gateways: readonly Gateway[]
  readonly rules: readonly Rule[]
  readonly weather: WeatherAt
  /** UTC ms. */
  readonly at: number
  /** This event's own. */
  readonly seed: number
}

/** What an event does to what one station measures. */
export interface Touch {
  readonly station: string
  /** Values are drawn there. */
  readonly toward?: Readonly<Record<string, number>>
  /** So much comes on top. */
  readonly adds?: Readonly<Record<string, number>>
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

/** A station or gateway that is not there for a while. */
export interface Outage {
  readonly id: string
  readonly from: number
  readonly until: number
}

/** Something wrong with a station's instrument or its software for a while. */
export interface Disorder {
  readonly station: string
  readonly fault: ReadingFault
  /** Factors by value, of `scaled`. */
  readonly scale: Readonly<Record<string, number>>
  /** How far its clock is ahead, of `wrong-clock`; 0: it has lost the time and begins in the year 2000. */
  readonly aheadMs: number
  readonly from: number
  readonly until: number
}

/** All that an event does. */
export interface Deeds {
  readonly touches: readonly Touch[]
  readonly outages: readonly Outage[]
  readonly disorders: readonly Disorder[]
}

export const NOTHING: Deeds = { touches: [], outages: [], disorders: [] }

/** An event of the simulated city. */
export interface Happening {
  /** Counted from the start of the simulation. */
  readonly number: number
  readonly scenario: string
  readonly label: Label
  readonly lon: number
  readonly lat: number
  readonly touches: readonly Touch[]
  readonly from: number
  readonly until: number
}

export function endOf({ from, rise, hold, fall }: Course): number {
  return from + rise + hold + fall
}

export interface Place {
  readonly station: Station
  readonly kind: Kind
}

/** Stations whose kind an effect can work on. */
export function placesOf(stage: Stage, fits: (kind: Kind) => boolean): Place[] {
  return stage.stations.flatMap((station) => {
    const kind = stage.kinds.get(station.kind)
    return kind && fits(kind) ? [{ station, kind }] : []
  })
}
