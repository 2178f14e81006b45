import type { SeriesAnswer } from '../../domain/wire.ts'
import { flagColumn } from './columns.ts'
import { identifier, text, type InfluxTransport, type Table } from './influx-transport.ts'
import type { SeriesQuery, StoredReading } from './series.ts'

type Point = [number, number | null, number]

/** Rows of one answer: the client joins an answer's pieces at a cost that grows with its square. */
const ROWS_A_PAGE = 10_000
/** The times that InfluxDB can hold, ms: 64 bits of nanoseconds. */
const MAX_TIME = 9_223_372_036_000

/** Readings or buckets of one station's value. */
export async function querySeries(
  transport: InfluxTransport,
  station: string,
  query: SeriesQuery,
): Promise<SeriesAnswer['points']> {
  const source = sourceOf(station, query)
  return query.everyMs === undefined
    ? readings(transport, source, query.limit)
    : buckets(transport, source, { ...query, everyMs: query.everyMs })
}

interface Source {
  readonly value: string
  readonly flag: string
  /** FROM and WHERE of a span within the query's. */
  readonly within: (from: number, to: number) => string
  readonly all: string
}

function sourceOf(station: string, query: SeriesQuery): Source {
  const within = (from: number, to: number) =>
    `FROM ${identifier(query.kind)} WHERE "station" = ${text(station)} AND ${spanOf(
      Math.max(query.from, from),
      Math.min(query.to, to),
    )}`
  return {
    value: identifier(query.value),
    flag: identifier(flagColumn(query.value)),
    within,
    all: within(-MAX_TIME, MAX_TIME),
  }
}

/** Condition of a span, as far as InfluxDB's times reach. */
export function spanOf(from: number, to: number): string {
  const clamp = (ms: number) => Math.min(Math.max(ms, -MAX_TIME), MAX_TIME)
  return `time >= ${clamp(from)}ms AND time < ${clamp(to)}ms`
}

async function readings(transport: InfluxTransport, source: Source, limit: number, span = source.all) {
  const points: Point[] = []
  for (let offset = 0; points.length < limit; offset += ROWS_A_PAGE) {
    const page = `LIMIT ${ROWS_A_PAGE} OFFSET ${offset}`
    const [tables] = await transport.ask([`SELECT ${source.value}, ${source.flag} ${span} ${page}`])
    const rows = tables?.[0]?.values ?? []
    for (const [ts, value, flag] of rows) {
      if (typeof value === 'number' && points.length < limit) points.push([ts as number, value, flagOf(flag)])
    }
    if (rows.length < ROWS_A_PAGE) break
  }
  return points
}

function flagOf(flag: unknown): number {
  return typeof flag === 'number' && flag > 1 ? flag : 1
}

/**
 * InfluxQL cannot say "flag is not 4": a comparison with a missing field is false. So the server aggregates everything
 * and counts each flag; buckets with failed values, which are few, are read and aggregated here.
 */
async function buckets(transport: InfluxTransport, source: Source, query: SeriesQuery & { readonly everyMs: number }) {
  const { aggregate = 'mean', limit, everyMs } = query
  const grouped = `GROUP BY time(${everyMs}ms) fill(none) LIMIT ${limit}`
  const v = source.value
  const call = aggregate === 'p95' ? `percentile(${v}, 95)` : `${aggregate}(${v})`
  const answers = await transport.ask([
    `SELECT count(${v}) AS n, ${call} AS a ${source.all} ${grouped}`,
    ...COUNTED.map((flag) => `SELECT count(${v}) AS n ${source.all} AND ${source.flag} = ${flag} ${grouped}`),
  ])
  const counts = COUNTED.map((_, i) => new Map(rowsOf(answers[i + 1]).map(([ts, n]) => [ts as number, n as number])))
  const tainted: { readonly point: Point; readonly n: number }[] = []
  const points = rowsOf(answers[0]).map(([ts, n, a]): Point => {
    const [n2, n3, n4, n9] = counts.map((count) => count.get(ts as number) ?? 0) as [number, number, number, number]
    const total = n as number
    const good = total - n4 - n9
    const flag = n4 > 0 ? 4 : n3 > 0 ? 3 : good > n2 ? 1 : n2 > 0 ? 2 : 9
    const point: Point = [ts as number, aggregate === 'count' ? good : good > 0 ? (a as number) : null, flag]
    if (good > 0 && good < total && aggregate !== 'count') tainted.push({ point, n: total })
    return point
  })
  await amendBuckets(transport, source, query, tainted)
  return points
}

/** QARTOD flags in the order in which they are counted. */
const COUNTED = [2, 3, 4, 9] as const

function rowsOf(tables: readonly Table[] | undefined): Table['values'] {
  return tables?.[0]?.values ?? []
}

/** Reads the buckets that hold failed values, neighbours together, and aggregates the rest of their values. */
async function amendBuckets(
  transport: InfluxTransport,
  source: Source,
  query: SeriesQuery & { readonly everyMs: number },
  tainted: readonly { readonly point: Point; readonly n: number }[],
): Promise<void> {
  for (let at = 0; at < tainted.length; ) {
    let end = at + 1
    let rows = tainted[at]!.n
    while (end < tainted.length && tainted[end]!.point[0] === tainted[end - 1]!.point[0] + query.everyMs) {
      rows += tainted[end]!.n
      if (rows > ROWS_A_PAGE) break
      end++
    }
    const first = tainted[at]!.point[0]
    const last = tainted[end - 1]!.point[0]
    const found = await readings(transport, source, Infinity, source.within(first, last + query.everyMs))
    for (; at < end; at++) {
      const { point } = tainted[at]!
      const good = found.filter(
        ([ts, , flag]) => ts >= point[0] && ts < point[0] + query.everyMs && flag !== 4 && flag !== 9,
      )
      point[1] = aggregateOf(
        good.map(([, value]) => value!),
        query.aggregate ?? 'mean',
      )
    }
  }
}

function aggregateOf(values: readonly number[], aggregate: NonNullable<SeriesQuery['aggregate']>): number | null {
  if (aggregate === 'count') return values.length
  if (values.length === 0) return null
  const sorted = Float64Array.from(values).sort()
  switch (aggregate) {
    case 'mean':
      return values.reduce((sum, value) => sum + value, 0) / values.length
    case 'min':
      return sorted[0]!
    case 'max':
      return sorted.at(-1)!
    case 'p95':
      // InfluxQL's nearest rank, so that all buckets of a chart follow one definition.
      return sorted[Math.max(0, Math.floor(sorted.length * 0.95 + 0.5) - 1)]!
  }
}

/** The newest reading of every station of the kinds; stations that the registry does not know are left out. */
export async function queryLatest(
  transport: InfluxTransport,
  columns: ReadonlyMap<string, readonly string[]>,
  of: {
    readonly numberOf: (id: string) => number | undefined
    readonly patienceMs: number
    /** Only what came from journal positions below. */
    readonly below?: number
  },
): Promise<readonly StoredReading[]> {
  const kinds = [...columns]
  const where = of.below === undefined ? '' : `WHERE "position" < ${of.below} `
  const answers = await transport.ask(
    kinds.map(([kind]) => `SELECT * FROM ${identifier(kind)} ${where}GROUP BY "station" ORDER BY time DESC LIMIT 1`),
    of.patienceMs,
  )
  return kinds.flatMap(([kind, names], i) =>
    (answers[i] ?? []).flatMap((table) => {
      const station = of.numberOf(table.tags?.['station'] ?? '')
      const row = table.values[0]
      return station === undefined || !row ? [] : [readingOf(kind, names, station, table.columns, row)]
    }),
  )
}

function readingOf(
  kind: string,
  names: readonly string[],
  station: number,
  columns: readonly string[],
  row: readonly unknown[],
): StoredReading {
  const numberAt = (column: string) => {
    const value = row[columns.indexOf(column)]
    return typeof value === 'number' ? value : undefined
  }
  const values: Record<string, number> = {}
  const flags: Record<string, number> = {}
  for (const name of names) {
    const value = numberAt(name)
    const flag = numberAt(flagColumn(name))
    if (value !== undefined) values[name] = value
    if (flag !== undefined && flag > 1) flags[name] = flag
  }
  return {
    kind,
    station,
    ts: numberAt('time')!,
    seq: numberAt('seq') ?? 0,
    receivedAt: numberAt('received') ?? 0,
    values,
    flags,
    index: numberAt('idx') ?? null,
    level: numberAt('lvl') ?? 0,
  }
}

/** An identity to be looked for. */
export interface Wanted {
  readonly station: string
  readonly ts: number
  readonly seq: number
}

/** Positions under which readings are stored, by `wantedKey`. */
export async function findStored(
  transport: InfluxTransport,
  kind: string,
  wanted: readonly Wanted[],
): Promise<ReadonlyMap<string, number>> {
  const spans = spansOf(wanted)
  const found = new Map<string, number>()
  for (let at = 0; at < spans.length; at += STATEMENTS_A_REQUEST) {
    const some = spans.slice(at, at + STATEMENTS_A_REQUEST)
    const answers = await transport.ask(
      some.map(
        ({ station, from, to }) =>
          `SELECT "position", "seq" FROM ${identifier(kind)} WHERE "station" = ${text(station)} AND ${spanOf(from, to + 1)}`,
      ),
    )
    for (const [i, { station }] of some.entries()) {
      for (const [ts, position, seq] of rowsOf(answers[i])) {
        if (typeof position !== 'number') continue
        found.set(wantedKey({ station, ts: ts as number, seq: seq as number }), position)
      }
    }
  }
  return found
}

export function wantedKey({ station, ts, seq }: Wanted): string {
  return `${station}/${ts}/${seq}`
}

const STATEMENTS_A_REQUEST = 200
/** Readings of one station that are not further apart are looked for together. */
const NEAR_MS = 300_000
const LONGEST_MS = 6 * 3_600_000

function spansOf(wanted: readonly Wanted[]) {
  const spans: { station: string; from: number; to: number }[] = []
  for (const [station, list] of Map.groupBy(wanted, (one) => one.station)) {
    let span: (typeof spans)[number] | undefined
    for (const { ts } of list.toSorted((a, b) => a.ts - b.ts)) {
      if (span && ts - span.to <= NEAR_MS && ts - span.from <= LONGEST_MS) span.to = ts
      else spans.push((span = { station, from: ts, to: ts }))
    }
  }
  return spans
}
