import { makePoints, type Points } from '../domain/points.ts'
import { type Priority, PRIORITIES } from '../domain/priority.ts'
import type { Ahead } from '../store/series/series.ts'
import type { Sheets } from './sheets.ts'

export interface AheadOptions {
  /** Undefined: the store cannot; the lane then never opens. */
  readonly to: Ahead | undefined
  /** Where the line writes its rows. */
  readonly sheets: Sheets
  /** Rows of a write, and that wait for one, at the most. */
  readonly most: number
  readonly priorityOf: (station: number) => Priority
}

/**
 * The lane by which fresh rows come into a store that is still being caught up, ahead of their turn: one write for each of the
 * backlog's. Only rows that nothing before them can equal go ahead, and each comes again in its turn, so it counts nothing,
 * confirms nothing, and may drop what it has no room for.
 */
export interface AheadLane {
  /** The line has written more. */
  look(): void
  /**
   * The backlog had its turn, and is written below `position`. `isGaining`: it grows shorter all the same; otherwise only
   * alarm-class stations go ahead.
   */
  turn(position: number, isGaining: boolean): void
  /** What to wait for before rows below `position` are written in their turn; null when none of them is on its way. */
  passed(position: number): Promise<void> | null
  /** The store takes something: what waits may go. */
  open(): void
  /** The store is away, and the line knows what had been stored before: the foremost of what comes meanwhile waits. */
  gather(): void
  /** Forgets what waits and what comes. */
  close(): void
  /** Rows that went ahead since the start. */
  readonly rows: number
}

export function makeAheadLane({ to, sheets, most, priorityOf }: AheadOptions): AheadLane {
  let kept: readonly Points[] = []
  let mode: 'closed' | 'gathering' | 'open' = 'closed'
  let reached = 0
  let hasTurn = false
  let onlyAlarms = false
  let flying: Promise<void> | null = null
  let flyingFrom = Infinity
  let rows = 0

  function look(): void {
    if (mode === 'closed') sheets.take()
    else if (mode === 'open' && hasTurn && flying === null) go()
    else if (sheets.rows >= most) keep()
  }

  function keep(): void {
    kept = choose([...kept, ...sheets.take().points], { most, from: reached, priorityOf, onlyAlarms })
  }

  function go(): void {
    keep()
    if (kept.length === 0) return
    const points = kept
    kept = []
    hasTurn = false
    for (const { count, position } of points) {
      rows += count
      for (let i = 0; i < count; i++) flyingFrom = Math.min(flyingFrom, position[i]!)
    }
    const done = () => {
      flying = null
      flyingFrom = Infinity
    }
    // That the store is away the backlog finds out for itself.
    flying = to!.write(points).then(done, done)
  }

  return {
    look,
    turn(position, isGaining) {
      reached = position
      onlyAlarms = !isGaining
      hasTurn = true
      if (mode === 'open' && flying === null) go()
    },
    passed: (position) => (flyingFrom < position ? flying : null),
    open() {
      mode = to ? 'open' : 'closed'
      // The first write of the backlog shows whether the store takes anything.
      hasTurn = false
      onlyAlarms = false
    },
    gather() {
      mode = to ? 'gathering' : 'closed'
    },
    close() {
      mode = 'closed'
      kept = []
      sheets.take()
    },
    get rows() {
      return rows
    },
  }
}

/**
 * The rows from position `from` on that go first, at most `most`: those of alarm-class stations before others, the newest
 * first. Doubtful rows never do, for whether they are there already is decided in order.
 */
export function choose(
  batches: readonly Points[],
  of: {
    readonly most: number
    readonly from: number
    readonly priorityOf: (station: number) => Priority
    readonly onlyAlarms: boolean
  },
): readonly Points[] {
  const { most, onlyAlarms } = of
  const rows: { readonly points: Points; readonly i: number; readonly rank: number }[] = []
  for (const points of batches) {
    for (let i = 0; i < points.count; i++) {
      if (points.doubtful[i] === 1 || points.position[i]! < of.from) continue
      const rank = PRIORITIES.indexOf(of.priorityOf(points.station[i]!))
      if (!onlyAlarms || rank === 0) rows.push({ points, i, rank })
    }
  }
  if (rows.length > most) {
    rows.sort((a, b) => a.rank - b.rank || b.points.position[b.i]! - a.points.position[a.i]!)
    rows.length = most
  }
  return [...Map.groupBy(rows, ({ points }) => points.kind)].map(([kind, list]) => {
    const copy = makePoints(kind, list[0]!.points.names, list.length)
    for (const { points, i } of list) copyRow(points, i, copy)
    return copy
  })
}

function copyRow(from: Points, i: number, to: Points): void {
  const n = to.count++
  to.station[n] = from.station[i]!
  to.ts[n] = from.ts[i]!
  to.seq[n] = from.seq[i]!
  to.position[n] = from.position[i]!
  to.receivedAt[n] = from.receivedAt[i]!
  to.doubtful[n] = from.doubtful[i]!
  to.index[n] = from.index[i]!
  to.level[n] = from.level[i]!
  for (const [c, column] of from.values.entries()) to.values[c]![n] = column[i]!
  for (const [c, column] of from.flags.entries()) to.flags[c]![n] = column[i]!
}
