import { CityError } from '../../domain/errors.ts'
import type { Kinds } from '../../domain/kind.ts'
import type { Points } from '../../domain/points.ts'
import { columnsOf, wholeQuery, wholeSpan } from './columns.ts'
import { APPEND, byKind, COMPARE, judgeRows, REPEATED, rowsWith } from './doubtful.ts'
import { flagLine } from './influx-line.ts'
import { type Chosen, linesOf, refusedRow } from './influx-lines.ts'
import { queryNewest } from './influx-newest.ts'
import { findStored, queryLatest, querySeries, wantedKey } from './influx-query.ts'
import { makeDoubter } from './influx-doubter.ts'
import { sendLines } from './influx-send.ts'
import { identifier, openTransport, type InfluxTransport } from './influx-transport.ts'
import { NOTHING } from './newest.ts'
import type { Duplicate, RefusedRow, Series, StationOf, Write } from './series.ts'

export interface InfluxSeriesOptions {
  readonly url: string
  /** API token; `user:password` for 1.x, empty when the server asks for none. */
  readonly token?: string
  readonly org?: string
  /** Bucket, or database on 1.x. */
  readonly bucket: string
  readonly kinds: Kinds
  readonly stationOf: StationOf
  /** The number of a station id; needed to tell whose the newest readings are. */
  readonly numberOf: (id: string) => number | undefined
  readonly timeoutMs?: number
  readonly clock?: () => number
  /** A later verdict on a stored value that the server refuses for good; the reading stays as it is. */
  readonly onFlagRefused?: (line: string, message: string) => void
  /** Somebody dropped the database; it has been made again. */
  readonly onRemade?: () => void
}

const TIMEOUT_MS = 10_000
/** The newest reading of every station takes longer to find than a line to write. */
const LATEST_PATIENCE_MS = 60_000
const COUNT_EVERY_MS = 600_000

/**
 * InfluxDB 1.6 to 3. Opens also while the server is away or refuses: every call then rejects. A reading is one point, its
 * identity the time in ns; a write given again overwrites itself. p95 is by nearest rank.
 */
export async function openInfluxSeries(options: InfluxSeriesOptions): Promise<Series> {
  const { stationOf, onFlagRefused = () => {}, clock = Date.now } = options
  const columns = columnsOf(options.kinds)
  const { url, bucket, token = '', org = '', timeoutMs = TIMEOUT_MS, onRemade } = options
  const transport = openTransport({ url, token, org, bucket, timeoutMs, clock, ...(onRemade ? { onRemade } : {}) })
  const doubter = makeDoubter(clock)
  let last: Promise<unknown> = Promise.resolve()
  let writing = 0
  let counted = { rows: 0, at: -Infinity }

  await transport.connect().catch(() => {})

  /** Rows that cannot be there already go at once; what has to be looked up waits for the writes before. */
  async function carryOut({ points, amendments }: Write, before: Promise<unknown>) {
    const duplicates: Duplicate[] = []
    const chosen: Chosen[] = []
    for (const [kind, batches] of byKind(points)) {
      const verdicts = judgeRows(batches, 0)
      if (verdicts.some((verdict) => verdict?.includes(COMPARE))) {
        await before
        await dropStored({ transport, stationOf, kind, batches, verdicts })
      }
      for (const [index, batch] of batches.entries()) {
        const verdict = verdicts[index]!
        chosen.push({ points: batch, verdict })
      }
    }
    const refused = [...(await put(chosen))]
    for (const { points: batch, verdict } of chosen) {
      for (const row of verdict === null ? [] : rowsWith(verdict, REPEATED)) {
        const isThere = !refused.some((other) => isSame(batch, row, other))
        // A repetition of what was refused just now has a try of its own.
        const again = isThere ? [] : await put([{ points: batch, verdict: only(row, batch.count) }])
        if (isThere) duplicates.push({ station: batch.station[row]!, receivedAt: batch.receivedAt[row]! })
        refused.push(...again)
      }
    }
    if (amendments.length > 0) {
      await before
      const flags = await amendmentLines({ transport, stationOf, columns }, amendments)
      const areThere = (indexes: readonly number[]) => Promise.resolve(indexes.map(() => true))
      for (const { index, detail } of await sendLines(flags, { transport, areThere, doubter }))
        onFlagRefused(flags[index]!, detail)
    }
    return [...duplicates, ...refused]
  }

  async function put(chosen: readonly Chosen[]): Promise<readonly RefusedRow[]> {
    const { lines, rowOf, refused } = linesOf(chosen, stationOf)
    const areThere = async (indexes: readonly number[]) => {
      const asked = indexes.map((index) => {
        const { points, row } = rowOf(index)
        return { kind: points.kind, position: points.position[row]!, wanted: wantedOf(points, row, stationOf) }
      })
      const found = new Map<string, ReadonlyMap<string, number>>()
      for (const [kind, list] of Map.groupBy(asked, (one) => one.kind)) {
        const wanted = list.map((one) => one.wanted)
        found.set(kind, await findStored(transport, kind, wanted))
      }
      return asked.map(({ kind, position, wanted }) => found.get(kind)!.get(wantedKey(wanted)) === position)
    }
    const bad: RefusedRow[] = [...refused]
    for (const { index, detail } of await sendLines(lines, { transport, areThere, doubter })) {
      const { points, row } = rowOf(index)
      bad.push(refusedRow(points, row, detail))
    }
    return bad
  }

  async function inTurn(given: Write, before: Promise<unknown>) {
    try {
      const left = await carryOut(given, before)
      await before
      return left
    } finally {
      // What is given once all are through has nothing to do with what failed.
      if (--writing === 0) last = Promise.resolve()
    }
  }

  function checkKinds(points: readonly Points[]): void {
    if (points.every(({ kind }) => columns.has(kind))) return
    throw new CityError('store-refused', 'the write has points of a kind that the store was not opened for')
  }

  return {
    write: async (given) => {
      checkKinds(given.points)
      writing++
      const next = inTurn(given, last)
      last = next
      return next
    },
    ahead: {
      write: async (points) => {
        checkKinds(points)
        await put(points.map((batch) => ({ points: batch, verdict: null })))
      },
      latestBelow: (position) =>
        queryLatest(transport, columns, {
          numberOf: options.numberOf,
          patienceMs: LATEST_PATIENCE_MS,
          below: position,
        }),
    },
    position: () => Promise.resolve(0),
    names: () => Promise.resolve([]),
    series: async (query) => {
      const whole = wholeQuery(query, columns)
      const station = whole === null ? undefined : stationOf(whole.station)
      return whole === null || !station ? [] : querySeries(transport, station.id, whole)
    },
    newest: async (query) => {
      const whole = wholeSpan(query, columns)
      return whole === null ? NOTHING : queryNewest(transport, whole, options.numberOf)
    },
    latest: () => queryLatest(transport, columns, { numberOf: options.numberOf, patienceMs: LATEST_PATIENCE_MS }),
    forget: async (kind, before) => {
      if (!columns.has(kind)) return
      const { major } = await transport.connect()
      if (major === 3) throw new CityError('store-refused', 'InfluxDB 3 forgets by its own retention period only')
      if (major === 2) await transport.deleteBefore(kind, before)
      else await transport.ask([`DELETE FROM ${identifier(kind)} WHERE time < ${Math.ceil(before)}ms`])
    },
    snapshot: () => Promise.resolve(null),
    state: async () => {
      // Counting reads every block of the server's files.
      if (clock() - counted.at > COUNT_EVERY_MS) counted = { rows: await countRows(transport, columns), at: clock() }
      return { rows: counted.rows, bytes: 0 }
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.allSettled([last])
      transport.close()
    },
  }
}

function isSame(points: Points, row: number, { station, ts, seq }: RefusedRow): boolean {
  return points.station[row] === station && points.ts[row] === ts && points.seq[row] === seq
}

/** A verdict by which one row is written. */
function only(row: number, count: number): Uint8Array {
  const verdict = new Uint8Array(count).fill(REPEATED)
  verdict[row] = APPEND
  return verdict
}

interface Doubts {
  readonly transport: InfluxTransport
  readonly stationOf: StationOf
  readonly kind: string
  readonly batches: readonly Points[]
  readonly verdicts: readonly (Uint8Array | null)[]
}

/** A row that is stored under its own position. */
const REPLAYED = 3

async function dropStored({ transport, stationOf, kind, batches, verdicts }: Doubts): Promise<void> {
  const doubts = batches.flatMap((points, index) => {
    const verdict = verdicts[index]!
    return verdict === null ? [] : [...rowsWith(verdict, COMPARE)].map((row) => ({ points, verdict, row }))
  })
  const wanted = doubts.map(({ points, row }) => wantedOf(points, row, stationOf))
  const stored = await findStored(transport, kind, wanted)
  for (const [i, { points, verdict, row }] of doubts.entries()) {
    const position = stored.get(wantedKey(wanted[i]!))
    if (position === undefined) verdict[row] = APPEND
    else verdict[row] = position === points.position[row] ? REPLAYED : REPEATED
  }
}

function wantedOf(points: Points, row: number, stationOf: StationOf) {
  return { station: stationOf(points.station[row]!)?.id ?? '', ts: points.ts[row]!, seq: points.seq[row]! }
}

/** Only of readings that are there: a flag alone would make a point of its own. */
async function amendmentLines(
  from: {
    readonly transport: InfluxTransport
    readonly stationOf: StationOf
    readonly columns: ReadonlyMap<string, readonly string[]>
  },
  amendments: Write['amendments'],
): Promise<readonly string[]> {
  const lines: string[] = []
  for (const [kind, group] of Map.groupBy(amendments, (amendment) => amendment.kind)) {
    const known = group.flatMap((amendment) => {
      const station = from.stationOf(amendment.station)
      const isKnown = station !== undefined && from.columns.get(kind)?.includes(amendment.value)
      return isKnown ? [{ amendment, station, wanted: { ...amendment, station: station.id } }] : []
    })
    if (known.length === 0) continue
    const stored = await findStored(
      from.transport,
      kind,
      known.map(({ wanted }) => wanted),
    )
    for (const { amendment, station, wanted } of known) {
      if (!stored.has(wantedKey(wanted))) continue
      const line = flagLine(kind, station, amendment)
      if ('line' in line) lines.push(line.line)
    }
  }
  return lines
}

async function countRows(transport: InfluxTransport, columns: ReadonlyMap<string, unknown>): Promise<number> {
  const answers = await transport.ask(
    [...columns.keys()].map((kind) => `SELECT count("position") AS n FROM ${identifier(kind)}`),
  )
  return answers.reduce((sum, tables) => sum + ((tables[0]?.values[0]?.[1] as number | undefined) ?? 0), 0)
}
