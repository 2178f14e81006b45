import { valueNames, type Kind, type Relation } from '../kind.ts'
import type { Points } from '../points.ts'

/**
 * A kind's relations by index. Raises the flags of row i where one does not hold and returns how many did not;
 * a relation of which a value is missing is not judged, and a missing value is never marked.
 */
export function compileRelations(kind: Kind): (points: Points, i: number) => number {
  const names = valueNames(kind)
  const relations = (kind.relations ?? []).map((relation) => compile(relation, names))

  return (points, i) => {
    let broken = 0
    for (let r = 0; r < relations.length; r++) {
      const relation = relations[r]!
      if (holds(relation, points.values, i)) continue
      mark(relation, points, i)
      broken++
    }
    return broken
  }
}

interface Compiled {
  readonly value: number
  readonly most: Bound
  readonly least: Bound
  readonly conditions: readonly Condition[]
  readonly marks: readonly number[]
  readonly flag: number
}

/** values[other] * times + plus; `other` is -1 where the bound is `plus` alone. */
interface Bound {
  readonly other: number
  readonly times: number
  readonly plus: number
}

/** Holds strictly between `above` and `below`, and within `low` and `high`. */
interface Condition {
  readonly value: number
  readonly above: number
  readonly below: number
  readonly low: number
  readonly high: number
}

function compile(relation: Relation, names: readonly string[]): Compiled {
  const indexOf = (name: string) => {
    const index = names.indexOf(name)
    if (index === -1) throw new Error(`relation ${relation.id} names ${name}, which the kind does not have`)
    return index
  }
  const bound = (spec: Relation['atMost'], none: number): Bound => {
    if (spec === undefined) return { other: -1, times: 0, plus: none }
    const other = spec.value === undefined ? -1 : indexOf(spec.value)
    return { other, times: spec.times ?? 1, plus: spec.plus ?? 0 }
  }
  return {
    value: indexOf(relation.value),
    most: bound(relation.atMost, Infinity),
    least: bound(relation.atLeast, -Infinity),
    conditions: (relation.when ?? []).map(({ value, above = -Infinity, below = Infinity, equals }) => ({
      value: indexOf(value),
      above,
      below,
      low: equals ?? -Infinity,
      high: equals ?? Infinity,
    })),
    marks: relation.marks.map(indexOf),
    flag: relation.flag,
  }
}

/** Comparisons with NaN, a missing value, are false: what is written as a refusal never fires on one. */
function holds(relation: Compiled, values: Points['values'], i: number): boolean {
  const value = values[relation.value]![i]!
  if (!(value > limit(relation.most, values, i) || value < limit(relation.least, values, i))) return true
  for (let c = 0; c < relation.conditions.length; c++) {
    const { value, above, below, low, high } = relation.conditions[c]!
    const x = values[value]![i]!
    if (!(x > above && x < below && x >= low && x <= high)) return true
  }
  return false
}

function limit(bound: Bound, values: Points['values'], i: number): number {
  return bound.other === -1 ? bound.plus : values[bound.other]![i]! * bound.times + bound.plus
}

function mark(relation: Compiled, points: Points, i: number): void {
  for (let m = 0; m < relation.marks.length; m++) {
    const index = relation.marks[m]!
    const flags = points.flags[index]!
    if (!Number.isNaN(points.values[index]![i]!) && flags[i]! < relation.flag) flags[i] = relation.flag
  }
}
