import type { Reading } from './figure.ts'
import type { Measure, Usual } from './measures.ts'
import { forgetOldest, makeRecent, type Mark, putRow, type Recent } from './recent.ts'
import { copyOf, isCalm, makeStanding, type Standing } from './standing.ts'
import type { Watch } from './watch.ts'
import { EMPTY_LIST, type WatchList } from './watch-index.ts'

/** What the rules remember of one station. */
export interface Vigil {
  readonly district: string
  readonly list: WatchList
  readonly watches: readonly Watch[]
  readonly standing: Standing
  measures: readonly (Measure | null)[]
  /** By the number of the value among those that are learned. */
  readonly usuals: readonly Usual[]
  readonly recent: Recent
  /** Watches that stand elsewhere than before the recent readings; null: none. */
  moved: Set<number> | null
  /** After a start, until the first reading is judged: where its rules stood before the recent readings. */
  resumed: Resumed | null
}

/** What was kept of the time before the start. */
export interface Resumed {
  /** By watch, of those that stand elsewhere now. */
  readonly before: Map<number, { readonly phase: number; readonly since: number; readonly grade?: number }>
  /** The recent readings are those behind this one; null: not known, or all there are. */
  readonly behind: readonly [ts: number, seq: number] | null
  readonly isWhole: boolean
}

const FEWEST = 16
const MOST = 128
const NO_MEASURES: readonly null[] = []

/** As many readings are kept in order as may come within the time in which nothing is late yet. */
export function halfFor(lateMs: number, everySeconds: number): number {
  return Math.min(MOST, Math.max(FEWEST, Math.ceil(lateMs / (everySeconds * 1000)) + 1))
}

/** `half`: how many readings are kept in order at least. */
export function makeVigil(
  list: WatchList,
  { district, half }: { readonly district: string; readonly half: number },
  usualOf: (value: string) => Usual,
): Vigil {
  const { watches } = list
  return {
    district,
    list,
    watches,
    standing: watches.length === 0 ? list.calm : makeStanding(watches.length),
    measures: list.hasMeasures ? watches.map(({ measure }) => measure?.(usualOf) ?? null) : NO_MEASURES,
    usuals: list.learns.map(({ value }) => usualOf(value)),
    recent: makeRecent(list.columns, half),
    moved: null,
    resumed: null,
  }
}

export function markOf({ list, standing, measures }: Pick<Vigil, 'list' | 'standing' | 'measures'>): Mark {
  return {
    standing: isCalm(standing) ? list.calm : copyOf(standing),
    measures: list.hasMeasures ? measures.map((measure) => measure?.copy() ?? null) : measures,
  }
}

/** Takes a reading that is the newest among the recent ones; to be called before it is judged. True: older ones were let go. */
export function addRecent(vigil: Vigil, points: Reading, i: number): boolean {
  const { recent } = vigil
  recent.first ??= markOf(vigil)
  const isFull = recent.count >= 2 * recent.half
  if (isFull) forgetOldest(recent)
  if (recent.second === null && recent.count >= recent.half) {
    recent.second = markOf(vigil)
    recent.secondAt = recent.count
  }
  putRow(recent, recent.count, points, i)
  return isFull
}

/** Of a station that no rule looks at yet. */
export function emptyVigil(): Vigil {
  return EMPTY
}

const EMPTY: Vigil = {
  district: '',
  list: EMPTY_LIST,
  watches: [],
  standing: EMPTY_LIST.calm,
  measures: NO_MEASURES,
  usuals: [],
  recent: makeRecent([], 0),
  moved: null,
  resumed: null,
}
