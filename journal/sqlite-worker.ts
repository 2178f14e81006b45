import { parentPort, workerData } from 'node:worker_threads'
import { isFull } from '../disk/sqlite-codes.ts'
import { CityError, type ErrorCode } from '../domain/errors.ts'
import { checksum } from './frames.ts'
import { leasedFrom } from './lease.ts'
import { type FileOptions, openFile, type OpenedFile, PAGE_BYTES } from './sqlite-file.ts'
import { type LogRow, rowsFrom } from './sqlite-rows.ts'

/** What the journal asks of its worker, which alone touches the file. */
export type ToWorker =
  | { type: 'append'; first: number; count: number; receivedAt: number; body: Uint8Array<ArrayBuffer> }
  | { type: 'read'; id: number; from: number; bytes: number }
  | { type: 'done'; reader: string; position: number; reclaim: boolean }
  | { type: 'close' }

export type FromWorker =
  | {
      type: 'open'
      head: number
      readers: [string, number][]
      bytes: number
      damage: OpenedFile['damage']
      oldest: number
    }
  /** It cannot be opened: what a person has to know. */
  | { type: 'refused'; code: ErrorCode; message: string }
  | { type: 'appended'; bytes: number }
  /** What all readers had passed was forgotten; nobody may have to append to see the room that made. */
  | { type: 'freed'; bytes: number }
  /** `retry`: there is no room now; otherwise the disk failed and nothing more may be promised. */
  | { type: 'failed'; retry: boolean; message: string }
  | { type: 'rows'; id: number; rows: Row[]; damaged: Damaged[] }
  | { type: 'closed' }

export interface Row {
  readonly first: number
  readonly count: number
  readonly receivedAt: number
  readonly body: Uint8Array<ArrayBuffer>
}

export interface Damaged {
  readonly first: number
  readonly count: number
  readonly detail: string
}

const READ_ROWS = 64
/** At a time. */
const FORGOTTEN_ROWS = 64
/** Above that nothing is remembered for other processes: who cannot keep up with the city misses something, not the city. */
const LEASED_BYTES = 256 * 2 ** 20

const port = parentPort!
let isClosing = false
/** After a failed write or sync nobody knows what the disk has: nothing more is written, and nothing synced again. */
let hasFailed = false
const { db, mark, head: firstHead, damage } = open()
const statements = {
  pages: db.prepare('PRAGMA page_count'),
  free: db.prepare('PRAGMA freelist_count'),
  insert: db.prepare('INSERT INTO log (first, count, received, crc, body) VALUES (?, ?, ?, ?, ?)'),
  rows: db.prepare(
    `SELECT first, count, received, crc, body FROM log WHERE first + count > ? AND first >= ? ORDER BY first LIMIT ${READ_ROWS}`,
  ),
  before: db.prepare('SELECT max(first) AS first FROM log WHERE first <= ?'),
  reader: db.prepare(
    'INSERT INTO reader (name, position) VALUES (?, ?) ON CONFLICT DO UPDATE SET position = max(position, excluded.position)',
  ),
  slowest: db.prepare('SELECT min(position) AS position FROM reader'),
  forget: db.prepare(
    `DELETE FROM log WHERE first IN (SELECT first FROM log WHERE first + count <= ? ORDER BY first LIMIT ${FORGOTTEN_ROWS})`,
  ),
}

post({ type: 'open', head: firstHead, readers: readers(), bytes: size(), damage, oldest: oldest() })

port.on('message', (message: ToWorker) => {
  if (message.type === 'append') append(message)
  else if (message.type === 'read') read(message)
  else if (message.type === 'done') done(message)
  else close()
})

function append({ first, count, receivedAt, body }: Extract<ToWorker, { type: 'append' }>): void {
  try {
    statements.insert.run(first, count, receivedAt, checksum({ first, count, receivedAt, body }), body)
    mark.set(first + count)
    post({ type: 'appended', bytes: size() })
  } catch (error) {
    const retry = isFull(error)
    if (retry) shrink()
    else hasFailed = true
    post({ type: 'failed', retry, message: (error as Error).message })
  }
}

/** The log may hold many states of the same pages: brought into the database, its room is free for the next commits. */
function shrink(): void {
  try {
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } catch {
    // No room for that either.
  }
}

function read({ id, from, bytes }: Extract<ToWorker, { type: 'read' }>): void {
  const rows: Row[] = []
  const damaged: Damaged[] = []
  let taken = 0
  const take = (row: LogRow): boolean => {
    const { first, count, received: receivedAt, crc, body } = row
    if (checksum({ first, count, receivedAt, body }) === crc) rows.push({ first, count, receivedAt, body })
    else damaged.push({ first, count, detail: 'its checksum does not match' })
    taken += body.byteLength
    return taken < bytes
  }
  try {
    const start = (statements.before.get(from) as { first: number | null }).first ?? 0
    for (const found of statements.rows.iterate(from, start)) if (!take(found as unknown as LogRow)) break
  } catch {
    // What is readable behind the damage; the hole is seen by its missing positions.
    const next = rows.at(-1) ? rows.at(-1)!.first + 1 : from
    let left = READ_ROWS
    for (const row of rowsFrom(db, 'first, count, received, crc, body', next)) if (!take(row) || --left === 0) break
  }
  post(
    { type: 'rows', id, rows, damaged },
    rows.map((row) => row.body.buffer),
  )
}

function done({ reader, position, reclaim }: Extract<ToWorker, { type: 'done' }>): void {
  if (hasFailed) return
  try {
    statements.reader.run(reader, position)
    if (reclaim) forget()
  } catch {
    // Nothing is lost by remembering too much; the next call tries again, and appends say when the disk fails.
  }
}

/** A little at a time, so that appends need not wait; until all is forgotten, for a reader that is level says no more. */
function forget(): void {
  if (isClosing || hasFailed) return
  const { position } = statements.slowest.get() as { position: number }
  const leased = size() > LEASED_BYTES ? Infinity : leasedFrom((workerData as FileOptions).file)
  const { changes } = statements.forget.run(Math.min(position, leased))
  if (changes === 0) return
  post({ type: 'freed', bytes: size() })
  if (changes === FORGOTTEN_ROWS) setImmediate(forgetMore)
}

function forgetMore(): void {
  try {
    forget()
  } catch {
    // As above.
  }
}

function close(): void {
  isClosing = true
  db.close()
  mark.close()
  post({ type: 'closed' })
  port.close()
}

function open(): OpenedFile {
  try {
    return openFile(workerData as FileOptions)
  } catch (error) {
    const code = error instanceof CityError ? error.code : 'journal-damaged'
    post({ type: 'refused', code, message: (error as Error).message })
    throw error
  }
}

/** Position of the oldest message that is held; the head when there is none. */
function oldest(): number {
  try {
    const row = db.prepare('SELECT first FROM log ORDER BY first LIMIT 1').get()
    return row ? Number(row['first']) : firstHead
  } catch {
    return 0
  }
}

function readers(): [string, number][] {
  return (db.prepare('SELECT name, position FROM reader').all() as { name: string; position: number }[]).map((row) => [
    row.name,
    row.position,
  ])
}

function size(): number {
  const pages = (statements.pages.get() as { page_count: number }).page_count
  const free = (statements.free.get() as { freelist_count: number }).freelist_count
  return (pages - free) * PAGE_BYTES
}

function post(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer)
}
