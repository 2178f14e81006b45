import type { DuckDBConnection } from '@duckdb/node-api'
import type { SeriesAnswer } from '../../domain/wire.ts'
import { flagColumn } from './columns.ts'
import { fileList, mayHold, readForgotten, readParts, type DuckState, type Part } from './duck-state.ts'
import { literal, quoted, rowsOf, tableOf } from './duck-sql.ts'
import type { SeriesQuery, StoredReading } from './series.ts'

/** Readings or buckets of one station's value. Runs in one transaction: sealing meanwhile is not seen. */
export function querySeries(
  state: DuckState,
  connection: DuckDBConnection,
  query: SeriesQuery,
): Promise<SeriesAnswer['points']> {
  return inSnapshot(connection, async () => {
    const source = await readingsOf(state, connection, query)
    const sql = query.everyMs === undefined ? readings(source, query) : buckets(source, query)
    const result = await connection.run(sql)
    const [times, values, flags] = await result.getColumnsJS()
    return (times ?? []).map((ts, i): [number, number | null, number] => [
      ts as number,
      values![i] as number | null,
      flags![i] as number,
    ])
  })
}

/** Runs in one transaction: what is written or sealed meanwhile is not seen. */
export async function inSnapshot<T>(connection: DuckDBConnection, read: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN TRANSACTION READ ONLY')
  try {
    return await read()
  } finally {
    await connection.run('ROLLBACK')
  }
}

/** Rows (ts, seq, v, q) of the value where it is present, live and sealed. */
async function readingsOf(state: DuckState, connection: DuckDBConnection, query: SeriesQuery): Promise<string> {
  const { kind, value, station } = query
  const forgotten = (await readForgotten(connection)).get(kind) ?? -Infinity
  const from = Math.max(query.from, forgotten)
  const parts = (await readParts(connection, { kind })).filter(
    (part) => part.minTs < query.to && part.maxTs >= from && part.names.includes(value) && mayHold(part, query.station),
  )
  const select = (source: string, start: number) => `
    SELECT ts, seq, ${quoted(value)} AS v, coalesce(${quoted(flagColumn(value))}, 0) AS q FROM ${source}
    WHERE station = ${station} AND ts >= ${start} AND ts < ${query.to} AND ${quoted(value)} IS NOT NULL`
  const live = select(tableOf(kind), query.from)
  if (parts.length === 0) return live
  const sealed = select(`read_parquet(${fileList(state.folder, parts)})`, from)
  const amended = `FROM "amended" WHERE kind = ${literal(kind)} AND value = ${literal(value)} AND station = ${station}`
  // Seldom is there one, and looking for it in a year of readings takes a third of the time.
  if ((await rowsOf(connection, `SELECT 1 ${amended} LIMIT 1`)).length === 0) return `${live} UNION ALL ${sealed}`
  return `${live} UNION ALL
    SELECT s.ts, s.seq, s.v, coalesce(a.flag, s.q) FROM (${sealed}) s
    LEFT JOIN (SELECT ts, seq, flag ${amended}) a ON a.ts = s.ts AND a.seq = s.seq`
}

const FLAG = 'CASE q WHEN 0 THEN 1 ELSE q END'

function readings(source: string, query: SeriesQuery): string {
  return `SELECT CAST(ts AS DOUBLE), v, ${FLAG} FROM (${source}) ORDER BY ts, seq LIMIT ${query.limit}`
}

/** Buckets start at whole multiples of their width since 1970, and p95 is the value of rank ⌊0.95 n + ½⌋, as InfluxDB's are. */
function buckets(source: string, query: SeriesQuery): string {
  const every = query.everyMs!
  // Before 1970 the remainder is negative.
  const bucket = query.from >= 0 ? `ts - ts % ${every}` : `ts - ((ts % ${every}) + ${every}) % ${every}`
  const good = 'FILTER (WHERE q NOT IN (4, 9))'
  const aggregate = {
    mean: `avg(v) ${good}`,
    min: `min(v) ${good}`,
    max: `max(v) ${good}`,
    count: `CAST(count(v) ${good} AS DOUBLE)`,
    p95: `list_extract(list(v ORDER BY v) ${good}, CAST(floor(0.95 * count(v) ${good} + 0.5) AS BIGINT))`,
  }[query.aggregate ?? 'mean']
  return `
    SELECT CAST(bucket AS DOUBLE), ${aggregate}, ${flagOfRank(`max(${RANK})`)}
    FROM (SELECT ${bucket} AS bucket, v, q FROM (${source}))
    GROUP BY bucket ORDER BY bucket LIMIT ${query.limit}`
}

/** Worst flag by QARTOD's precedence: 9, 2, 1, 3, 4. */
const RANK = 'CASE q WHEN 9 THEN 0 WHEN 2 THEN 1 WHEN 3 THEN 3 WHEN 4 THEN 4 ELSE 2 END'

function flagOfRank(rank: string): string {
  return `CASE ${rank} WHEN 0 THEN 9 WHEN 1 THEN 2 WHEN 2 THEN 1 WHEN 3 THEN 3 ELSE 4 END`
}

/** The newest reading of every station, of live rows and, for stations that were silent since, of sealed ones. */
export function queryLatest(state: DuckState, connection: DuckDBConnection): Promise<readonly StoredReading[]> {
  return inSnapshot(connection, async () => {
    const forgotten = await readForgotten(connection)
    const newest: StoredReading[] = []
    for (const [kind, names] of state.columns) {
      const byStation = new Map<number, StoredReading>()
      const live = await newestRows(connection, tableOf(kind), 'true')
      for (const row of live) keepNewer(byStation, readingOf(kind, names, row))
      const parts = await readParts(connection, { kind })
      await addSealed(
        { state, connection, kind, names, parts, since: forgotten.get(kind) ?? Number.MIN_SAFE_INTEGER },
        byStation,
      )
      for (const reading of byStation.values()) newest.push(reading)
    }
    return newest
  })
}

interface SealedScan {
  readonly state: DuckState
  readonly connection: DuckDBConnection
  readonly kind: string
  readonly names: readonly string[]
  readonly parts: readonly Part[]
  readonly since: number
}

async function addSealed(scan: SealedScan, byStation: Map<number, StoredReading>): Promise<void> {
  const { state, connection, kind, names, since } = scan
  const parts = scan.parts.filter((part) => part.maxTs >= since)
  if (parts.length === 0) return
  const noted = (await rowsOf(
    connection,
    `SELECT station, CAST(ts AS DOUBLE) AS ts FROM "newest" WHERE kind = ${literal(kind)}`,
  )) as { station: number; ts: number }[]
  const wanted = noted.filter(({ station, ts }) => ts >= since && !((byStation.get(station)?.ts ?? -Infinity) > ts))
  if (noted.length > 0 && wanted.length === 0) return
  const rows =
    noted.length === 0
      ? await newestRows(
          connection,
          `read_parquet(${fileList(state.folder, parts)}, union_by_name = true)`,
          `ts >= ${since}`,
        )
      : await rowsAt(state, connection, parts, wanted)
  const flags = await amendedFlags(connection, kind)
  for (const row of rows) {
    for (const [value, flag] of flags.get(identityOf(row)) ?? []) {
      row[flagColumn(value)] = flag
    }
    keepNewer(byStation, readingOf(kind, names, row))
  }
}

/** Sealed rows of these stations at these times. */
async function rowsAt(
  state: DuckState,
  connection: DuckDBConnection,
  parts: readonly Part[],
  wanted: readonly { readonly station: number; readonly ts: number }[],
): Promise<Record<string, unknown>[]> {
  const times = wanted.map(({ ts }) => ts)
  const held = parts.filter((part) =>
    wanted.some(({ station, ts }) => ts >= part.minTs && ts <= part.maxTs && mayHold(part, station)),
  )
  if (held.length === 0) return []
  const first = times.reduce((least, ts) => Math.min(least, ts), Infinity)
  const last = times.reduce((most, ts) => Math.max(most, ts), -Infinity)
  return rowsOf(
    connection,
    `SELECT t.* REPLACE (${AS_NUMBERS})
     FROM read_parquet(${fileList(state.folder, held)}, union_by_name = true) t
     JOIN (SELECT unnest([${wanted.map(({ station }) => station).join(', ')}]) AS station,
             CAST(unnest([${times.join(', ')}]) AS BIGINT) AS ts) w USING (station, ts)
     WHERE t.ts BETWEEN ${first} AND ${last}`,
  )
}

const AS_NUMBERS = `CAST(t.ts AS DOUBLE) AS ts, CAST(t.seq AS DOUBLE) AS seq,
       CAST(t.received AS DOUBLE) AS received, CAST(t.position AS DOUBLE) AS position`

function newestRows(connection: DuckDBConnection, source: string, where: string): Promise<Record<string, unknown>[]> {
  return rowsOf(
    connection,
    `SELECT t.* REPLACE (${AS_NUMBERS})
     FROM ${source} t
     JOIN (SELECT station, max(ts) AS ts FROM ${source} WHERE ${where} GROUP BY station) m USING (station, ts)`,
  )
}

async function amendedFlags(connection: DuckDBConnection, kind: string) {
  const rows = await rowsOf(
    connection,
    `SELECT value, station, CAST(ts AS DOUBLE) AS ts, CAST(seq AS DOUBLE) AS seq, flag FROM "amended"
     WHERE kind = ${literal(kind)}`,
  )
  const flags = new Map<string, [string, number][]>()
  for (const row of rows) {
    const key = identityOf(row)
    const list = flags.get(key) ?? []
    list.push([row['value'] as string, row['flag'] as number])
    flags.set(key, list)
  }
  return flags
}

function identityOf(row: Record<string, unknown>): string {
  return [row['station'], row['ts'], row['seq']].join('/')
}

function keepNewer(byStation: Map<number, StoredReading>, reading: StoredReading): void {
  const other = byStation.get(reading.station)
  if (other && (other.ts > reading.ts || (other.ts === reading.ts && other.seq >= reading.seq))) return
  byStation.set(reading.station, reading)
}

function readingOf(kind: string, names: readonly string[], row: Record<string, unknown>): StoredReading {
  const values: Record<string, number> = {}
  const flags: Record<string, number> = {}
  for (const name of names) {
    const value = row[name]
    const flag = row[flagColumn(name)]
    if (typeof value === 'number') values[name] = value
    if (typeof flag === 'number' && flag > 1) flags[name] = flag
  }
  return {
    kind,
    station: row['station'] as number,
    ts: row['ts'] as number,
    seq: row['seq'] as number,
    receivedAt: row['received'] as number,
    values,
    flags,
    index: row['idx'] as number | null,
    level: row['lvl'] as number,
  }
}

/** Rows of all kinds, live and sealed. */
export async function countRows(state: DuckState, connection: DuckDBConnection): Promise<number> {
  return inSnapshot(connection, async () => {
    let rows = 0
    for (const part of await readParts(connection)) rows += part.rows
    for (const kind of state.columns.keys()) {
      const [live] = await rowsOf(connection, `SELECT CAST(count(*) AS DOUBLE) AS n FROM ${tableOf(kind)}`)
      rows += live!['n'] as number
    }
    return rows
  })
}
