import type { Rule } from '../../domain/rule.ts'
import type { Entry } from '../../store/records/station-entry.ts'
import type { KindPlan } from '../catalogue.ts'
import { makeStanding, type Standing } from './standing.ts'
import { ANY, compile, type Expression, INDEX, type Watch } from './watch.ts'

/** The watches of a station, sorted by what they look at; stations that are watched alike share one. */
export interface WatchList {
  readonly watches: readonly Watch[]
  /** Columns that are looked at, and which watches do. */
  readonly columns: readonly number[]
  readonly ofColumn: readonly (readonly number[])[]
  /** Those that look at the index, and at the worst flag of all. */
  readonly ofIndex: readonly number[]
  readonly ofAny: readonly number[]
  readonly groups: readonly number[]
  /** Groups that look at more than the station's own readings. */
  readonly wideGroups: readonly number[]
  readonly silent: readonly number[]
  /** After so many intervals the first of them calls; Infinity without one. */
  readonly fewestIntervals: number
  /** Those of which the outcome follows from the station's own readings alone. */
  readonly again: readonly number[]
  readonly hasMeasures: boolean
  /** Values of which the usual is learned, each once, and their columns. */
  readonly learns: readonly { readonly value: string; readonly column: number }[]
  readonly numberOf: ReadonlyMap<string, number>
  /** Nothing is beyond its level. */
  readonly calm: Standing
}

/** Finds the watches of a station without looking at the rules that do not concern it. */
export interface WatchIndex {
  listFor(station: Entry): WatchList
}

/** Which of a kind's watches look at everybody (in some districts), and which at stations that they name. */
interface OfKind {
  readonly all: readonly Watch[]
  readonly general: readonly number[]
  readonly named: ReadonlyMap<string, readonly number[]>
}

export function makeWatchIndex(rules: readonly Rule[], plans: ReadonlyMap<string, KindPlan>): WatchIndex {
  const kinds = new Map([...compile(rules, plans)].map(([kind, watches]) => [kind, sort(watches, kind)]))
  const general = new Map<string, readonly number[]>()
  const lists = new Map<string, WatchList>()

  function generalFor(of: OfKind, { kind, district }: Entry): readonly number[] {
    const name = `${kind} ${district}`
    let found = general.get(name)
    if (!found) {
      found = of.general.filter((w) => isIn(of.all[w]!.rule, district))
      general.set(name, found)
    }
    return found
  }

  function listOf(name: string, of: OfKind, numbers: readonly number[]): WatchList {
    let list = lists.get(name)
    if (!list) lists.set(name, (list = makeList(numbers.map((w) => of.all[w]!))))
    return list
  }

  return {
    listFor(station) {
      const of = kinds.get(station.kind)
      if (!of) return EMPTY_LIST
      const everybody = generalFor(of, station)
      const own = of.named.get(station.id)?.filter((w) => {
        const { rule, part } = of.all[w]!
        return part?.scope === 'station' || isIn(rule, station.district)
      })
      if (!own || own.length === 0) return listOf(`${station.kind} ${station.district}`, of, everybody)
      const numbers = [...everybody, ...own].sort((a, b) => a - b)
      return listOf(`${station.kind} ${station.district} ${own.join(' ')}`, of, numbers)
    },
  }
}

function isIn({ districts }: Rule, district: string): boolean {
  return !districts || districts.includes(district)
}

function sort(all: readonly Watch[], kind: string): OfKind {
  const general: number[] = []
  const named = new Map<string, number[]>()
  for (const [w, { rule, part }] of all.entries()) {
    const names = part?.scope === 'station' ? [part.station!] : part?.scope === 'district' ? undefined : rule.stations
    if (part === null || part.scope === 'own') if (rule.kind !== kind) continue
    if (!names) general.push(w)
    else
      for (const name of new Set(names)) {
        const known = named.get(name)
        if (known) known.push(w)
        else named.set(name, [w])
      }
  }
  return { all, general, named }
}

function makeList(watches: readonly Watch[]): WatchList {
  const numbersOf = (is: (watch: Watch) => boolean) => [...watches.keys()].filter((w) => is(watches[w]!))
  const columns = [...new Set(watches.map(({ column }) => column))].filter((column) => column >= 0)
  const silent = numbersOf(({ intervals }) => intervals > 0)
  const isOwn = (w: number) => {
    const { group } = watches[w]!
    return group === null || isOfReadings(group, watches, w)
  }
  const groups = numbersOf(({ group }) => group !== null)
  const learns = new Map<string, number>()
  for (const { learns: value, column } of watches) if (value !== null && column >= 0) learns.set(value, column)
  return {
    watches,
    columns,
    ofColumn: columns.map((column) => numbersOf((watch) => watch.column === column)),
    ofIndex: numbersOf(({ column }) => column === INDEX),
    ofAny: numbersOf(({ column }) => column === ANY),
    groups,
    wideGroups: groups.filter((w) => !isOwn(w)),
    silent,
    fewestIntervals: Math.min(...silent.map((w) => watches[w]!.intervals)),
    again: numbersOf((watch) => watch.intervals === 0).filter(isOwn),
    hasMeasures: watches.some(({ measure }) => measure !== null),
    learns: Array.from(learns, ([value, column]) => ({ value, column })),
    numberOf: new Map(watches.map(({ key }, w) => [key, w])),
    calm: makeStanding(watches.length),
  }
}

/** Whether a group looks at nothing but readings of its own station. */
function isOfReadings(group: Expression, watches: readonly Watch[], w: number): boolean {
  if (group.op === 'own') return watches[w - group.before]!.intervals === 0
  if (group.op === 'beyond') return false
  return group.op === 'not'
    ? isOfReadings(group.of, watches, w)
    : group.of.every((part) => isOfReadings(part, watches, w))
}

/** Of a station that no rule looks at. */
export const EMPTY_LIST: WatchList = makeList([])
