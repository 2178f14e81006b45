import type { Points } from '../../domain/points.ts'
import type { Measure } from './measures.ts'
import type { Watch } from './watch.ts'

/** Where the watches of one station stand; arrays by the number of the watch. */
export interface Standing {
  readonly phases: Uint8Array
  /** Event time at which the phase began, UTC ms. */
  readonly since: Float64Array
  /** Levels that the figure is beyond. */
  readonly grades: Uint8Array
  /** 1: on since a reading of the past, and nobody was called out. */
  readonly quiet: Uint8Array
}

/** What the rules remember of one station. */
export interface Vigil {
  readonly watches: readonly Watch[]
  readonly standing: Standing
  readonly measures: readonly (Measure | null)[]
  readonly recent: Recent
}

export type Reading = Pick<Points, 'ts' | 'values' | 'flags' | 'level'>

/** The last readings of a station, and where its watches stood before some of them: what came late is judged from there. */
export interface Recent {
  /** Oldest first. */
  readonly rows: Reading
  readonly count: number
  /** Remembers a reading that is the newest; to be told before it is judged. */
  push(points: Reading, i: number, standing: Standing): void
  /** Puts a reading in its place. Returns from which row on, and from what standing, to judge again; null: too old. */
  insert(points: Reading, i: number): { readonly from: number; readonly standing: Standing } | null
}

const HALF = 16
const NONE = new Float64Array(0)
const NO_FLAGS = new Uint8Array(0)

export function makeStanding(count: number): Standing {
  return {
    phases: new Uint8Array(count),
    since: new Float64Array(count).fill(Number.NaN),
    grades: new Uint8Array(count),
    quiet: new Uint8Array(count),
  }
}

export function copyOf({ phases, since, grades, quiet }: Standing): Standing {
  return { phases: phases.slice(), since: since.slice(), grades: grades.slice(), quiet: quiet.slice() }
}

export function copyOfRows({ ts, values, flags, level }: Reading, count: number): Reading {
  return {
    ts: ts.slice(0, count),
    values: values.map((column) => column.slice(0, count)),
    flags: flags.map((column) => column.slice(0, count)),
    level: level.slice(0, count),
  }
}

/** `columns`: those that the watches look at; the others are not kept. Allocates at the first reading. */
export function makeRecent(columns: readonly number[], all: number): Recent {
  let rows: Reading = { ts: NONE, values: [], flags: [], level: NO_FLAGS }
  let count = 0
  /** Where the watches stood before row 0, and before row `secondAt`. */
  let first: Standing | null = null
  let second: Standing | null = null
  let secondAt = 0

  function allocate(): void {
    const size = 2 * HALF + 1
    const isKept = (column: number) => columns.includes(column)
    rows = {
      ts: new Float64Array(size),
      values: Array.from({ length: all }, (_, column) => (isKept(column) ? new Float64Array(size) : NONE)),
      flags: Array.from({ length: all }, (_, column) => (isKept(column) ? new Uint8Array(size) : NO_FLAGS)),
      level: new Uint8Array(size),
    }
  }

  function put(at: number, points: Reading, i: number): void {
    rows.ts[at] = points.ts[i]!
    rows.level[at] = points.level[i]!
    for (const column of columns) {
      rows.values[column]![at] = points.values[column]![i]!
      rows.flags[column]![at] = points.flags[column]![i]!
    }
  }

  function move(to: number, from: number): void {
    rows.ts.copyWithin(to, from)
    rows.level.copyWithin(to, from)
    for (const column of columns) {
      rows.values[column]!.copyWithin(to, from)
      rows.flags[column]!.copyWithin(to, from)
    }
  }

  function forgetOldest(): void {
    move(0, secondAt)
    count -= secondAt
    first = second
    second = null
  }

  /** The later mark was lost to a late reading: begin anew from here. */
  function restart(standing: Standing): void {
    count = 0
    first = copyOf(standing)
  }

  return {
    get rows() {
      return rows
    },
    get count() {
      return count
    },
    push(points, i, standing) {
      if (count === 0 && first === null) {
        allocate()
        first = copyOf(standing)
      } else if (count >= 2 * HALF) {
        if (second === null) restart(standing)
        else forgetOldest()
      }
      if (count >= HALF && second === null) {
        second = copyOf(standing)
        secondAt = count
      }
      put(count++, points, i)
    },
    insert(points, i) {
      const ts = points.ts[i]!
      let at = count
      while (at > 0 && rows.ts[at - 1]! > ts) at--
      if (at === 0 || first === null || count > 2 * HALF) return null
      // Behind the second mark it still holds; before it, the rows that it stood on have changed.
      const isLater = second !== null && at > secondAt
      if (!isLater) second = null
      move(at + 1, at)
      put(at, points, i)
      count++
      return isLater ? { from: secondAt, standing: second! } : { from: 0, standing: first }
    },
  }
}

/** Of a station that no rule looks at yet. */
export function emptyVigil(): Vigil {
  return { watches: [], standing: makeStanding(0), measures: [], recent: makeRecent([], 0) }
}
