import { Worker } from 'node:worker_threads'
import { CityError } from '../domain/errors.ts'
import { packFrames, unpackFrames } from './frames.ts'
import type { Batch, Done, Journal, JournalState, Position } from './journal.ts'
import type { FileOptions } from './sqlite-file.ts'
import type { FromWorker, ToWorker } from './sqlite-worker.ts'
import { forwardOnly, makeTail } from './tail.ts'
import { makeWaiting, PARCEL_MESSAGES, type Parcel } from './waiting.ts'

export interface SqliteJournalOptions {
  readonly file: string
  /** Hard bound of the file. */
  readonly limitBytes?: number
  /** No position below this one is given again, even when the file is new. */
  readonly atLeast?: Position
  /** Positions below this one are needed by nobody: that they are missing is no damage. */
  readonly needed?: Position
  /** UTC ms. */
  readonly now?: () => number
  /** Told once for every damage found: what, and which positions are missing because of it. */
  readonly onDamage?: (detail: string, lost: { readonly from: Position; readonly to: Position } | null) => void
  /** Whether the disk has room for a commit; asked before each. While it has none nobody is acknowledged. */
  readonly hasRoom?: () => boolean
  /** A commit found no room; it is tried again. */
  readonly onFull?: () => void
  /** The disk failed: nothing more can be promised, the process must end. */
  readonly onFailure?: (error: CityError) => void
}

const WAITING_MESSAGES = 250_000
const WAITING_BYTES = 128 * 1024 * 1024
const TAIL_BYTES = 16 * 1024 * 1024
const READ_BYTES = 4 * 1024 * 1024
const FULL_RETRY_MS = 250
/** A reader this far behind makes acknowledgements wait for it, but never longer than the time below. */
const OUTRUN_MESSAGES = 2 * PARCEL_MESSAGES
const LONGEST_HOLD_MS = 250
const RECLAIM_EVERY_MS = 250

/** Journal in one SQLite file: WAL, synchronous=FULL, one row a commit, one writer in a worker thread. */
export async function openSqliteJournal(options: SqliteJournalOptions): Promise<Journal> {
  const now = forwardOnly(options.now ?? Date.now)
  const limitBytes = options.limitBytes ?? 8 * 1024 ** 3
  const worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), {
    workerData: {
      file: options.file,
      limitBytes,
      atLeast: options.atLeast ?? 0,
      needed: options.needed ?? 0,
    } satisfies FileOptions,
    name: 'journal',
  })
  const opened = await firstWord(worker)
  for (const { detail, lost } of opened.damage) options.onDamage?.(detail, lost)

  const readers = new Map<string, Position>(opened.readers)
  const reading = new Map<string, Position>()
  const wakers = new Set<() => void>()
  const pages = new Map<number, (page: Extract<FromWorker, { type: 'rows' }>) => void>()
  let head = opened.head
  let bytes = opened.bytes
  const waiting = makeWaiting()
  const tail = makeTail(TAIL_BYTES)
  let inFlight: { readonly parcel: Parcel; readonly batch: Batch } | null = null
  let flushSoon = false
  let mostMessages = PARCEL_MESSAGES
  let failure: CityError | null = null
  const holds = new Set<object>()
  let closing: (() => void) | null = null
  let isClosing = false
  let isFull = false
  let nextPage = 1
  let held: { readonly callbacks: readonly Done[]; readonly first: Position }[] = []
  let holding: NodeJS.Timeout | undefined
  let retry: NodeJS.Timeout | undefined
  const lost: { readonly from: Position; readonly to: Position }[] = opened.damage.flatMap(({ lost }) => lost ?? [])
  const lastReclaim = new Map<string, number>()

  worker.on('message', (message: FromWorker) => {
    if (message.type === 'appended') committed(message.bytes)
    else if (message.type === 'freed') bytes = message.bytes
    else if (message.type === 'failed') refused(message)
    else if (message.type === 'rows') pages.get(message.id)?.(message)
    else if (message.type === 'closed') closing?.()
  })
  worker.on('error', (error: Error) =>
    fail(new CityError('journal-failed', `The journal's thread ended: ${error.message}`)),
  )

  function append(topic: string, payload: Buffer, done: Done): void {
    if (failure || isClosing) {
      done(failure ?? new CityError('journal-failed', 'The journal is closing'), -1)
      return
    }
    if (waiting.messages >= WAITING_MESSAGES || waiting.bytes >= WAITING_BYTES) {
      done(new CityError('journal-full', `${waiting.messages} messages wait for the disk; send again later`), -1)
      return
    }
    waiting.add(topic, payload, done)
    if (!inFlight && !flushSoon) {
      flushSoon = true
      setImmediate(flush)
    }
  }

  function flush(): void {
    flushSoon = false
    if (inFlight || failure || waiting.messages === 0) return
    if (options.hasRoom?.() === false) {
      isFull = true
      waitForRoom()
      return
    }
    const parcel = waiting.take(mostMessages)
    if (!parcel) return
    const { topics, payloads } = parcel
    const batch: Batch = { first: head, receivedAt: now(), topics, payloads }
    inFlight = { parcel, batch }
    const buffer = packFrames(topics, payloads).buffer as ArrayBuffer
    const body = new Uint8Array(buffer)
    post({ type: 'append', first: head, count: topics.length, receivedAt: batch.receivedAt, body }, [buffer])
  }

  function committed(nowBytes: number): void {
    const { parcel, batch } = inFlight!
    inFlight = null
    bytes = nowBytes
    isFull = false
    mostMessages = Math.min(PARCEL_MESSAGES, mostMessages * 2)
    head += batch.topics.length
    if (reading.size > 0) tail.add(batch, parcel.bytes)
    // The next commit starts before this one's callbacks run, so that the disk is never idle meanwhile.
    flush()
    held.push({ callbacks: parcel.callbacks, first: batch.first })
    if (isOutrun()) holding ??= setTimeout(release, LONGEST_HOLD_MS)
    else release()
    wake()
  }

  /** Whoever reads most closely is far behind: a little patience with the door keeps it in step with the line. */
  function isOutrun(): boolean {
    return reading.size > 0 && head - Math.max(...reading.values()) > OUTRUN_MESSAGES
  }

  function release(): void {
    clearTimeout(holding)
    holding = undefined
    const all = held
    held = []
    for (const { callbacks, first } of all) for (let i = 0; i < callbacks.length; i++) callbacks[i]!(null, first + i)
  }

  function refused(message: Extract<FromWorker, { type: 'failed' }>): void {
    if (!message.retry) {
      fail(new CityError('journal-failed', `The journal ${options.file} cannot write: ${message.message}`))
      return
    }
    // Full means slow, not lost: it is tried again until there is room; nobody is acknowledged meanwhile.
    options.onFull?.()
    const { parcel } = inFlight!
    const { length } = parcel.topics
    inFlight = null
    waiting.putBack(parcel)
    // A commit larger than the room that is left would never fit: smaller ones are tried first.
    mostMessages = Math.max(1, length >> 1)
    isFull ||= length === 1
    if (length > 1) setTimeout(flush)
    else waitForRoom()
  }

  function waitForRoom(): void {
    if (!isClosing) {
      retry ??= setTimeout(() => {
        retry = undefined
        flush()
      }, FULL_RETRY_MS)
      return
    }
    // Nobody was told that these are kept: their devices send them again.
    const error = new CityError('journal-full', `The journal ${options.file} is full; what waited was not taken`)
    for (const callback of waiting.clear()) callback(error, -1)
    wake()
  }

  function fail(error: CityError): void {
    if (failure) return
    failure = error
    release()
    const all = [...(inFlight?.parcel.callbacks ?? []), ...waiting.clear()]
    inFlight = null
    for (const callback of all) callback(error, -1)
    wake()
    closing?.()
    options.onFailure?.(error)
  }

  async function* read(reader: string, from: Position): AsyncIterable<Batch> {
    if (reading.has(reader)) throw new Error(`reader ${reader} reads already`)
    let next = from
    reading.set(reader, next)
    try {
      while (!failure) {
        if (next < head) {
          const live = tail.at(next)
          if (live) {
            next = live.first + live.topics.length
            advance(reader, next)
            yield live
          } else {
            for (const batch of await fetch(next)) {
              next = batch.first + batch.topics.length
              advance(reader, next)
              yield batch
            }
          }
        } else if (isClosing && waiting.messages === 0 && !inFlight) return
        else await new Promise<void>((resolve) => wakers.add(resolve))
      }
    } finally {
      reading.delete(reader)
      trimTail()
    }
  }

  /** Batches from the file; what is damaged there is reported and passed over, never waited for. */
  async function fetch(from: Position): Promise<Batch[]> {
    const id = nextPage++
    const page = await new Promise<Extract<FromWorker, { type: 'rows' }>>((resolve) => {
      pages.set(id, resolve)
      post({ type: 'read', id, from, bytes: READ_BYTES })
    })
    pages.delete(id)
    const batches: Batch[] = []
    let next = from
    for (const row of [...page.rows, ...page.damaged.map((d) => ({ ...d, body: null }))].sort(
      (a, b) => a.first - b.first,
    )) {
      if (row.first > next) missing(next, row.first, 'these positions are not in the file')
      const skip = Math.max(0, next - row.first)
      next = Math.max(next, row.first + row.count)
      if (row.body === null) {
        missing(row.first + skip, row.first + row.count, row.detail)
        continue
      }
      try {
        const frames = unpackFrames(
          Buffer.from(row.body.buffer, row.body.byteOffset, row.body.byteLength),
          row.count,
          skip,
        )
        batches.push({ first: row.first + skip, receivedAt: row.receivedAt, ...frames })
      } catch (error) {
        missing(row.first + skip, row.first + row.count, (error as Error).message)
      }
    }
    if (next === from) {
      // The file holds nothing from here on although it should: pass over to what is still in memory.
      const upTo = tail.from ?? head
      if (upTo > from) missing(from, upTo, 'these positions are not in the file')
      next = upTo
    }
    const last = batches.at(-1)
    if (!last || last.first + last.topics.length < next)
      batches.push({ first: next, receivedAt: now(), topics: [], payloads: [] })
    return batches
  }

  function missing(from: Position, to: Position, detail: string): void {
    // Several readers come by, and the start may have told of it.
    if (lost.some((known) => known.from <= from && to <= known.to)) return
    lost.push({ from, to })
    options.onDamage?.(`Positions ${from} to ${to - 1} of ${options.file} cannot be read: ${detail}`, { from, to })
  }

  function done(reader: string, position: Position): void {
    if (position <= (readers.get(reader) ?? -1)) return
    readers.set(reader, position)
    const at = now()
    const reclaim = at - (lastReclaim.get(reader) ?? 0) >= RECLAIM_EVERY_MS
    if (!reclaim && !isClosing) {
      scheduleDone(reader)
      return
    }
    lastReclaim.set(reader, at)
    post({ type: 'done', reader, position, reclaim: true })
  }

  const scheduled = new Map<string, NodeJS.Timeout>()
  function scheduleDone(reader: string): void {
    if (scheduled.has(reader)) return
    const timer = setTimeout(() => {
      scheduled.delete(reader)
      lastReclaim.set(reader, now())
      if (!isClosing) post({ type: 'done', reader, position: readers.get(reader)!, reclaim: true })
    }, RECLAIM_EVERY_MS)
    timer.unref()
    scheduled.set(reader, timer)
  }

  function advance(reader: string, next: Position): void {
    reading.set(reader, next)
    trimTail()
    if (held.length > 0 && !isOutrun()) release()
  }

  /** Batches that every reader has passed need not stay in memory. */
  function trimTail(): void {
    tail.trim(Math.min(...reading.values()))
  }

  function wake(): void {
    const all = [...wakers]
    wakers.clear()
    for (const resume of all) resume()
  }

  function post(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    worker.postMessage(message.type === 'done' && holds.size > 0 ? { ...message, reclaim: false } : message, transfer)
  }

  async function close(): Promise<void> {
    if (isClosing) return
    isClosing = true
    release()
    while (!failure && (inFlight || waiting.messages > 0)) {
      await new Promise<void>((resolve) => {
        wakers.add(resolve)
        flush()
      })
    }
    wake()
    for (const timer of scheduled.values()) clearTimeout(timer)
    for (const [reader, position] of readers) post({ type: 'done', reader, position, reclaim: true })
    const closed = new Promise<void>((resolve) => {
      closing = resolve
      worker.once('exit', () => resolve())
    })
    post({ type: 'close' })
    await closed
    await worker.terminate()
  }

  return {
    append,
    read,
    done,
    hold() {
      const hold = { [Symbol.dispose]: () => void holds.delete(hold) }
      holds.add(hold)
      return hold
    },
    positionOf: (reader) => readers.get(reader) ?? 0,
    get head() {
      return head
    },
    oldest: opened.oldest,
    get state(): JournalState {
      const slowest = Math.min(head, ...readers.values())
      return {
        backlog: head - slowest,
        bytes,
        limitBytes,
        waiting: waiting.messages + (inFlight?.batch.topics.length ?? 0),
        isFull,
      }
    },
    fill(boundBytes) {
      if (isFull) return 1
      const onDisk = (bytes + waiting.bytes + (inFlight?.parcel.bytes ?? 0)) / Math.min(boundBytes, limitBytes)
      return Math.min(1, Math.max(onDisk, waiting.messages / WAITING_MESSAGES, waiting.bytes / WAITING_BYTES))
    },
    [Symbol.asyncDispose]: close,
  }
}

function firstWord(worker: Worker): Promise<Extract<FromWorker, { type: 'open' }>> {
  return new Promise((resolve, reject) => {
    worker.once('message', (message: FromWorker) => {
      if (message.type === 'open') resolve(message)
      else if (message.type === 'refused') reject(new CityError(message.code, message.message))
    })
    worker.once('error', (error: Error) =>
      reject(new CityError('journal-damaged', `The journal cannot be opened: ${error.message}`, { cause: error })),
    )
  })
}
