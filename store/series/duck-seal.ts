import type { DuckDBConnection } from '@duckdb/node-api'
import { DAY_MS } from './day.ts'
import { noteNewest } from './duck-newest.ts'
import { describePart, SEALED_COLUMNS, writeSorted } from './duck-part.ts'
import { literal, rowsOf, tableOf } from './duck-sql.ts'
import { nextPart, partFile, type PartKey, readForgotten, readParts, type DuckState } from './duck-state.ts'

export interface SealOptions {
  /** Days that end at or before this time are sealed, UTC ms. */
  readonly before: number
  /** Rows of one step, and so of one file: what bounds how long writes wait. */
  readonly stepRows: number
  /** A day that is sealed already gets a further file only for so many late rows. */
  readonly lateRows: number
}

/** Live rows of one kind, day and span of stations (inclusive) that are to become one file. */
export interface SealStep {
  readonly kind: string
  readonly dayStart: number
  readonly firstStation: number
  readonly lastStation: number
}

/** What there is to seal. Reads only, so it may run beside writes. */
export async function planSeals(
  state: DuckState,
  connection: DuckDBConnection,
  options: SealOptions,
): Promise<readonly SealStep[]> {
  const until = Math.floor(options.before / DAY_MS) * DAY_MS
  const steps: SealStep[] = []
  for (const kind of state.columns.keys()) {
    const counts = await rowsOf(
      connection,
      `SELECT CAST(ts - ((ts % ${DAY_MS}) + ${DAY_MS}) % ${DAY_MS} AS DOUBLE) AS "dayStart", station,
         CAST(count(*) AS DOUBLE) AS n
       FROM ${tableOf(kind)} WHERE ts < ${until} GROUP BY ALL ORDER BY ALL`,
    )
    const days = Map.groupBy(counts, (row) => row['dayStart'] as number)
    for (const [dayStart, stations] of days) {
      const total = stations.reduce((sum, row) => sum + (row['n'] as number), 0)
      const day = dayOf(dayStart)
      const isSealed = state.parts.some(
        (part) => part.kind === kind && (part.day === day || day.startsWith(`${part.day}-`)),
      )
      if (isSealed && total < options.lateRows) continue
      steps.push(...spansOf(kind, dayStart, stations, options.stepRows))
    }
  }
  return steps
}

function spansOf(kind: string, dayStart: number, stations: readonly Record<string, unknown>[], stepRows: number) {
  const steps: SealStep[] = []
  let rows = 0
  let firstStation: number | null = null
  for (const [index, row] of stations.entries()) {
    firstStation ??= row['station'] as number
    rows += row['n'] as number
    const next = stations[index + 1]
    if (next === undefined || rows + (next['n'] as number) > stepRows) {
      steps.push({ kind, dayStart, firstStation, lastStation: row['station'] as number })
      rows = 0
      firstStation = null
    }
  }
  return steps
}

export function dayOf(ts: number): string {
  return new Date(ts).toISOString().slice(0, 10)
}

/**
 * Turns live rows into a sorted file. Safe against a crash at any point: the file is complete before it has its name,
 * and one transaction records it and deletes the rows; a named file without record is taken up at the next start.
 * Must not overlap with writes.
 */
export async function sealStep(state: DuckState, step: SealStep): Promise<void> {
  const { kind, dayStart } = step
  const day = dayOf(dayStart)
  const part = nextPart(state.parts, kind, day)
  const file = partFile(state.folder, { kind, day, part })
  const { writer } = state.database
  const rows = `ts >= ${dayStart} AND ts < ${dayStart + DAY_MS}
    AND station BETWEEN ${step.firstStation} AND ${step.lastStation}`
  await writeSorted(writer, file, `SELECT * FROM ${tableOf(kind)} WHERE ${rows}`, 'day')
  await adopt(state, { kind, day, part }, `DELETE FROM ${tableOf(kind)} WHERE ${rows}`)
}

/** Records a finished file and deletes its rows from the live table, in one transaction. */
export async function adopt(
  state: DuckState,
  key: PartKey,
  deletion: string,
  replaces: readonly string[] = [],
): Promise<void> {
  const { writer } = state.database
  const file = partFile(state.folder, key)
  const source = `read_parquet(${literal(file)})`
  const values = await describePart(writer, state.folder, key, replaces)
  await writer.run('BEGIN')
  try {
    await writer.run(`INSERT INTO "sealed" ${SEALED_COLUMNS} VALUES ${values}`)
    await writer.run(deletion)
    await noteNewest(writer, key.kind, source)
    await writer.run(`UPDATE "position" SET used = greatest(used, (SELECT max(position) + 1 FROM ${source}))`)
    await writer.run('COMMIT')
  } catch (error) {
    await writer.run('ROLLBACK').catch(() => {})
    throw error
  }
  const [position] = await rowsOf(writer, 'SELECT CAST(used AS DOUBLE) AS used FROM "position"')
  state.used = position!['used'] as number
  state.parts = await readParts(writer)
}

/** Forgets a kind's readings before a time; answers the files that nobody needs any more. */
export async function forgetBefore(state: DuckState, kind: string, before: number): Promise<readonly string[]> {
  if (!state.columns.has(kind)) return []
  const { writer } = state.database
  const of = `kind = ${literal(kind)}`
  const gone = state.parts.filter((part) => part.kind === kind && part.maxTs < before)
  await writer.run('BEGIN')
  try {
    await writer.run(`DELETE FROM ${tableOf(kind)} WHERE ts < ${before}`)
    await writer.run(`DELETE FROM "amended" WHERE ${of} AND ts < ${before}`)
    await writer.run(`DELETE FROM "sealed" WHERE ${of} AND max_ts < ${before}`)
    await writer.run(`DELETE FROM "forgotten" WHERE ${of}`)
    const bound = Math.max(before, state.forgotten.get(kind) ?? Number.MIN_SAFE_INTEGER)
    await writer.run(`INSERT INTO "forgotten" VALUES (${literal(kind)}, ${bound})`)
    await writer.run('COMMIT')
  } catch (error) {
    await writer.run('ROLLBACK').catch(() => {})
    throw error
  }
  state.parts = await readParts(writer)
  state.forgotten = await readForgotten(writer)
  return gone.map((part) => partFile(state.folder, part))
}
