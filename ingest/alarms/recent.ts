import type { Reading } from './figure.ts'
import { worstOf } from './figure.ts'
import type { Seen } from './measures.ts'
import type { Standing } from './standing.ts'

/** Where the rules of a station stood at a moment, with what their windows had seen. */
export interface Mark {
  readonly standing: Standing
  readonly seen: readonly (Seen | null)[]
}

/**
 * The last readings of a station in event order, and where its rules stood before them: what comes out of order is judged
 * from there. At least `half` are at hand, or all that there were, and at most twice as many.
 */
export interface Recent {
  readonly half: number
  readonly columns: readonly number[]
  count: number
  /** A row: time, sequence number, values. */
  numbers: Float64Array
  /** A row: level, worst flag, flags. */
  bytes: Uint8Array
  /** Before row 0; null before the first reading. */
  first: Mark | null
  /** Newest reading that is not among them: what is not newer cannot be put in its place. */
  floorTs: number
  floorSeq: number
}

const FEWEST_ROWS = 8
const EXTRA = 2
const NO_NUMBERS = new Float64Array(0)
const NO_BYTES = new Uint8Array(0)

/** `columns`: those that are looked at; the others are not kept. Allocates as readings come. */
export function makeRecent(columns: readonly number[], half: number): Recent {
  return {
    half,
    columns,
    count: 0,
    numbers: NO_NUMBERS,
    bytes: NO_BYTES,
    first: null,
    floorTs: Number.NEGATIVE_INFINITY,
    floorSeq: Number.NEGATIVE_INFINITY,
  }
}

export function tsAt({ numbers, columns }: Recent, row: number): number {
  return numbers[row * (columns.length + EXTRA)]!
}

function seqAt({ numbers, columns }: Recent, row: number): number {
  return numbers[row * (columns.length + EXTRA) + 1]!
}

/** Where a reading belongs among them; null: it is there already, or nobody knows any more what was before it. */
export function placeFor(recent: Recent, points: Reading, i: number): number | null {
  const ts = points.ts[i]!
  const seq = points.seq[i]!
  let at = recent.count
  while (at > 0 && isAfter(tsAt(recent, at - 1), seqAt(recent, at - 1), ts, seq)) at--
  if (at > 0 && tsAt(recent, at - 1) === ts) {
    // The number of one that was taken up from the store is not known.
    const known = seqAt(recent, at - 1)
    if (known === seq || Number.isNaN(known)) return null
  }
  if (at === 0 && (recent.first === null || isBehind(recent, points, i))) return null
  return at
}

/** Whether a reading is older than those that can be judged again. */
export function isBehind({ floorTs, floorSeq }: Recent, points: Reading, i: number): boolean {
  const seq = points.seq[i]!
  return !isAfter(points.ts[i]!, Number.isNaN(seq) ? 0 : seq, floorTs, floorSeq)
}

function isAfter(ts: number, seq: number, otherTs: number, otherSeq: number): boolean {
  return ts > otherTs || (ts === otherTs && seq > otherSeq)
}

/** Puts a reading at a row; those from there on make room. */
export function putRow(recent: Recent, row: number, points: Reading, i: number): void {
  grow(recent)
  const { columns, numbers, bytes } = recent
  const width = columns.length + EXTRA
  if (row < recent.count) {
    numbers.copyWithin((row + 1) * width, row * width, recent.count * width)
    bytes.copyWithin((row + 1) * width, row * width, recent.count * width)
  }
  recent.count++
  let to = row * width
  numbers[to] = points.ts[i]!
  bytes[to++] = points.level[i]!
  numbers[to] = points.seq[i]!
  bytes[to++] = worstOf(points, i)
  for (let c = 0; c < columns.length; c++, to++) {
    numbers[to] = points.values[columns[c]!]![i]!
    bytes[to] = points.flags[columns[c]!]![i]!
  }
}

function grow(recent: Recent): void {
  const width = recent.columns.length + EXTRA
  if ((recent.count + 1) * width <= recent.numbers.length) return
  const most = 2 * recent.half + 1
  const rows = recent.count < most ? Math.min(Math.max(FEWEST_ROWS, 2 * recent.count), most) : 2 * recent.count
  const numbers = new Float64Array(rows * width)
  const bytes = new Uint8Array(rows * width)
  numbers.set(recent.numbers)
  bytes.set(recent.bytes)
  recent.numbers = numbers
  recent.bytes = bytes
}

/** Lets go of so many of the oldest; `first` is where the rules stood behind them. */
export function forgetOldest(recent: Recent, rows: number, first: Mark): void {
  const { columns, numbers, bytes } = recent
  const width = columns.length + EXTRA
  recent.floorTs = tsAt(recent, rows - 1)
  recent.floorSeq = seqAt(recent, rows - 1)
  numbers.copyWithin(0, rows * width, recent.count * width)
  bytes.copyWithin(0, rows * width, recent.count * width)
  recent.count -= rows
  recent.first = first
}

/** Reads a row into row 0 of `into`; columns that are not kept are left as they are. */
export function readRow({ numbers, bytes, columns }: Recent, row: number, into: Reading): void {
  let from = row * (columns.length + EXTRA)
  into.ts[0] = numbers[from]!
  into.level[0] = bytes[from++]!
  into.seq[0] = numbers[from]!
  into.worst![0] = bytes[from++]!
  for (let c = 0; c < columns.length; c++, from++) {
    into.values[columns[c]!]![0] = numbers[from]!
    into.flags[columns[c]!]![0] = bytes[from]!
  }
}

/** Lets go of all of them. */
export function dropRows(recent: Recent): void {
  if (recent.count > 0) {
    recent.floorTs = tsAt(recent, recent.count - 1)
    recent.floorSeq = seqAt(recent, recent.count - 1)
  }
  recent.count = 0
  recent.first = null
}
