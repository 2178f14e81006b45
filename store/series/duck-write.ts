import { BIGINT, DuckDBDataChunk, INTEGER, type DuckDBConnection } from '@duckdb/node-api'
import type { Amendment, Points } from '../../domain/points.ts'
import { flagColumn } from './columns.ts'
import { APPEND, byKind, COMPARE, judgeRows, REPEATED, rowsWith } from './doubtful.ts'
import { openPointsAppender, type PointsAppender } from './duck-append.ts'
import { literal, quoted, rowsOf, tableOf } from './duck-sql.ts'
import { fileList, type DuckState } from './duck-state.ts'
import type { Duplicate, Write } from './series.ts'

/** Carries out writes in order as one transaction, position included. Answers the duplicates of each. */
export type WriteAll = (writes: readonly Write[]) => Promise<readonly (readonly Duplicate[])[]>

export function makeWriter(state: DuckState): WriteAll {
  const { writer } = state.database
  const appenders = new Map<string, PointsAppender>()

  const appenderOf = async (kind: string) => {
    const open = appenders.get(kind)
    if (open) return open
    const described = await rowsOf(writer, `DESCRIBE ${tableOf(kind)}`)
    const columns = described.map((row) => row['column_name'] as string)
    const appender = await openPointsAppender(writer, kind, columns)
    appenders.set(kind, appender)
    return appender
  }

  const writeOne = async (write: Write) => {
    const duplicates: Duplicate[] = []
    for (const [kind, batches] of byKind(write.points)) {
      const verdicts = judgeRows(batches, state.used)
      await dropStored(state, kind, batches, verdicts)
      const appender = await appenderOf(kind)
      for (const [index, points] of batches.entries()) {
        const verdict = verdicts[index]!
        appender.append(points, verdict === null ? null : rowsWith(verdict, APPEND))
        if (verdict !== null) collect(duplicates, points, verdict)
      }
      appender.flush()
    }
    await amend(state, write.amendments)
    return duplicates
  }

  return async (writes) => {
    const durable = Math.max(state.durable, ...writes.map((write) => write.to))
    const used = Math.max(state.used, durable)
    await writer.run('BEGIN')
    try {
      const answers: (readonly Duplicate[])[] = []
      for (const write of writes) answers.push(await writeOne(write))
      await writer.run(`UPDATE "position" SET durable = ${durable}, used = ${used}`)
      await writer.run('COMMIT')
      state.durable = durable
      state.used = used
      return answers
    } catch (error) {
      for (const appender of appenders.values()) discard(appender)
      appenders.clear()
      await writer.run('ROLLBACK').catch(() => {})
      throw error
    }
  }
}

function discard(appender: PointsAppender): void {
  try {
    appender.discard()
  } catch {
    // One whose flush has failed says so again here; the failure itself is on its way to the caller.
  }
}

function collect(duplicates: Duplicate[], points: Points, verdict: Uint8Array): void {
  for (const row of rowsWith(verdict, REPEATED)) {
    duplicates.push({ station: points.station[row]!, receivedAt: points.receivedAt[row]! })
  }
}

/** A replayed row: stored already under its own position, so it is neither written nor a duplicate. */
const REPLAYED = 3

/** Turns every COMPARE into what the store says of it: append, repeated, or replayed. */
async function dropStored(
  state: DuckState,
  kind: string,
  batches: readonly Points[],
  verdicts: readonly (Uint8Array | null)[],
): Promise<void> {
  const doubts: { readonly points: Points; readonly verdict: Uint8Array; readonly row: number }[] = []
  let from = Infinity
  let to = -Infinity
  for (const [index, points] of batches.entries()) {
    const verdict = verdicts[index]!
    if (verdict === null) continue
    for (const row of rowsWith(verdict, COMPARE)) {
      doubts.push({ points, verdict, row })
      verdict[row] = APPEND
      from = Math.min(from, points.ts[row]!)
      to = Math.max(to, points.ts[row]!)
    }
  }
  if (doubts.length === 0) return
  await stage(
    state.database.writer,
    doubts.map(({ points, row }) => [points.station[row]!, points.ts[row]!, points.seq[row]!]),
  )
  const stored = await rowsOf(
    state.database.writer,
    `SELECT d.n AS n, CAST(t.position AS DOUBLE) AS position
     FROM temp.doubt d JOIN (${storedIdentities(state, kind, from, to)}) t USING (station, ts, seq)`,
  )
  for (const match of stored) {
    const { points, verdict, row } = doubts[match['n'] as number]!
    verdict[row] = match['position'] === points.position[row] ? REPLAYED : REPEATED
  }
}

/** Live and sealed identities between two times, both inclusive. */
function storedIdentities(state: DuckState, kind: string, from: number, to: number): string {
  const start = Math.max(from, state.forgotten.get(kind) ?? -Infinity)
  const parts = state.parts.filter((part) => part.kind === kind && part.minTs <= to && part.maxTs >= start)
  const select = (source: string) =>
    `SELECT station, ts, seq, position FROM ${source} WHERE ts BETWEEN ${start} AND ${to}`
  const live = select(tableOf(kind))
  return parts.length === 0 ? live : `${live} UNION ALL ${select(`read_parquet(${fileList(state.folder, parts)})`)}`
}

const STAGE_ROWS = 2048
const STAGE_TYPES = [INTEGER, INTEGER, BIGINT, BIGINT] as const

async function stage(writer: DuckDBConnection, identities: readonly (readonly [number, number, number])[]) {
  await writer.run('CREATE OR REPLACE TEMP TABLE doubt (n INTEGER, station INTEGER, ts BIGINT, seq BIGINT)')
  const appender = await writer.createAppender('doubt', 'main', 'temp')
  for (let at = 0; at < identities.length; at += STAGE_ROWS) {
    const some = identities.slice(at, at + STAGE_ROWS)
    const chunk = DuckDBDataChunk.create(STAGE_TYPES)
    chunk.setColumns([
      some.map((_, index) => at + index),
      some.map(([station]) => station),
      some.map(([, ts]) => BigInt(ts)),
      some.map(([, , seq]) => BigInt(seq)),
    ])
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
}

/** Changes flags in place; those of sealed rows are kept beside the files and laid over them by every query. */
async function amend(state: DuckState, amendments: readonly Amendment[]): Promise<void> {
  for (const { kind, value, tuples, from, to } of groupsOf(amendments)) {
    if (!state.columns.get(kind)?.includes(value)) continue
    const list = `(VALUES ${tuples.join(', ')}) a(station, ts, seq, flag)`
    const same = (other: string) =>
      `${other}.station = a.station AND ${other}.ts = a.ts AND ${other}.seq = a.seq AND ${other}.ts BETWEEN ${from} AND ${to}`
    await state.database.writer.run(
      `UPDATE ${tableOf(kind)} t SET ${quoted(flagColumn(value))} = a.flag FROM ${list} WHERE ${same('t')}`,
    )
    if (!state.parts.some((part) => part.kind === kind && part.minTs <= to && part.maxTs >= from)) continue
    const of = `o.kind = ${literal(kind)} AND o.value = ${literal(value)}`
    await state.database.writer.run(`DELETE FROM "amended" o USING ${list} WHERE ${of} AND ${same('o')}`)
    await state.database.writer.run(
      `INSERT INTO "amended" SELECT ${literal(kind)}, ${literal(value)}, a.station, a.ts, a.seq, a.flag FROM ${list}`,
    )
  }
}

const AMENDMENTS_A_STATEMENT = 1000

function groupsOf(amendments: readonly Amendment[]) {
  const newest = new Map<string, Amendment>()
  for (const a of amendments) newest.set([a.kind, a.value, a.station, a.ts, a.seq].join('\n'), a)
  const groups = new Map<string, Amendment[]>()
  for (const a of newest.values()) {
    const key = `${a.kind}\n${a.value}`
    const group = groups.get(key)
    if (group) group.push(a)
    else groups.set(key, [a])
  }
  return [...groups.values()].flatMap((group) => {
    const slices: Amendment[][] = []
    for (let at = 0; at < group.length; at += AMENDMENTS_A_STATEMENT) {
      slices.push(group.slice(at, at + AMENDMENTS_A_STATEMENT))
    }
    return slices.map((slice) => ({
      kind: slice[0]!.kind,
      value: slice[0]!.value,
      tuples: slice.map((a) => `(${a.station}, ${BigInt(a.ts)}, ${BigInt(a.seq)}, ${a.flag})`),
      from: Math.min(...slice.map((a) => a.ts)),
      to: Math.max(...slice.map((a) => a.ts)),
    }))
  })
}
