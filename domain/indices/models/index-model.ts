import { valueNames, type Kind } from '../../kind.ts'
import type { Label } from '../../label.ts'
import type { Traits } from '../../station.ts'
import { conversion } from '../../units.ts'
import type { IndexReading } from '../../wire.ts'

/** An index over the values of one kind. */
export interface IndexModel {
  /** cn-aqi, water-class, noise-zone, traffic, parking or bands. */
  readonly id: string
  readonly label: Label
  /** `hour`: from the means of the last whole hour; `instant`: from the reading itself. */
  readonly averaging: 'instant' | 'hour'
  /** UCUM code. */
  readonly unit: string
  readonly decimals: number
  /** levels[0] is level 1, the best. */
  readonly levels: readonly { readonly label: Label; readonly colour: string }[]
  /**
   * `values` in the order of the kind's value names, NaN where absent or flagged 4 or 9; `at` is UTC ms.
   * Null when it cannot be said.
   */
  compute(values: ArrayLike<number>, traits: Traits, at: number): IndexReading | null
}

export interface IndexOptions {
  /** Local time of the city; China's when not given. */
  readonly utcOffsetMinutes?: number
}

/** One of the inputs of a formula, out of a kind's values; NaN where it is missing. */
export type Input = (values: ArrayLike<number>) => number

/**
 * Reads a value of a kind in the unit that a formula wants (the first of `units` that it can be turned into).
 * Null when the kind has no such value.
 */
export function inputOf(kind: Kind, name: string, ...units: readonly string[]): Input | null {
  const index = valueNames(kind).indexOf(name)
  const spec = kind.values[name]
  if (spec === undefined) return null
  for (const unit of units) {
    if (spec.unit === unit) return (values) => values[index]!
    const convert = conversion(spec.unit, unit, spec.molarMass)
    if (convert !== null) return (values) => convert(values[index]!)
  }
  return null
}

/** An input that nobody gives. */
export const NOTHING: Input = () => NaN

/** What a station says of itself, or what its kind takes for granted. */
export function traitOf(kind: Kind, traits: Traits, name: string): number | string | undefined {
  return traits[name] ?? kind.traits?.[name]?.default
}
