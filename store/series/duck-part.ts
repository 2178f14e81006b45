import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { checksumOf } from './checksum.ts'
import { literal, rowsOf } from './duck-sql.ts'
import { LIST, partFile, type PartKey } from './duck-state.ts'

/** Small groups keep a query from reading its neighbours: a station that reads once a minute has 1,440 rows a day, 43,200 a month. */
const ROW_GROUP = { day: 10_240, month: 40_960 } as const
/** The second form of pages has times as differences: a quarter of the bytes, and of the time to read them. */
const FORM = 'FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd'
/** Of a file that is not whole yet. */
export const UNFINISHED = '.unfinished'

/** Columns of the table `sealed`, as `describePart` gives their values. */
export const SEALED_COLUMNS =
  '(kind, day, part, names, "rows", bytes, min_ts, max_ts, crc, first_station, last_station, replaces)'

const REPLACES = 'replaces'

/** Writes rows as a sorted file, which has its name only when all of it is on the disk. */
export async function writeSorted(
  connection: DuckDBConnection,
  file: string,
  rows: string,
  span: 'day' | 'month',
  replaces: readonly string[] = [],
): Promise<void> {
  mkdirSync(dirname(file), { recursive: true })
  const notes = replaces.length === 0 ? '' : `, KV_METADATA {${REPLACES}: ${literal(replaces.join(LIST))}}`
  try {
    await connection.run(
      `COPY (${rows} ORDER BY station, ts, seq)
       TO ${literal(file + UNFINISHED)} (${FORM}, ROW_GROUP_SIZE ${ROW_GROUP[span]}${notes})`,
    )
  } catch (error) {
    rmSync(file + UNFINISHED, { force: true })
    throw error
  }
  sync(file + UNFINISHED)
  renameSync(file + UNFINISHED, file)
  sync(dirname(file))
}

/** What a finished file says itself that it took the place of. */
export async function replacedBy(connection: DuckDBConnection, file: string): Promise<readonly string[]> {
  const rows = await rowsOf(
    connection,
    `SELECT decode(value) AS value FROM parquet_kv_metadata(${literal(file)}) WHERE decode(key) = ${literal(REPLACES)}`,
  )
  const text = rows[0]?.['value']
  return typeof text === 'string' ? text.split(LIST) : []
}

/** A row of the table `sealed`, in SQL. */
export async function describePart(
  connection: DuckDBConnection,
  folder: string,
  key: PartKey,
  replaces: readonly string[],
): Promise<string> {
  const file = partFile(folder, key)
  const source = `read_parquet(${literal(file)})`
  const described = await rowsOf(connection, `DESCRIBE SELECT * FROM ${source}`)
  const names = described.map((row) => row['column_name'] as string)
  const [sums] = await rowsOf(
    connection,
    `SELECT CAST(count(*) AS DOUBLE) AS n, CAST(coalesce(min(ts), 0) AS DOUBLE) AS first, CAST(coalesce(max(ts), 0) AS DOUBLE) AS last,
       coalesce(min(station), 0) AS "firstStation", coalesce(max(station), 0) AS "lastStation" FROM ${source}`,
  )
  const { n, first, last, firstStation, lastStation } = sums as Record<string, number>
  const texts = [key.kind, key.day].map(literal).join(', ')
  const numbers = [n, statSync(file).size, first, last, await checksumOf(file), firstStation, lastStation].join(', ')
  return `(${texts}, ${key.part}, ${literal(names.join(','))}, ${numbers}, ${literal(replaces.join(LIST))})`
}

function sync(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
