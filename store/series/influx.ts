import { HttpError } from '@influxdata/influxdb-client'
import { CityError } from '../../domain/errors.ts'
import type { Kinds } from '../../domain/kind.ts'
import type { Points } from '../../domain/points.ts'
import { columnsOf, wholeQuery } from './columns.ts'
import { APPEND, byKind, COMPARE, judgeRows, REPEATED, rowsWith } from './doubtful.ts'
import { flagLine, lineOf, type Line } from './influx-line.ts'
import { findStored, queryLatest, querySeries, wantedKey } from './influx-query.ts'
import { identifier, LINES_A_REQUEST, openTransport, type InfluxTransport } from './influx-transport.ts'
import type { Duplicate, Series, StationOf, Write } from './series.ts'

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
  /** A line that the server, or the encoder, refuses for good; the others of its write are stored. */
  readonly onRefused?: (line: string, message: string) => void
}

/**
 * InfluxDB 1.6 to 3. Opens also while the server is away: every call then rejects with `store-unreachable`. A reading
 * is one point, its identity the time in ns; a write given again overwrites itself. p95 is by nearest rank.
 */
export async function openInfluxSeries(options: InfluxSeriesOptions): Promise<Series> {
  const { stationOf, onRefused = () => {}, clock = Date.now } = options
  const columns = columnsOf(options.kinds)
  const { url, bucket, token = '', org = '', timeoutMs = 10_000 } = options
  const transport = openTransport({ url, token, org, bucket, timeoutMs, clock })
  let last: Promise<unknown> = Promise.resolve()
  let counted = { rows: 0, at: -Infinity }

  await transport.connect().catch((error: CityError) => {
    if (error.retry) return
    transport.close()
    throw error
  })

  const write = async ({ points, amendments }: Write) => {
    const duplicates: Duplicate[] = []
    const lines: string[] = []
    const take = (line: Line) => {
      if ('line' in line) lines.push(line.line)
      else onRefused('', line.refused)
    }
    for (const [kind, batches] of byKind(points)) {
      const verdicts = judgeRows(batches, 0)
      await dropStored({ transport, stationOf, kind, batches, verdicts })
      for (const [index, batch] of batches.entries()) {
        const verdict = verdicts[index]!
        for (let row = 0; row < batch.count; row++) {
          if (verdict === null || verdict[row] === APPEND) take(lineOf(batch, row, stationOf))
        }
        for (const row of verdict === null ? [] : rowsWith(verdict, REPEATED)) {
          duplicates.push({ station: batch.station[row]!, receivedAt: batch.receivedAt[row]! })
        }
      }
    }
    await sendAll(transport, lines, onRefused)
    await sendAll(transport, await amendmentLines({ transport, stationOf, columns }, amendments), onRefused)
    return duplicates
  }

  return {
    write: (given) => {
      if (!given.points.every(({ kind }) => columns.has(kind))) {
        return Promise.reject(
          new CityError('store-refused', 'the write has points of a kind that the store was not opened for'),
        )
      }
      const next = last.then(() => write(given))
      last = next.catch(() => {})
      return next
    },
    position: () => Promise.resolve(0),
    names: () => Promise.resolve([]),
    series: async (query) => {
      const whole = wholeQuery(query, columns)
      const station = whole === null ? undefined : stationOf(whole.station)
      return whole === null || !station ? [] : querySeries(transport, station.id, whole)
    },
    latest: () => queryLatest(transport, columns, options.numberOf),
    forget: async (kind, before) => {
      if (!columns.has(kind)) return
      const major = await transport.connect()
      if (major === 3) throw new CityError('store-refused', 'InfluxDB 3 forgets by its own retention period only')
      if (major === 2) await transport.deleteBefore(kind, before)
      else await transport.ask([`DELETE FROM ${identifier(kind)} WHERE time < ${Math.ceil(before)}ms`])
    },
    snapshot: () => Promise.resolve(null),
    state: async () => {
      // Counting reads every block of the server's files.
      if (clock() - counted.at > 600_000) counted = { rows: await countRows(transport, columns), at: clock() }
      return { rows: counted.rows, bytes: 0 }
    },
    [Symbol.asyncDispose]: async () => {
      await last
      transport.close()
    },
  }
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
  if (doubts.length === 0) return
  const wanted = doubts.map(({ points, row }) => ({
    station: stationOf(points.station[row]!)?.id ?? '',
    ts: points.ts[row]!,
    seq: points.seq[row]!,
  }))
  const stored = await findStored(transport, kind, wanted)
  for (const [i, { points, verdict, row }] of doubts.entries()) {
    const position = stored.get(wantedKey(wanted[i]!))
    if (position === undefined) verdict[row] = APPEND
    else verdict[row] = position === points.position[row] ? REPLAYED : REPEATED
  }
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

const REQUESTS_IN_FLIGHT = 4

async function sendAll(
  transport: InfluxTransport,
  lines: readonly string[],
  onRefused: (line: string, message: string) => void,
): Promise<void> {
  const batches: (readonly string[])[] = []
  for (let at = 0; at < lines.length; at += LINES_A_REQUEST) batches.push(lines.slice(at, at + LINES_A_REQUEST))
  const sendNext = async (): Promise<void> => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) await sendOrSplit(transport, batch, onRefused)
  }
  const senders = await Promise.allSettled(Array.from({ length: REQUESTS_IN_FLIGHT }, sendNext))
  const failed = senders.find((sender) => sender.status === 'rejected')
  if (failed) throw failed.reason
}

/** Halves what the server refuses down to the line; how many it says it dropped is not to be trusted. */
async function sendOrSplit(
  transport: InfluxTransport,
  lines: readonly string[],
  onRefused: (line: string, message: string) => void,
): Promise<void> {
  try {
    await transport.send(lines)
  } catch (error) {
    if (!(error instanceof HttpError)) throw error
    if (lines.length === 1) return onRefused(lines[0]!, error.message)
    const middle = Math.ceil(lines.length / 2)
    await sendOrSplit(transport, lines.slice(0, middle), onRefused)
    await sendOrSplit(transport, lines.slice(middle), onRefused)
  }
}

async function countRows(transport: InfluxTransport, columns: ReadonlyMap<string, unknown>): Promise<number> {
  const answers = await transport.ask(
    [...columns.keys()].map((kind) => `SELECT count("position") AS n FROM ${identifier(kind)}`),
  )
  return answers.reduce((sum, tables) => sum + ((tables[0]?.values[0]?.[1] as number | undefined) ?? 0), 0)
}
