import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { DAY_MS } from './day.ts'
import type { StoreLoss } from './series.ts'
import { isNoRoom } from './duck-database.ts'
import { checksumOf } from './checksum.ts'
import { dropPart, faultOf, quarantinePart } from './duck-scrub.ts'
import { literal, rowsOf, tableOf } from './duck-sql.ts'
import { partFile, readForgotten, readParts, type DuckState, type Part } from './duck-state.ts'

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
      const isSealed = state.parts.some((part) => part.kind === kind && part.day === dayOf(dayStart))
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
  const part = 1 + Math.max(0, ...state.parts.filter((p) => p.kind === kind && p.day === day).map((p) => p.part))
  const file = partFile(state.folder, { kind, day, part })
  const { writer } = state.database
  const rows = `ts >= ${dayStart} AND ts < ${dayStart + DAY_MS}
    AND station BETWEEN ${step.firstStation} AND ${step.lastStation}`
  mkdirSync(dirname(file), { recursive: true })
  try {
    await writer.run(
      `COPY (SELECT * FROM ${tableOf(kind)} WHERE ${rows} ORDER BY station, ts, seq)
       TO ${literal(file + UNFINISHED)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP})`,
    )
  } catch (error) {
    rmSync(file + UNFINISHED, { force: true })
    throw error
  }
  sync(file + UNFINISHED)
  renameSync(file + UNFINISHED, file)
  sync(dirname(file))
  await adopt(state, { kind, day, part }, `DELETE FROM ${tableOf(kind)} WHERE ${rows}`)
}

/** A station's day is a few thousand rows: small groups keep a query from reading its neighbours. */
const ROW_GROUP = 20_480
const UNFINISHED = '.unfinished'
/** Of a start, for the checksums of sealed files. */
const CHECK_MS = 3_000

function sync(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Records a finished file and deletes its rows from the live table, in one transaction. */
async function adopt(state: DuckState, of: Pick<Part, 'kind' | 'day' | 'part'>, deletion: string): Promise<void> {
  const { writer } = state.database
  const file = partFile(state.folder, of)
  const source = `read_parquet(${literal(file)})`
  const crc = await checksumOf(file)
  const described = await rowsOf(writer, `DESCRIBE SELECT * FROM ${source}`)
  const names = described.map((row) => row['column_name'] as string)
  await writer.run('BEGIN')
  try {
    await writer.run(
      `INSERT INTO "sealed" SELECT ${literal(of.kind)}, ${literal(of.day)}, ${of.part}, ${literal(names.join(','))},
         count(*), ${statSync(file).size}, coalesce(min(ts), 0), coalesce(max(ts), 0), ${crc} FROM ${source}`,
    )
    await writer.run(deletion)
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

type OnDamage = (detail: string, loss?: StoreLoss) => void

/**
 * Makes folder and records agree after a crash or a damaged database: unfinished files go, a finished file without
 * record is taken up and its rows leave the live table, a recorded file that is missing or cut is reported.
 */
export async function reconcileSealed(state: DuckState, at: Date, onDamage: OnDamage): Promise<void> {
  const until = performance.now() + CHECK_MS
  for (const part of state.parts.toSorted((a, b) => b.maxTs - a.maxTs)) {
    // What there is no time for now is compared while the city runs.
    const fault = await faultOf(state.folder, performance.now() < until ? part : { ...part, crc: null })
    if (fault !== null) onDamage(...(await dropPart(state, part, fault, at)))
  }
  state.parts = await readParts(state.database.writer)
  for (const kind of state.columns.keys()) {
    const folder = join(state.folder, 'sealed', kind)
    if (!existsSync(folder)) continue
    for (const name of readdirSync(folder)) await reconcileFile(state, { kind, name, at }, onDamage)
  }
}

async function reconcileFile(
  state: DuckState,
  { kind, name, at }: { readonly kind: string; readonly name: string; readonly at: Date },
  onDamage: OnDamage,
) {
  const file = join(state.folder, 'sealed', kind, name)
  if (name.endsWith(UNFINISHED)) return rmSync(file, { force: true })
  const match = /^(\d{4}-\d{2}-\d{2})(?:-(\d+))?\.parquet$/.exec(name)
  if (!match) return
  const of = { kind, day: match[1]!, part: Number(match[2] ?? 1) }
  if (state.parts.some((part) => part.kind === kind && part.day === of.day && part.part === of.part)) return
  const forgotten = state.forgotten.get(kind)
  if (forgotten !== undefined && Date.parse(of.day) + DAY_MS <= forgotten) return rmSync(file, { force: true })
  try {
    await state.database.writer.run(`SELECT bit_xor(hash(COLUMNS(*))) FROM read_parquet(${literal(file)})`)
    await adopt(
      state,
      of,
      `DELETE FROM ${tableOf(kind)} t USING read_parquet(${literal(file)}) s
       WHERE t.station = s.station AND t.ts = s.ts AND t.seq = s.seq`,
    )
  } catch (error) {
    if (isNoRoom((error as Error).message)) throw error
    onDamage(
      `${file} cannot be read (${(error as Error).message}); it was moved to ${quarantinePart(state.folder, of, at)}`,
    )
  }
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
