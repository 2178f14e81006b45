import { flagColumn } from './columns.ts'
import { spanOf } from './influx-query.ts'
import { identifier, type InfluxTransport } from './influx-transport.ts'
import type { NewestQuery, NewestReadings } from './series.ts'

interface Row {
  readonly station: number
  readonly at: number
  readonly value: number
  readonly flag: number
  readonly level: number
}

/** Newest readings of every station of a kind, one a bucket where a width is given; a selector brings its point's other fields along. */
export async function queryNewest(
  transport: InfluxTransport,
  query: NewestQuery,
  numberOf: (id: string) => number | undefined,
): Promise<NewestReadings> {
  const { kind, value, from, to, everyMs, limit } = query
  const groups = everyMs === undefined ? '"station"' : `time(${everyMs}ms), "station" fill(none)`
  const [tables = []] = await transport.ask([
    `SELECT last(${identifier(value)}) AS v, ${identifier(flagColumn(value))} AS q, "lvl" AS l
     FROM ${identifier(kind)} WHERE ${spanOf(from, to)} GROUP BY ${groups}`,
  ])
  const rows: Row[] = []
  for (const { tags, values } of tables) {
    const station = numberOf(tags?.['station'] ?? '')
    if (station === undefined) continue
    for (const [at, v, q, l] of values) {
      if (typeof v !== 'number') continue
      const flag = typeof q === 'number' && q > 1 ? q : 1
      rows.push({ station, at: at as number, value: v, flag, level: typeof l === 'number' ? l : 0 })
    }
  }
  rows.sort((a, b) => a.station - b.station || a.at - b.at)
  const kept = rows.slice(0, limit)
  return {
    station: kept.map((row) => row.station),
    at: kept.map((row) => row.at),
    value: kept.map((row) => row.value),
    flag: kept.map((row) => row.flag),
    level: kept.map((row) => row.level),
  }
}
