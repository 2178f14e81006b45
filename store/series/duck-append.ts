import {
  DuckDBDataChunk,
  type DuckDBAppender,
  type DuckDBBigIntVector,
  type DuckDBConnection,
  type DuckDBDoubleVector,
  type DuckDBIntegerVector,
  type DuckDBTinyIntVector,
  type DuckDBType,
} from '@duckdb/node-api'
import type { Points } from '../../domain/points.ts'
import { flagColumn } from './columns.ts'
import { KINDS } from './duck-sql.ts'

/** Rows to be taken, in order; null = all of them. */
export type Rows = Uint32Array | null

/** Appends points to one table as column chunks. Rows are in the transaction once `flush` has returned. */
export interface PointsAppender {
  append(points: Points, rows: Rows): void
  flush(): void
  /** Drops rows that are not flushed, so that nothing writes them later. */
  discard(): void
}

/** Rows of a chunk; what DuckDB works on at a time. */
const CHUNK_ROWS = 2048

type Filler = (chunk: DuckDBDataChunk, column: number, points: Points, pick: Pick) => void
/** `count` rows from `at` on, of `rows` or of all. */
interface Pick {
  readonly rows: Rows
  readonly at: number
  readonly count: number
}

/** `columns` are the table's, in its order. Columns that the points do not know become NULL. */
export async function openPointsAppender(
  connection: DuckDBConnection,
  kind: string,
  columns: readonly string[],
): Promise<PointsAppender> {
  const appender = await connection.createAppender(kind, KINDS)
  const types = columns.map((_, index) => appender.columnType(index))
  return {
    append: (points, rows) => {
      const fillers = columns.map((column) => fillerOf(column, points))
      const total = rows === null ? points.count : rows.length
      for (let at = 0; at < total; at += CHUNK_ROWS) {
        appendChunk(appender, types, fillers, points, { rows, at, count: Math.min(CHUNK_ROWS, total - at) })
      }
    },
    flush: () => {
      appender.flushSync()
    },
    discard: () => {
      appender.clear()
      appender.closeSync()
    },
  }
}

function appendChunk(
  appender: DuckDBAppender,
  types: readonly DuckDBType[],
  fillers: readonly Filler[],
  points: Points,
  pick: Pick,
): void {
  const chunk = DuckDBDataChunk.create(types, pick.count)
  for (let column = 0; column < fillers.length; column++) fillers[column]!(chunk, column, points, pick)
  appender.appendDataChunk(chunk)
}

function fillerOf(column: string, points: Points): Filler {
  switch (column) {
    case 'station':
      return fillStation
    case 'ts':
      return (chunk, index, points, pick) => fillWhole(chunk, index, points.ts, pick)
    case 'seq':
      return (chunk, index, points, pick) => fillWhole(chunk, index, points.seq, pick)
    case 'position':
      return (chunk, index, points, pick) => fillWhole(chunk, index, points.position, pick)
    case 'received':
      return (chunk, index, points, pick) => fillWhole(chunk, index, points.receivedAt, pick)
    case 'idx':
      return (chunk, index, points, pick) => fillNumber(chunk, index, points.index, pick)
    case 'lvl':
      return (chunk, index, points, pick) => fillSmall(chunk, index, points.level, pick)
    default:
      return valueFiller(column, points.names)
  }
}

function valueFiller(column: string, names: readonly string[]): Filler {
  const value = names.indexOf(column)
  if (value >= 0) return (chunk, index, points, pick) => fillNumber(chunk, index, points.values[value]!, pick)
  const flag = names.findIndex((name) => flagColumn(name) === column)
  if (flag >= 0) return (chunk, index, points, pick) => fillSmall(chunk, index, points.flags[flag]!, pick)
  return fillNull
}

/* The vectors' arrays are private to TypeScript only: setting cell by cell costs ten times as much. */

function fillStation(chunk: DuckDBDataChunk, column: number, points: Points, { rows, at, count }: Pick): void {
  const vector = chunk.getColumnVector(column) as DuckDBIntegerVector
  const items = vector['items']
  if (rows === null) items.set(points.station.subarray(at, at + count))
  else for (let i = 0; i < count; i++) items[i] = points.station[rows[at + i]!]!
  vector.flush()
}

/** Whole numbers up to 2^53 as 64-bit integers, in two halves: a BigInt a cell would be an allocation a cell. */
function fillWhole(chunk: DuckDBDataChunk, column: number, source: Float64Array, { rows, at, count }: Pick): void {
  const vector = chunk.getColumnVector(column) as DuckDBBigIntVector
  const items = vector['items']
  const halves = new Int32Array(items.buffer, items.byteOffset, count * 2)
  for (let i = 0; i < count; i++) {
    const number = source[rows === null ? at + i : rows[at + i]!]!
    halves[2 * i] = number | 0
    halves[2 * i + 1] = Math.floor(number / 4_294_967_296)
  }
  vector.flush()
}

function fillNumber(chunk: DuckDBDataChunk, column: number, source: Float64Array, { rows, at, count }: Pick): void {
  const vector = chunk.getColumnVector(column) as DuckDBDoubleVector
  const items = vector['items']
  if (rows === null) items.set(source.subarray(at, at + count))
  else for (let i = 0; i < count; i++) items[i] = source[rows[at + i]!]!
  let absent = 0
  for (let i = 0; i < count; i++) if (Number.isNaN(items[i])) absent++
  if (absent > 0) vector['validity']['data'] = presenceOf(items)
  vector.flush()
}

/** Validity mask: a set bit is a value, NaN is none. */
function presenceOf(items: Float64Array): BigUint64Array {
  const words = new Uint32Array(2 * Math.ceil(items.length / 64)).fill(0xffffffff)
  for (let i = 0; i < items.length; i++) {
    if (Number.isNaN(items[i])) words[i >>> 5]! &= ~(1 << (i & 31))
  }
  return new BigUint64Array(words.buffer)
}

function fillSmall(chunk: DuckDBDataChunk, column: number, source: Uint8Array, { rows, at, count }: Pick): void {
  // Flags are signed and levels are not; the numbers in use are the same in both.
  const vector = chunk.getColumnVector(column) as DuckDBTinyIntVector
  const items = vector['items']
  if (rows === null) items.set(source.subarray(at, at + count))
  else for (let i = 0; i < count; i++) items[i] = source[rows[at + i]!]!
  vector.flush()
}

function fillNull(chunk: DuckDBDataChunk, column: number, _points: Points, { count }: Pick): void {
  const vector = chunk.getColumnVector(column)
  for (let i = 0; i < count; i++) vector.setItem(i, null)
  vector.flush()
}
