import { type Group, isGroup, type Leaf, type Level, type Member } from '../../domain/condition.ts'
import type { Rule } from '../../domain/rule.ts'
import type { KindPlan } from '../catalogue.ts'
import { badAmong, changeWithin, departure, type Measure, unmovedFor } from './measures.ts'

/** A rule's condition, or a part of it, made ready for the hot path. */
export interface Watch {
  readonly rule: Rule
  /** Its name in what is kept: the rule's id; for a part of a group with its number behind. */
  readonly key: string
  /** Column of the value; INDEX: the index level; ANY: no column, the worst flag; NONE: judged elsewhere. */
  readonly column: number
  /** +1: bad above; -1: bad below. */
  readonly sign: 1 | -1
  readonly raise: number
  readonly clear: number
  readonly forMs: number
  readonly clearForMs: number
  readonly grades: readonly Grade[]
  /** Takes flagged values as well. */
  readonly takesAll: boolean
  readonly measure: Measure | null
  /** Value of which the usual is to be learned. */
  readonly learns: string | null
  /** How far back the measure looks, ms; 0 without one. */
  readonly windowMs: number
  /** Silence: how many intervals; 0 for other conditions. */
  readonly intervals: number
  /** A part of a group: who is told when it changes. */
  readonly part: Part | null
  /** A group: how its parts are put together. */
  readonly group: Expression | null
}

/** A level within a rule; beyond `raise` the alarm has this severity. */
export interface Grade extends Pick<Level, 'severity'> {
  readonly raise: number
  readonly clear: number
}

/** A part of a group, and where it looks. */
export interface Part {
  readonly scope: 'own' | 'station' | 'district'
  /** The one that it names. */
  readonly station: string | null
}

export type Expression =
  /** A part at the same station: so many watches before the group's own. */
  | { readonly op: 'own'; readonly before: number }
  | { readonly op: 'beyond'; readonly key: string; readonly scope: 'station' | 'district' }
  | { readonly op: 'not'; readonly of: Expression }
  | { readonly op: 'all' | 'any'; readonly of: readonly Expression[] }

export const INDEX = -1
export const ANY = -2
export const NONE = -3
const WEEKS = 3
const HOUR = 3_600_000

/** The watches of all rules by the kind that they look at; parts stand right before their group. */
export function compile(
  rules: readonly Rule[],
  plans: ReadonlyMap<string, KindPlan>,
): ReadonlyMap<string, readonly Watch[]> {
  const byKind = new Map<string, Watch[]>(Array.from(plans.keys(), (kind) => [kind, []]))
  const add = (kind: string, watch: (plan: KindPlan) => Watch) => {
    const plan = plans.get(kind)
    if (plan) byKind.get(kind)!.push(watch(plan))
  }
  for (const rule of rules) {
    const { when } = rule
    if (!isGroup(when)) {
      add(rule.kind, (plan) => watchOf(when, { rule, key: rule.id, plan, part: null }))
      continue
    }
    const leaves = leavesOf(when)
    const owns = leaves.filter(({ where }) => where === undefined)
    for (const [number, leaf] of leaves.entries()) {
      const { where } = leaf
      const kind = where === undefined || 'station' in where ? rule.kind : where.kind
      const scope = where === undefined ? 'own' : 'station' in where ? 'station' : 'district'
      const station = where !== undefined && 'station' in where ? where.station : null
      const of = { rule, key: partKey(rule, number), part: { scope, station } as const }
      // A named station may be of any kind: the watch stands with each of them that has what it looks at.
      const lookedAt = where !== undefined && 'station' in where ? kindsWith(leaf, plans) : [kind]
      if (scope !== 'own') for (const one of lookedAt) add(one, (plan) => watchOf(leaf, { ...of, plan }))
    }
    for (const leaf of owns) {
      const of = { rule, key: partKey(rule, leaves.indexOf(leaf)), part: { scope: 'own', station: null } as const }
      add(rule.kind, (plan) => watchOf(leaf, { ...of, plan }))
    }
    add(rule.kind, () => groupOf(rule, when, { leaves, owns }))
  }
  return byKind
}

/** Parts of a group in reading order. */
export function leavesOf({ of }: Group): readonly Leaf[] {
  return of.flatMap((member: Member): readonly Leaf[] =>
    member.type === 'not' ? [member.of] : isGroup(member) ? leavesOf(member) : [member as Leaf],
  )
}

function partKey(rule: Rule, number: number): string {
  return `${rule.id}#${number}`
}

function kindsWith(leaf: Leaf, plans: ReadonlyMap<string, KindPlan>): string[] {
  const value = 'value' in leaf ? leaf.value : undefined
  return [...plans].filter(([, plan]) => value === undefined || plan.columnOf.has(value)).map(([kind]) => kind)
}

function groupOf(rule: Rule, when: Group, of: { leaves: readonly Leaf[]; owns: readonly Leaf[] }): Watch {
  const { leaves, owns } = of
  const expression = (member: Member): Expression => {
    if (member.type === 'not') return { op: 'not', of: expression(member.of) }
    if (isGroup(member)) return { op: member.type, of: member.of.map(expression) }
    const leaf = member as Leaf
    if (leaf.where === undefined) return { op: 'own', before: owns.length - owns.indexOf(leaf) }
    const scope = 'station' in leaf.where ? 'station' : 'district'
    return { op: 'beyond', key: partKey(rule, leaves.indexOf(leaf)), scope }
  }
  return {
    ...NOTHING,
    rule,
    key: rule.id,
    raise: 0.5,
    clear: 0.5,
    forMs: (when.forSeconds ?? 0) * 1000,
    clearForMs: (when.clearForSeconds ?? 0) * 1000,
    group: { op: when.type, of: when.of.map(expression) },
  }
}

const NOTHING = {
  column: NONE,
  sign: 1,
  raise: 0,
  clear: 0,
  forMs: 0,
  clearForMs: 0,
  grades: [],
  takesAll: false,
  measure: null,
  learns: null,
  windowMs: 0,
  intervals: 0,
  part: null,
  group: null,
} as const

function watchOf(
  leaf: Leaf,
  { rule, key, plan, part }: { rule: Rule; key: string; plan: KindPlan; part: Part | null },
): Watch {
  const base = { ...NOTHING, rule, key, part }
  if (leaf.type === 'silent') return { ...base, intervals: leaf.intervals }
  if (leaf.type === 'quality') {
    const column = leaf.value === undefined ? ANY : columnIn(plan, leaf.value)
    const windowMs = leaf.of * plan.kind.everySeconds * 1000
    const measure = badAmong(leaf.of) as Measure
    return { ...base, ...at(leaf.bad - 0.5), column, takesAll: true, measure, windowMs }
  }
  if (leaf.type === 'flat') {
    const column = columnIn(plan, leaf.value)
    const measure = unmovedFor(leaf.tolerance) as Measure
    // At `forSeconds` it has been unmoved for long enough; the next move clears it.
    return {
      ...base,
      ...at(leaf.forSeconds - 0.001),
      column,
      takesAll: true,
      measure,
      windowMs: leaf.forSeconds * 1000,
    }
  }
  const held = { ...base, forMs: (leaf.forSeconds ?? 0) * 1000, clearForMs: (leaf.clearForSeconds ?? 0) * 1000 }
  // Level 3 or worse is beyond 2.5, and back at 2.5 or less.
  if (leaf.type === 'index') return { ...held, ...at(leaf.level - 0.5), column: INDEX, grades: gradesOf(leaf, -0.5) }
  const graded = { ...held, column: columnIn(plan, leaf.value), grades: gradesOf(leaf, 0) }
  if (leaf.type === 'rate') {
    const windowMs = leaf.withinSeconds * 1000
    const measure = changeWithin(windowMs, leaf.rises === undefined ? -1 : 1) as Measure
    return { ...graded, ...at(leaf.rises ?? leaf.falls ?? Number.NaN), measure, windowMs }
  }
  if (leaf.type === 'unusual') {
    const { times, direction, atLeast = 0, weeks = WEEKS } = leaf
    const measure = departure(leaf.value, { direction, atLeast, weeks }) as Measure
    return { ...graded, ...at(times), measure, learns: leaf.value, windowMs: HOUR }
  }
  const raise = leaf.above ?? leaf.below ?? Number.NaN
  const sign = leaf.above === undefined ? -1 : 1
  return { ...graded, raise, clear: leaf.clear ?? raise - (leaf.deadband ?? 0) * sign, sign }
}

function at(level: number): Pick<Watch, 'raise' | 'clear'> {
  return { raise: level, clear: level }
}

function gradesOf({ levels = [] }: { readonly levels?: readonly Level[] }, by: number): readonly Grade[] {
  return levels.map(({ severity, at, clear }) => ({ severity, raise: at + by, clear: (clear ?? at) + by }))
}

function columnIn(plan: KindPlan, value: string): number {
  return plan.columnOf.get(value) ?? NONE
}
