import { mkdirSync } from 'node:fs'
import { join, resolve as absolute } from 'node:path'
import { Worker } from 'node:worker_threads'
import { CityError } from '../../domain/errors.ts'
import type { Kinds } from '../../domain/kind.ts'
import type { Points } from '../../domain/points.ts'
import { columnsOf, wholeQuery, wholeSpan } from './columns.ts'
import { FILE, noteSum } from './duck-closing-sum.ts'
import { NOTHING } from './newest.ts'
import type { Answer, Call, WorkerOptions } from './duck-worker.ts'
import { DAY_MS } from './day.ts'
import type { Series, StationOf, StoreLoss } from './series.ts'

export interface DuckSeriesOptions {
  readonly folder: string
  readonly kinds: Kinds
  readonly stationOf: StationOf
  readonly memoryLimitMB?: number
  readonly threads?: number
  /** How often whole days are looked for to be sealed; 0 = only when `seal` is called. */
  readonly sealEveryMs?: number
  /** Rows of one sealed file; bounds how long a write waits for sealing. */
  readonly sealStepRows?: number
  /** A sealed day gets a further file once so many late rows have come. */
  readonly sealLateRows?: number
  /** A month that is over becomes few files once it has more files of days than this. */
  readonly mergeFiles?: number
  /** Of one file of a month, about. */
  readonly mergeRows?: number
  readonly clock?: () => number
  /** A file was damaged and put into quarantine. */
  readonly onDamage?: (detail: string, loss?: StoreLoss) => void
  /** Sealing failed; it is tried again at the next turn. */
  readonly onSealFailed?: (error: CityError) => void
}

export interface DuckSeries extends Series {
  /** Seals every day before yesterday (UTC) now. */
  seal(): Promise<void>
}

/**
 * The embedded store: DuckDB in a worker thread, days before yesterday as sorted Parquet files beside it.
 * Rejects with `config-data-in-use` when the folder is in use, in this process or another one.
 */
export async function openDuckSeries(options: DuckSeriesOptions): Promise<DuckSeries> {
  const { kinds, stationOf, clock = Date.now } = options
  const folder = absolute(options.folder)
  const columns = columnsOf(kinds)
  mkdirSync(folder, { recursive: true })
  const unlock = await lockFolder(folder)
  const caller = startWorker(
    { folder, columns, memoryLimitMB: options.memoryLimitMB ?? 512, threads: options.threads ?? 1, now: clock() },
    (answer) => {
      if ('damage' in answer) options.onDamage?.(answer.damage, answer.loss)
      if ('unnamed' in answer) name(answer.unnamed)
    },
  )
  const { call } = caller
  const name = (numbers: readonly number[]) => {
    const stations = numbers.flatMap((number) => {
      const station = stationOf(number)
      return station ? [[number, station.id, station.district] as const] : []
    })
    // What fails here is named again after the next start.
    call({ ask: 'name', stations }).catch(() => {})
  }
  try {
    await call({ ask: 'open' })
  } catch (error) {
    await caller.end()
    unlock()
    throw error
  }

  const seal = async () => {
    const before = Math.floor(clock() / DAY_MS) * DAY_MS - DAY_MS
    const { sealStepRows: stepRows = 250_000, sealLateRows: lateRows = 10_000 } = options
    const { mergeFiles: files = 8, mergeRows: rows = 1_000_000 } = options
    await call({ ask: 'seal', options: { before, stepRows, lateRows }, merge: { before, files, rows } })
  }
  const timer = startTimer(options.sealEveryMs ?? 600_000, () => {
    seal().catch((error: CityError) => options.onSealFailed?.(error))
  })

  return {
    write: async (write) => {
      const known = write.points.every((points) => columns.has(points.kind))
      if (!known)
        throw new CityError('store-refused', 'the write has points of a kind that the store was not opened for')
      return (await call({ ask: 'write', write }, buffersOf(write.points))) as never
    },
    position: async () => (await call({ ask: 'position' })) as number,
    series: async (query) => {
      const whole = wholeQuery(query, columns)
      return whole === null ? [] : ((await call({ ask: 'series', query: whole })) as never)
    },
    newest: async (query) => {
      const whole = wholeSpan(query, columns)
      return whole === null ? NOTHING : ((await call({ ask: 'newest', query: whole })) as never)
    },
    names: async () => (await call({ ask: 'names' })) as never,
    latest: async () => (await call({ ask: 'latest' })) as never,
    forget: async (kind, before) => {
      await call({ ask: 'forget', kind, before: Math.ceil(before) })
    },
    snapshot: async (folder) => (await call({ ask: 'snapshot', folder })) as never,
    state: async () => (await call({ ask: 'state' })) as never,
    seal,
    [Symbol.asyncDispose]: async () => {
      timer()
      try {
        await call({ ask: 'close' })
        // DuckDB lets go of the file when the thread has ended, with its last connection.
        await caller.end()
        await noteSum(join(options.folder, FILE))
      } finally {
        await caller.end()
        unlock()
      }
    },
  }
}

/** DuckDB's own file lock does not hold within one process. Returns what unlocks. */
async function lockFolder(folder: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    void navigator.locks.request(`citypulse series ${folder}`, { ifAvailable: true }, (lock) => {
      if (lock) return new Promise<void>((unlock) => resolve(unlock))
      reject(new CityError('config-data-in-use', `${folder} is open in this process already`))
      return undefined
    })
  })
}

function startTimer(everyMs: number, tick: () => void): () => void {
  if (everyMs <= 0) return () => {}
  const timer = setInterval(tick, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

interface Caller {
  call(asked: Call, transfer?: readonly ArrayBuffer[]): Promise<unknown>
  end(): Promise<void>
}

function startWorker(workerData: WorkerOptions, onNews: (answer: Answer) => void): Caller {
  const worker = new Worker(new URL('./duck-worker.ts', import.meta.url), { workerData, name: 'series' })
  const open = new Map<number, { resolve: (result: unknown) => void; reject: (error: CityError) => void }>()
  let calls = 0
  let ended: CityError | undefined

  worker.on('message', (answer: Answer) => {
    if (!('call' in answer)) return onNews(answer)
    const waiting = open.get(answer.call)
    open.delete(answer.call)
    if ('code' in answer) waiting?.reject(new CityError(answer.code, answer.detail))
    else waiting?.resolve(answer.result)
  })
  const failAll = (detail: string) => {
    ended ??= new CityError('store-unreachable', detail)
    for (const { reject } of open.values()) reject(ended)
    open.clear()
  }
  worker.on('error', (error) => failAll(`the store's thread broke: ${String(error)}`))
  worker.on('exit', () => failAll('the store is closed'))

  return {
    call: (asked, transfer = []) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended)
        const call = ++calls
        open.set(call, { resolve, reject })
        worker.postMessage({ ...asked, call }, [...transfer])
      }),
    end: async () => {
      await worker.terminate()
    },
  }
}

function buffersOf(batches: readonly Points[]): readonly ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>()
  for (const p of batches) {
    const columns = [
      p.station,
      p.ts,
      p.seq,
      p.position,
      p.receivedAt,
      p.doubtful,
      p.index,
      p.level,
      ...p.values,
      ...p.flags,
    ]
    for (const column of columns) if (column.buffer instanceof ArrayBuffer) buffers.add(column.buffer)
  }
  return [...buffers]
}
