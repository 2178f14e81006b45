import type { DuckDBConnection } from '@duckdb/node-api'
import { flagColumn } from './columns.ts'
import { inSnapshot } from './duck-query.ts'
import { literal, quoted, tableOf } from './duck-sql.ts'
import { fileList, readForgotten, readParts, type DuckState } from './duck-state.ts'
import type { NewestQuery, NewestReadings } from './series.ts'

/** Newest readings of every station of a kind, one a bucket where a width is given. */
export function queryNewest(
  state: DuckState,
  connection: DuckDBConnection,
  query: NewestQuery,
): Promise<NewestReadings> {
  return inSnapshot(connection, async () => {
    const source = await readingsOfKind(state, connection, query)
    const { everyMs, limit } = query
    const bucket = everyMs === undefined ? '0' : `ts - ((ts % ${everyMs}) + ${everyMs}) % ${everyMs}`
    const newest = (column: string) => `arg_max(${column}, {'ts': ts, 'seq': seq})`
    const at = everyMs === undefined ? 'max(ts)' : 'bucket'
    const result = await connection.run(`
      SELECT station, CAST(${at} AS DOUBLE), ${newest('v')}, CAST(${newest('q')} AS INTEGER), CAST(${newest('l')} AS INTEGER)
      FROM (SELECT *, ${bucket} AS bucket FROM (${source})) GROUP BY station, bucket ORDER BY station, bucket LIMIT ${limit}`)
    const [station = [], times = [], value = [], flag = [], level = []] = await result.getColumnsJS()
    return { station, at: times, value, flag, level } as unknown as NewestReadings
  })
}

/** Rows (station, ts, seq, v, q, l) of a value where it is present, live and sealed. */
async function readingsOfKind(state: DuckState, connection: DuckDBConnection, query: NewestQuery): Promise<string> {
  const { kind, value } = query
  const forgotten = (await readForgotten(connection)).get(kind) ?? -Infinity
  const from = Math.max(query.from, forgotten)
  const parts = (await readParts(connection, { kind })).filter(
    (part) => part.minTs < query.to && part.maxTs >= from && part.names.includes(value),
  )
  const flag = `CASE WHEN coalesce(${quoted(flagColumn(value))}, 0) = 0 THEN 1 ELSE ${quoted(flagColumn(value))} END`
  const select = (source: string, start: number) => `
    SELECT station, ts, seq, ${quoted(value)} AS v, ${flag} AS q, coalesce(lvl, 0) AS l FROM ${source}
    WHERE ts >= ${start} AND ts < ${query.to} AND ${quoted(value)} IS NOT NULL`
  const live = select(tableOf(kind), query.from)
  if (parts.length === 0) return live
  return `${live} UNION ALL
    SELECT s.station, s.ts, s.seq, s.v, coalesce(a.flag, s.q), s.l
    FROM (${select(`read_parquet(${fileList(state.folder, parts)}, union_by_name = true)`, from)}) s
    LEFT JOIN (
      SELECT station, ts, seq, flag FROM "amended"
      WHERE kind = ${literal(kind)} AND value = ${literal(value)} AND ts >= ${query.from} AND ts < ${query.to}
    ) a ON a.station = s.station AND a.ts = s.ts AND a.seq = s.seq`
}
