import { rmSync } from 'node:fs'
import type { DuckDBConnection } from '@duckdb/node-api'
import { describePart, SEALED_COLUMNS, writeSorted } from './duck-part.ts'
import { literal, rowsOf } from './duck-sql.ts'
import {
  fileList,
  isMonth,
  nextPart,
  type Part,
  partFile,
  type PartKey,
  partName,
  readParts,
  type DuckState,
} from './duck-state.ts'

/** Sealed files of one kind and month that are to become few. */
export interface Merge {
  readonly kind: string
  /** `2026-11` */
  readonly month: string
  readonly parts: readonly Part[]
}

/** A finished file of a month, and its row of the table `sealed` in SQL. */
export interface MonthFile {
  readonly key: PartKey
  readonly row: string
}

/** What months become. */
export interface MergeOptions {
  /** Months that ended at or before this time are merged, UTC ms. */
  readonly before: number
  /** A month of no more files of days is left as it is. */
  readonly files: number
  /** Of one file of a month, about. */
  readonly rows: number
}

/** A chart of a year opens every file of the year: months that are over become one file, or a few, each with stations of its own. */
export function planMerges(state: DuckState, { before, files }: MergeOptions): readonly Merge[] {
  const merges: Merge[] = []
  for (const [of, parts] of Map.groupBy(state.parts, ({ kind, day }) => `${kind} ${day.slice(0, 7)}`)) {
    const [kind, month] = of.split(' ') as [string, string]
    const isOver = Math.max(...parts.map(({ maxTs }) => maxTs), endOf(month) - 1) < before
    if (isOver && parts.filter(({ day }) => !isMonth(day)).length > files) merges.push({ kind, month, parts })
  }
  return merges
}

/** Writes the files of a month beside those that they are to replace. Reads only, so it may run beside writes. */
export async function writeMerged(
  state: DuckState,
  connection: DuckDBConnection,
  { kind, month, parts }: Merge,
  rows: number,
): Promise<readonly MonthFile[]> {
  const source = `read_parquet(${fileList(state.folder, parts)}, union_by_name = true)`
  const counts = await rowsOf(
    connection,
    `SELECT station, CAST(count(*) AS DOUBLE) AS n FROM ${source} GROUP BY station ORDER BY station`,
  )
  const first = nextPart(state.parts, kind, month)
  const files: MonthFile[] = []
  const keys: PartKey[] = []
  const replaces = parts.map(partName)
  try {
    for (const [from, to] of spansOf(counts as { station: number; n: number }[], rows)) {
      const key = { kind, day: month, part: first + keys.length }
      keys.push(key)
      const select = `SELECT * FROM ${source} WHERE station BETWEEN ${from} AND ${to}`
      await writeSorted(connection, partFile(state.folder, key), select, 'month', replaces)
      files.push({ key, row: await describePart(connection, state.folder, key, replaces) })
    }
  } catch (error) {
    discard(state, keys)
    throw error
  }
  return files
}

/** Puts the month in the place of its days, in one transaction; answers the files that nobody needs any more. Must not overlap with writes. */
export async function recordMerged(
  state: DuckState,
  { kind, parts }: Merge,
  files: readonly MonthFile[],
): Promise<readonly string[]> {
  const { writer } = state.database
  const keys = files.map(({ key }) => key)
  const isThere = (part: Part) => state.parts.some((one) => partFile('', one) === partFile('', part))
  if (!parts.every(isThere)) {
    // One was forgotten or found damaged meanwhile.
    discard(state, keys)
    return []
  }
  await writer.run('BEGIN')
  try {
    for (const { day, part } of parts)
      await writer.run(
        `DELETE FROM "sealed" WHERE kind = ${literal(kind)} AND day = ${literal(day)} AND part = ${part}`,
      )
    await writer.run(`INSERT INTO "sealed" ${SEALED_COLUMNS} VALUES ${files.map(({ row }) => row).join(', ')}`)
    await demandSame(writer, parts, keys)
    await writer.run('COMMIT')
  } catch (error) {
    await writer.run('ROLLBACK').catch(() => {})
    discard(state, keys)
    throw error
  }
  state.parts = await readParts(writer)
  return parts.map((part) => partFile(state.folder, part))
}

/** Throws when rows were lost on the way; the days stay. */
async function demandSame(writer: DuckDBConnection, parts: readonly Part[], keys: readonly PartKey[]): Promise<void> {
  const before = parts.reduce((sum, { rows }) => sum + rows, 0)
  const written = (await readParts(writer)).filter((one) => keys.some((key) => partFile('', key) === partFile('', one)))
  const after = written.reduce((sum, { rows }) => sum + rows, 0)
  if (before !== after) throw new Error(`a month of ${before} rows became one of ${after}`)
}

function discard({ folder }: DuckState, keys: readonly PartKey[]): void {
  for (const key of keys) rmSync(partFile(folder, key), { force: true })
}

function spansOf(counts: readonly { station: number; n: number }[], most: number): (readonly [number, number])[] {
  const spans: [number, number][] = []
  let rows = Infinity
  for (const { station, n } of counts) {
    if (rows + n > most) {
      spans.push([station, station])
      rows = 0
    }
    rows += n
    spans.at(-1)![1] = station
  }
  return spans
}

function endOf(month: string): number {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return Date.UTC(year, number)
}
