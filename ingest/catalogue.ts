import { conversion } from '../domain/units.ts'
import { indexOfKind, type IndexModel } from '../domain/indices/index-of-kind.ts'
import { type Kind, type Kinds, valueNames } from '../domain/kind.ts'
import { type Checker, makeChecker } from '../domain/quality/checker.ts'

/** A kind made ready for the hot path. */
export interface KindPlan {
  readonly kind: Kind
  readonly names: readonly string[]
  /** The same as bytes. */
  readonly keys: readonly Uint8Array[]
  /** Column of a value by its name. */
  readonly columnOf: ReadonlyMap<string, number>
  readonly checker: Checker
  readonly index: IndexModel | null
  /** Converts a value sent with a unit of its own; null when the unit does not fit. */
  convert(column: number, unit: string): ((x: number) => number) | null
}

const MOST_UNITS = 1_000

/** Plans by kind id. A plan belongs to one line: its checker keeps verdicts between calls. */
export function planKinds(kinds: Kinds): ReadonlyMap<string, KindPlan> {
  return new Map([...kinds].map(([id, kind]) => [id, planKind(kind)]))
}

function planKind(kind: Kind): KindPlan {
  const names = valueNames(kind)
  const known = new Map<string, ((x: number) => number) | null>()
  return {
    kind,
    names,
    keys: names.map((name) => Buffer.from(name)),
    columnOf: new Map(names.map((name, column) => [name, column])),
    checker: makeChecker(kind),
    index: indexOfKind(kind),
    convert(column, unit) {
      const key = `${column} ${unit}`
      let convert = known.get(key)
      if (convert === undefined) {
        const spec = kind.values[names[column]!]!
        convert = conversion(unit, spec.unit, spec.molarMass)
        if (known.size >= MOST_UNITS) known.clear()
        known.set(key, convert)
      }
      return convert
    },
  }
}
