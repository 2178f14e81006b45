import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { DuckDatabase } from './duck-database.ts'
import { literal, rowsOf } from './duck-sql.ts'

/** One sealed file: readings of one kind and day or month, sorted by station and time. */
export interface Part {
  readonly kind: string
  /** UTC day, `2026-11-23`, or month, `2026-11`. */
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
  /** The stations in it, by number; null when nobody wrote them down. */
  readonly firstStation: number | null
  readonly lastStation: number | null
  /** Names of the files that it took the place of. */
  readonly replaces: readonly string[]
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
      CAST(min_ts AS DOUBLE) AS "minTs", CAST(max_ts AS DOUBLE) AS "maxTs", CAST(crc AS DOUBLE) AS crc,
      first_station AS "firstStation", last_station AS "lastStation", replaces
     FROM ${database === undefined ? '' : `${database}.main.`}"sealed" ${kind === undefined ? '' : `WHERE kind = ${literal(kind)}`} ORDER BY kind, day, part`,
  )
  return rows.map((row) => ({
    ...(row as unknown as Part),
    names: (row['names'] as string).split(','),
    replaces: listed(row['replaces']),
  }))
}

export async function readForgotten(connection: DuckDBConnection): Promise<ReadonlyMap<string, number>> {
  const rows = await rowsOf(connection, 'SELECT kind, CAST(before AS DOUBLE) AS before FROM "forgotten"')
  return new Map(rows.map((row) => [row['kind'] as string, row['before'] as number]))
}

/** What identifies a sealed file. */
export type PartKey = Pick<Part, 'kind' | 'day' | 'part'>

/** `2026-11-23-2.parquet`, where the first part of a day has no number, or `2026-11-m1.parquet`. */
export function partName({ day, part }: PartKey): string {
  if (isMonth(day)) return `${day}-m${part}.parquet`
  return part === 1 ? `${day}.parquet` : `${day}-${part}.parquet`
}

export function partFile(folder: string, key: PartKey): string {
  return join(folder, 'sealed', key.kind, partName(key))
}

const NAME = /^(?<month>\d{4}-\d{2})(?:-m(?<ofMonth>\d+)|(?<day>-\d{2})(?:-(?<ofDay>\d+))?)\.parquet$/

/** What a file of this name is; null when it is none of ours. */
export function partNamed(kind: string, name: string): PartKey | null {
  const { month, ofMonth, day, ofDay } = NAME.exec(name)?.groups ?? {}
  if (month === undefined) return null
  return ofMonth === undefined
    ? { kind, day: `${month}${day}`, part: Number(ofDay ?? 1) }
    : { kind, day: month, part: Number(ofMonth) }
}

/** A number that no file of this day or month has had, so that one that is still to be deleted never meets a new one. */
export function nextPart(parts: readonly Part[], kind: string, day: string): number {
  const numbers = parts
    .flatMap((part) =>
      part.kind === kind ? [part, ...part.replaces.flatMap((name) => partNamed(kind, name) ?? [])] : [],
    )
    .filter((key) => key.day === day)
    .map(({ part }) => part)
  return 1 + Math.max(0, ...numbers)
}

export function isMonth(day: string): boolean {
  return day.length === 'yyyy-mm'.length
}

/** Whether a part may hold readings of a station. */
export function mayHold({ firstStation, lastStation }: Part, station: number): boolean {
  return firstStation === null || lastStation === null || (station >= firstStation && station <= lastStation)
}

/** File names as one text, and back. */
export const LIST = ' '

function listed(text: unknown): readonly string[] {
  return typeof text === 'string' && text !== '' ? text.split(LIST) : []
}

/** SQL list of the files for `read_parquet`. */
export function fileList(folder: string, parts: readonly Part[]): string {
  return `[${parts.map((part) => literal(partFile(folder, part))).join(', ')}]`
}
