import { rmSync, statSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import type { DuckDBConnection } from '@duckdb/node-api'
import { CityError, type ErrorCode } from '../../domain/errors.ts'
import { type DuckOptions, isNoRoom, openDatabase } from './duck-database.ts'
import { queryNewest } from './duck-steps.ts'
import { countRows, queryLatest, querySeries } from './duck-query.ts'
import { type MergeOptions, planMerges, recordMerged, writeMerged } from './duck-merge.ts'
import { reconcileSealed } from './duck-reconcile.ts'
import { forgetBefore, planSeals, sealStep, type SealOptions } from './duck-seal.ts'
import { literal, rowsOf } from './duck-sql.ts'
import { takeSnapshot } from './duck-snapshot.ts'
import { loadState, partFile, type DuckState } from './duck-state.ts'
import { startScrub } from './duck-scrub.ts'
import { makeWriter } from './duck-write.ts'
import { makeQueue } from './duck-queue.ts'
import type { Duplicate, NewestQuery, SeriesQuery, StoreLoss, Write } from './series.ts'

export type WorkerOptions = Omit<DuckOptions, 'onDamage'>

/** What the worker is asked; every call is answered once, by its number. */
export type Call =
  | { readonly ask: 'open' }
  | { readonly ask: 'write'; readonly write: Write }
  | { readonly ask: 'position' | 'latest' | 'names' | 'state' | 'close' }
  | { readonly ask: 'series'; readonly query: SeriesQuery }
  | { readonly ask: 'newest'; readonly query: NewestQuery }
  | { readonly ask: 'snapshot'; readonly folder: string }
  | { readonly ask: 'seal'; readonly options: SealOptions; readonly merge: MergeOptions }
  | { readonly ask: 'forget'; readonly kind: string; readonly before: number }
  | { readonly ask: 'name'; readonly stations: readonly (readonly [number, string, string])[] }

export type Answer =
  | { readonly call: number; readonly result: unknown }
  | { readonly call: number; readonly code: ErrorCode; readonly detail: string }
  | { readonly damage: string; readonly loss?: StoreLoss | undefined }
  /** Stations that were written and whose ids the database file does not have yet. */
  | { readonly unnamed: readonly number[] }

const port = parentPort
if (port) void serve((answer) => port.postMessage(answer))

async function serve(say: (answer: Answer) => void): Promise<void> {
  let open: Promise<Served> | undefined
  port!.on('message', ({ call, ...asked }: Call & { call: number }) => {
    const asking = (open ??= openServed(workerData as WorkerOptions, say))
    asking
      .then((served) => answer(served, asked as Call))
      .then((result) => say({ call, result }))
      .catch((error: unknown) => {
        const detail = error instanceof Error ? error.message : String(error)
        say({ call, code: codeOf(error, detail, asked.ask), detail })
        // DuckDB lets go of a database after some failures of its disk; opened anew it is what the disk has.
        const isSuspect = CORRUPT.test(detail)
        if (!(isSuspect || INVALIDATED.test(detail)) || open !== asking) return
        open = asking.then((broken) => reopened(broken, say, isSuspect))
        open.catch(() => (open = undefined))
      })
      .finally(() => {
        if (asked.ask === 'close') port!.close()
      })
  })
}

/** A block of the database; a sealed file is looked after by its own checksum. */
const CORRUPT = /Corrupt database file/
const INVALIDATED = /database has been invalidated|FATAL Error/

function codeOf(error: unknown, detail: string, ask: Call['ask']): ErrorCode {
  if (error instanceof CityError) return error.code
  if (isNoRoom(detail)) return 'disk-full'
  return ask === 'series' || ask === 'newest' ? 'store-refused' : 'store-unreachable'
}

async function reopened(broken: Served, say: (answer: Answer) => void, isSuspect: boolean): Promise<Served> {
  const { state, lastFailed } = broken
  broken.stopScrub()
  try {
    state.database.close()
  } catch {
    // What it had not written is given to it again.
  }
  return openServed({ ...(workerData as WorkerOptions), isSuspect }, say, lastFailed())
}

interface Served {
  readonly state: DuckState
  readonly write: (write: Write) => Promise<readonly Duplicate[]>
  readonly stopScrub: () => void
  readonly lastFailed: () => Write | undefined
  /** Runs between writes. */
  readonly between: <T>(task: () => Promise<T>) => Promise<T>
  readonly read: <T>(query: (connection: DuckDBConnection) => Promise<T>) => Promise<T>
  /** Runs while no file is deleted. */
  readonly hold: <T>(task: () => Promise<T>) => Promise<T>
  /** Deletes files once no query that may need them is running. */
  readonly remove: (files: readonly string[]) => void
  /** One after the other. */
  sealing: Promise<void>
}

async function openServed(options: WorkerOptions, say: (answer: Answer) => void, failed?: Write): Promise<Served> {
  const onDamage = (damage: string, loss?: StoreLoss) => say({ damage, loss })
  const database = await openDatabase({ ...options, onDamage })
  const state = await loadState(database, options.folder, options.columns)
  await reconcileSealed(state, new Date(options.now), onDamage)
  const writeAll = makeWriter(state)
  const queue = makeQueue<Write, readonly Duplicate[]>({
    weightOf: (write) => write.points.reduce((rows, points) => rows + points.count, 0),
    limit: ROWS_A_TRANSACTION,
    runAll: async (writes) => {
      const answers = await writeAll(writes)
      const unnamed = unnamedOf(state, writes)
      if (unnamed.length > 0) say({ unnamed })
      return answers
    },
    mayFollow: (failed, write) => write.from <= failed.from,
    failed,
  })
  const stopScrub = startScrub({ state, between: queue.between, now: () => new Date(), onDamage })
  return {
    state,
    stopScrub,
    write: queue.add,
    lastFailed: () => queue.failed,
    between: queue.between,
    sealing: Promise.resolve(),
    ...(await openReads(state)),
  }
}

/** Writes that wait for each other become one transaction up to so many rows. */
const ROWS_A_TRANSACTION = 200_000

function unnamedOf(state: DuckState, writes: readonly Write[]): readonly number[] {
  const unnamed: number[] = []
  for (const { points } of writes) {
    for (const { station, count } of points) {
      for (let row = 0; row < count; row++) {
        const number = station[row]!
        if (state.named.has(number)) continue
        state.named.add(number)
        unnamed.push(number)
      }
    }
  }
  return unnamed
}

/** Queries take turns on two connections: a long one does not hold up the next, and writes find a free thread. */
async function openReads(state: DuckState): Promise<Pick<Served, 'read' | 'hold' | 'remove'>> {
  const free = [await state.database.connect(), await state.database.connect()]
  const waiting: ((connection: DuckDBConnection) => void)[] = []
  let running = 0
  let unneeded: string[] = []

  const release = (connection: DuckDBConnection) => {
    running--
    const next = waiting.shift()
    if (next) next(connection)
    else free.push(connection)
    if (running === 0) drop()
  }
  const drop = () => {
    for (const file of unneeded) rmSync(file, { force: true })
    unneeded = []
  }
  return {
    read: async (query) => {
      running++
      const connection = free.pop() ?? (await new Promise<DuckDBConnection>((resolve) => waiting.push(resolve)))
      try {
        return await query(connection)
      } finally {
        release(connection)
      }
    },
    hold: async (task) => {
      running++
      try {
        return await task()
      } finally {
        running--
        if (running === 0) drop()
      }
    },
    remove: (files) => {
      unneeded.push(...files)
      if (running === 0) drop()
    },
  }
}

async function answer(served: Served, asked: Call): Promise<unknown> {
  const { state, between, read } = served
  switch (asked.ask) {
    case 'open':
      return undefined
    case 'write':
      return served.write(asked.write)
    case 'position':
      return between(async () => state.durable)
    case 'series':
      return read((connection) => querySeries(state, connection, asked.query))
    case 'newest':
      return read((connection) => queryNewest(state, connection, asked.query))
    case 'latest':
      return read((connection) => queryLatest(state, connection))
    case 'names':
      return read((connection) => namesIn(connection))
    case 'state':
      return { rows: await read((connection) => countRows(state, connection)), bytes: bytesOf(state) }
    case 'snapshot':
      return read((connection) => takeSnapshot(state, connection, asked.folder))
    case 'seal':
      return (served.sealing = served.sealing.then(
        () => seal(served, asked),
        () => seal(served, asked),
      ))
    case 'forget':
      return served.remove(await between(() => forgetBefore(state, asked.kind, asked.before)))
    case 'name':
      return between(() => nameStations(state, asked.stations))
    case 'close':
      served.stopScrub()
      return between(async () => {
        state.database.close()
      })
  }
}

/** One step at a time, each queued behind the writes that came meanwhile; what only reads goes beside them. */
async function seal(
  { state, between, read, hold, remove }: Served,
  { options, merge }: Extract<Call, { ask: 'seal' }>,
): Promise<void> {
  const steps = await read((connection) => planSeals(state, connection, options))
  for (const step of steps) await between(() => sealStep(state, step))
  for (const one of planMerges(state, merge)) {
    const files = await hold(async () => {
      const connection = await state.database.connect()
      try {
        return await writeMerged(state, connection, one, merge.rows)
      } finally {
        connection.closeSync()
      }
    })
    remove(await between(() => recordMerged(state, one, files)))
  }
}

async function namesIn(connection: DuckDBConnection): Promise<readonly (readonly [number, string])[]> {
  const rows = await rowsOf(connection, 'SELECT number, id FROM "station" ORDER BY number')
  return rows.map((row) => [row['number'] as number, row['id'] as string])
}

async function nameStations(state: DuckState, stations: readonly (readonly [number, string, string])[]) {
  if (stations.length === 0) return
  const rows = stations.map(([number, id, district]) => `(${number}, ${literal(id)}, ${literal(district)})`)
  await state.database.writer.run(`INSERT OR REPLACE INTO "station" VALUES ${rows.join(', ')}`)
}

function bytesOf(state: DuckState): number {
  const files = [state.database.file, `${state.database.file}.wal`]
  let bytes = 0
  for (const file of [...files, ...state.parts.map((part) => partFile(state.folder, part))]) {
    bytes += statSync(file, { throwIfNoEntry: false })?.size ?? 0
  }
  return bytes
}
