import { type Language, nameIn } from '../../../domain/label.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import type { KindFacts } from '../api.ts'

/** One value of one station, as it is compared. */
export interface LineKey {
  readonly station: string
  readonly value: string
}

/** A line that there is: its station and what its value is. */
export interface KnownLine extends LineKey {
  readonly entry: StationEntry
  readonly kind: KindFacts
  readonly spec: KindFacts['values'][string]
}

/** Lines of one unit: they share an axis, and so a chart. */
export interface LineGroup {
  /** UCUM code. */
  readonly unit: string
  readonly lines: readonly KnownLine[]
}

/** More than this nobody compares. */
export const MOST_COMPARED = 24

/** A line in the address. Neither ids nor names of values hold a tilde or a comma. */
export function lineParam({ station, value }: LineKey): string {
  return `${station}~${value}`
}

/** The lines of an address, each once. */
export function linesOf(param: string | null): readonly LineKey[] {
  const words = new Set((param ?? '').split(','))
  return [...words].slice(0, MOST_COMPARED).flatMap((word): readonly LineKey[] => {
    const [station = '', value = '', ...rest] = word.split('~')
    return station === '' || value === '' || rest.length > 0 ? [] : [{ station, value }]
  })
}

export function linesParam(lines: readonly LineKey[]): string | null {
  return lines.length === 0 ? null : lines.map(lineParam).join(',')
}

/** Lines that the registry and the kinds know, by unit, in the order in which units were first asked for. */
export function groupsOf(lines: readonly KnownLine[], mostInOne: number): readonly LineGroup[] {
  const byUnit = Map.groupBy(lines, ({ spec }) => spec.unit)
  return [...byUnit].flatMap(([unit, of]) =>
    Array.from({ length: Math.ceil(of.length / mostInOne) }, (_, i) => ({
      unit,
      lines: of.slice(i * mostInOne, (i + 1) * mostInOne),
    })),
  )
}

/** What a line is called among these: its station always, which stands nowhere else, and its value where theirs differ. */
export function namesOf(lines: readonly KnownLine[], language: Language): readonly string[] {
  const isOneValue = new Set(lines.map(({ kind, value }) => `${kind.id} ${value}`)).size === 1
  const names = lines.map(({ entry, spec }) => {
    const [station, value] = [nameIn(language, entry.name), nameIn(language, spec.label)]
    return isOneValue && lines.length > 1 ? station : `${station} · ${value}`
  })
  return names.map((name, i) =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : `${name} (${lines[i]?.station})`,
  )
}

/** The values of a chart, each once. */
export function valuesOf(lines: readonly KnownLine[], language: Language): readonly string[] {
  return [...new Set(lines.map(({ spec }) => nameIn(language, spec.label)))]
}

/** Limits of standards, where all lines are of one value. */
export function limitsOf(lines: readonly KnownLine[], language: Language): readonly { at: number; label: string }[] {
  const [first] = lines
  const isOne = lines.every(({ kind, value }) => kind.id === first?.kind.id && value === first.value)
  if (first === undefined || !isOne) return []
  return (first.spec.limits ?? []).map(({ at, label }) => ({ at, label: nameIn(language, label) }))
}
