import { flagOf, figureOf, type Reading } from './figure.ts'
import type { Standpoint } from './groups.ts'
import { isOn, nextGrade, nextPhase } from './phase.ts'
import type { Seen } from './measures.ts'
import { type Mark, readRow, type Recent } from './recent.ts'
import { copyOf } from './standing.ts'
import { copyOfSeen } from './vigil.ts'
import type { Expression, Watch } from './watch.ts'
import type { WatchList } from './watch-index.ts'

/** When a watch was on; event times. */
export interface Span {
  /** -Infinity: since before the readings that were looked at. */
  readonly from: number
  /** Null: it still is. */
  readonly to: number | null
  readonly reading: number | null
  /** The level at which it stood at last. */
  readonly grade: number
}

/** What there is to look at. */
export interface Look {
  readonly recent: Recent
  /** One row, as wide as the kind. */
  readonly row: Reading
  readonly district: string
  readonly holds: (group: Expression, w: number, at: Standpoint) => boolean
}

/** What readings that were judged before come to, judged again from where the rules stood. */
export interface SecondLook extends Mark {
  readonly spans: readonly (readonly Span[])[]
}

/** Lets the watches look again at recent readings before row `to`; `start` is where they stood before row 0. Pure. */
export function lookAgain(list: WatchList, start: Mark, of: Look & { readonly to: number }): SecondLook {
  const { watches } = list
  const { recent, row } = of
  const standing = copyOf(start.standing)
  const seen = copyOfSeen(list, start.seen)
  const standpoint = { standing, district: of.district }
  const spans: Span[][] = watches.map((_, w) =>
    isOn(standing.phases[w]!)
      ? [{ from: Number.NEGATIVE_INFINITY, to: null, reading: null, grade: standing.grades[w]! }]
      : [],
  )
  for (let r = 0; r < of.to; r++) {
    readRow(recent, r, row)
    const ts = row.ts[0]!
    for (const w of list.again) {
      const watch = watches[w]!
      const figure = read(watch, w)
      if (!Number.isNaN(figure)) step(watch, w, figure, ts)
    }
  }
  return { standing, seen, spans }

  function read(watch: Watch, w: number): number {
    if (watch.group !== null) return of.holds(watch.group, w, standpoint) ? 1 : 0
    const figure = figureOf(watch, row, 0)
    return watch.measure ? watch.measure.read(seen[w]!, row.ts[0]!, figure, flagOf(watch, row, 0)) : figure
  }

  function step(watch: Watch, w: number, figure: number, ts: number): void {
    const phase = standing.phases[w]!
    const next = nextPhase(watch, phase, standing.since[w]!, figure, ts)
    standing.grades[w] = isOn(next) ? nextGrade(watch, standing.grades[w]!, figure) : 0
    const all = spans[w]!
    if (next !== phase) {
      standing.phases[w] = next
      standing.since[w] = ts
      if (!isOn(phase) && isOn(next))
        all.push({ from: ts, to: null, reading: watch.group === null ? figure : null, grade: standing.grades[w] })
      else if (isOn(phase) && !isOn(next)) all.push({ ...all.pop()!, to: ts })
    }
    if (isOn(next) && all.at(-1)!.grade !== standing.grades[w]) all.push({ ...all.pop()!, grade: standing.grades[w] })
  }
}

/** Takes windows past the recent readings before row `to`: in place, and without a look at the rules. */
export function moveWindows(
  { watches }: WatchList,
  seen: readonly (Seen | null)[],
  of: Look & { readonly to: number },
): void {
  for (let r = 0; r < of.to; r++) {
    readRow(of.recent, r, of.row)
    for (let w = 0; w < seen.length; w++) {
      const one = seen[w]!
      const watch = watches[w]!
      if (one !== null) watch.measure!.read(one, of.row.ts[0]!, figureOf(watch, of.row, 0), flagOf(watch, of.row, 0))
    }
  }
}

/** What was believed of one span, and what is true; null where there is none. */
export interface Change {
  readonly was: Span | null
  readonly is: Span | null
}

/** What has to be told when `after` is true and `before` was believed; what ends or goes comes first. */
export function changesBetween(before: readonly Span[], after: readonly Span[]): readonly Change[] {
  const changes: Change[] = []
  const note = (was: Span | null, is: Span | null) => {
    if (was === null || is === null || was.from !== is.from || was.to !== is.to || was.grade !== is.grade)
      changes.push({ was, is })
  }
  const believed = [...before]
  const found = [...after]
  // What holds now stays the same alarm, whoever has taken it up, wherever it began.
  if (believed.at(-1)?.to === null && found.at(-1)?.to === null) note(believed.pop()!, found.pop()!)
  let b = 0
  let f = 0
  while (b < believed.length || f < found.length) {
    const was = believed[b]
    const is = found[f]
    if (was && is && overlaps(was, is)) {
      note(was, is)
      b++
      f++
    } else if (is === undefined || (was !== undefined && was.from < is.from)) {
      note(was!, null)
      b++
    } else {
      note(null, is)
      f++
    }
  }
  return changes.sort((x, y) => orderOf(x) - orderOf(y))
}

function orderOf({ was, is }: Change): number {
  if (was?.to === null) return 0
  if (is === null) return 1
  return is.to === null ? 3 : 2
}

function overlaps(a: Span, b: Span): boolean {
  return a.from < (b.to ?? Number.POSITIVE_INFINITY) && b.from < (a.to ?? Number.POSITIVE_INFINITY)
}
