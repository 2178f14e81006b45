import { join } from 'node:path'
import type { Journal } from '../../journal/journal.ts'
import { openSqliteJournal } from '../../journal/sqlite.ts'
import { buildLineTables } from '../../store/records/line-tables.ts'
import { openRecords } from '../../store/records/open.ts'
import type { Rule } from '../../domain/rule.ts'
import type { Series, SeriesQuery, StoredReading, Write } from '../../store/series/series.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { until } from '../../test/support/until.ts'
import { startLine } from '../line.ts'
import { KINDS, makeTown } from './town.ts'

const QUIET = { info() {}, warn() {}, error() {} }

/** A line on real journal and records, with a store in memory that can be away, that ends and starts again on what is on disk. */
export async function openSmallLine(folder?: string, { rules = [] as readonly Rule[] } = {}) {
  const held = new AsyncDisposableStack()
  const at = folder ?? (await temporaryFolder())
  const file = join(at, 'journal.db')
  const records = held.use(await openRecords({ file: join(at, 'records.db') }))
  const tables = buildLineTables(records)
  const town = makeTown()
  const stored = new Map<string, StoredReading>()
  let isAway = false
  const write = async ({ points }: Write) => {
    if (isAway) throw new Error('the store is away')
    const duplicates = []
    for (const p of points)
      for (let i = 0; i < p.count; i++) {
        const [station, ts, seq, receivedAt] = [p.station[i]!, p.ts[i]!, p.seq[i]!, p.receivedAt[i]!]
        const key = `${station} ${ts} ${seq}`
        if (stored.has(key)) duplicates.push({ station, receivedAt })
        else {
          const of = <T>(columns: readonly { readonly [i: number]: T }[]) =>
            Object.fromEntries(p.names.map((name, c) => [name, columns[c]![i]!]))
          const [values, flags] = [of(p.values), of(p.flags)]
          stored.set(key, { kind: p.kind, station, ts, seq, receivedAt, values, flags, index: null, level: 0 })
        }
      }
    return duplicates
  }
  const latest = async () => {
    const newest = new Map<number, StoredReading>()
    for (const one of stored.values()) {
      const known = newest.get(one.station)
      if (!known || one.ts > known.ts) newest.set(one.station, one)
    }
    return [...newest.values()]
  }
  const ofStation = async ({ station, value, from, to }: SeriesQuery) =>
    [...stored.values()]
      .filter((one) => one.station === station && one.ts >= from && one.ts < to && !Number.isNaN(one.values[value]))
      .sort((a, b) => a.ts - b.ts)
      .map(({ ts, values, flags }) => [ts, values[value]!, flags[value] || 1] as [number, number, number])
  const series = { write, latest, series: ofStation } as Partial<Series> as Series
  const open = async () => {
    const { positionOf } = tables.cursors
    const journal = await openSqliteJournal({
      file,
      atLeast: Math.max(await positionOf('judged'), await positionOf('stored')),
    })
    const fail = (error: Error) => {
      throw error
    }
    const line = await startLine({
      journal,
      series,
      records,
      tables,
      stations: town,
      kinds: KINDS,
      rules,
      tell() {},
      log: QUIET,
      onFailure: fail,
    })
    return { journal, line }
  }
  let { journal, line } = await open()

  async function close(): Promise<void> {
    await line[Symbol.asyncDispose]()
    await journal[Symbol.asyncDispose]()
  }
  held.defer(close)

  return {
    records,
    tables,
    town,
    file,
    get line() {
      return line
    },
    get journal(): Journal {
      return journal
    },
    setAway: (away: boolean) => void (isAway = away),
    async send(topic: string, payload: unknown) {
      const { promise, resolve, reject } = Promise.withResolvers<number>()
      const bytes = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload))
      journal.append(topic, bytes, (error, position) => (error ? reject(error) : resolve(position)))
      const position = await promise
      await until(() => line.state.judged > position)
      return position
    },
    settled: () => line.settled(),
    /** Ends in an orderly way and starts again; `between` may harm the files. */
    async restart(between: () => void | Promise<void> = () => {}) {
      await close()
      await between()
      ;({ journal, line } = await open())
    },
    /** By station over all hours: received, stored, duplicate, refused, pending. */
    async ledger() {
      const rows = await tables.ledger.list({ from: 0, to: Date.now() + 1 })
      return Object.fromEntries(
        [...Map.groupBy(rows, ({ station }) => station)].map(([station, of]) => [
          station,
          (['received', 'stored', 'duplicate', 'refused', 'pending'] as const).map((count) =>
            of.reduce((sum, row) => sum + row[count], 0),
          ),
        ]),
      )
    },
    proof: () => tables.messages.proof(),
    differences: () => tables.messages.differences({ from: 0, to: Date.now() + 1 }),
    gaps: async () => (await tables.gaps.list({ limit: 1000 })).items.toReversed(),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}
