import type { Seen, Usual } from './measures.ts'
import { makeRecent, type Mark, type Recent } from './recent.ts'
import { copyOf, isCalm, makeStanding, type Standing } from './standing.ts'
import type { Watch } from './watch.ts'
import { EMPTY_LIST, type WatchList } from './watch-index.ts'

/** What the rules remember of one station. */
export interface Vigil {
  readonly district: string
  readonly list: WatchList
  readonly watches: readonly Watch[]
  readonly standing: Standing
  /** What windows have seen; by the number of the watch, empty without any. */
  seen: readonly (Seen | null)[]
  /** By the number of the value among those that are learned. */
  readonly usuals: readonly Usual[]
  readonly recent: Recent
  /** Watches that stand elsewhere than before the recent readings; null: none. */
  moved: Set<number> | null
  /** Newest event time at which one of them moved. */
  movedAt: number
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
const NOTHING: readonly null[] = []

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
    seen: list.hasMeasures ? watches.map(({ measure }) => measure?.start(usualOf) ?? null) : NOTHING,
    usuals: list.learns.map(({ value }) => usualOf(value)),
    recent: makeRecent(list.columns, half),
    moved: null,
    movedAt: Number.NEGATIVE_INFINITY,
    resumed: null,
  }
}

/** Where the rules stand now, to be gone back to. */
export function markOf({ list, standing, seen }: Pick<Vigil, 'list' | 'standing' | 'seen'>): Mark {
  return { standing: isCalm(standing) ? list.calm : copyOf(standing), seen: copyOfSeen(list, seen) }
}

export function copyOfSeen({ watches }: WatchList, seen: readonly (Seen | null)[]): readonly (Seen | null)[] {
  if (seen.length === 0) return seen
  return seen.map((one, w) => (one === null ? null : watches[w]!.measure!.copy(one)))
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
  seen: NOTHING,
  usuals: [],
  recent: makeRecent([], 0),
  moved: null,
  movedAt: Number.NEGATIVE_INFINITY,
  resumed: null,
}
