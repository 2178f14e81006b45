import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { DuckDatabase } from './duck-database.ts'
import { literal, rowsOf } from './duck-sql.ts'

/** One sealed file: readings of one kind and day, sorted by station and time. */
export interface Part {
  readonly kind: string
  /** UTC day, `2026-11-23`. */
  readonly day: string
  readonly part: number
  /** Values that the file has columns for. */
  readonly names: readonly string[]
  readonly rows: number
  readonly bytes: number
  readonly minTs: number
  readonly maxTs: number
  /** CRC-32 of the file; null for one that was sealed without. */
  readonly crc: number | null
}

/** What the worker knows of its database; changed only by writes and sealing, which never overlap. */
export interface DuckState {
  readonly folder: string
  readonly database: DuckDatabase
  readonly columns: ReadonlyMap<string, readonly string[]>
  /** Numbers whose id stands in the table `station`. */
  readonly named: Set<number>
  parts: readonly Part[]
  /** By kind: nothing older is shown, although a sealed file may still hold it. */
  forgotten: ReadonlyMap<string, number>
  durable: number
  used: number
}

export async function loadState(
  database: DuckDatabase,
  folder: string,
  columns: DuckState['columns'],
): Promise<DuckState> {
  const { writer } = database
  const [position] = await rowsOf(
    writer,
    'SELECT CAST(durable AS DOUBLE) AS durable, CAST(used AS DOUBLE) AS used FROM "position"',
  )
  const stations = await rowsOf(writer, 'SELECT number FROM "station"')
  return {
    folder,
    database,
    columns,
    named: new Set(stations.map((row) => row['number'] as number)),
    parts: await readParts(writer),
    forgotten: await readForgotten(writer),
    durable: position!['durable'] as number,
    used: position!['used'] as number,
  }
}

/** The sealed files as the connection's transaction sees them. */
export async function readParts(
  connection: DuckDBConnection,
  of: { readonly kind?: string; readonly database?: string } = {},
): Promise<readonly Part[]> {
  const { kind, database } = of
  const rows = await rowsOf(
    connection,
    `SELECT kind, day, part, names, CAST("rows" AS DOUBLE) AS "rows", CAST(bytes AS DOUBLE) AS bytes,
      CAST(min_ts AS DOUBLE) AS "minTs", CAST(max_ts AS DOUBLE) AS "maxTs", CAST(crc AS DOUBLE) AS crc
     FROM ${database === undefined ? '' : `${database}.main.`}"sealed" ${kind === undefined ? '' : `WHERE kind = ${literal(kind)}`} ORDER BY kind, day, part`,
  )
  return rows.map((row) => ({ ...(row as unknown as Part), names: (row['names'] as string).split(',') }))
}

export async function readForgotten(connection: DuckDBConnection): Promise<ReadonlyMap<string, number>> {
  const rows = await rowsOf(connection, 'SELECT kind, CAST(before AS DOUBLE) AS before FROM "forgotten"')
  return new Map(rows.map((row) => [row['kind'] as string, row['before'] as number]))
}

/** `air/2026-11-23-2.parquet`; the first part of a day has no number. */
export function partFile(folder: string, part: Pick<Part, 'kind' | 'day' | 'part'>): string {
  const number = part.part === 1 ? '' : `-${part.part}`
  return join(folder, 'sealed', part.kind, `${part.day}${number}.parquet`)
}

/** SQL list of the files for `read_parquet`. */
export function fileList(folder: string, parts: readonly Part[]): string {
  return `[${parts.map((part) => literal(partFile(folder, part))).join(', ')}]`
}
