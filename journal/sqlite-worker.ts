import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { CityError } from '../domain/errors.ts'
import { FORMATS } from '../domain/formats.ts'
import { checksum } from './frames.ts'

/** What the journal asks of its worker, which alone touches the file. */
export type ToWorker =
  | { type: 'append'; first: number; count: number; receivedAt: number; body: Uint8Array<ArrayBuffer> }
  | { type: 'read'; id: number; from: number; bytes: number }
  | { type: 'done'; reader: string; position: number; reclaim: boolean }
  | { type: 'close' }

export type FromWorker =
  | { type: 'open'; head: number; readers: [string, number][]; bytes: number; damage: string | null }
  | { type: 'appended'; bytes: number }
  /** What all readers had passed was forgotten; nobody may have to append to see the room that made. */
  | { type: 'freed'; bytes: number }
  /** `retry`: there is no room now; otherwise the disk failed and nothing more may be promised. */
  | { type: 'failed'; retry: boolean; message: string }
  | { type: 'rows'; id: number; rows: Row[]; damaged: { first: number; count: number; detail: string }[] }
  | { type: 'closed' }

export interface Row {
  readonly first: number
  readonly count: number
  readonly receivedAt: number
  readonly body: Uint8Array<ArrayBuffer>
}

export interface WorkerData {
  readonly file: string
  readonly limitBytes: number
  /** No position below this one may be given again. */
  readonly atLeast: number
}

const SQLITE_FULL = 13
const PAGE_BYTES = 16_384
const CHECKED_BYTES = 512 * 1024 * 1024
/** At a time. */
const FORGOTTEN_ROWS = 64
const OLDEST_SQLITE = [3, 51, 3]

const { file, limitBytes, atLeast } = workerData as WorkerData
const port = parentPort!
let damage: string | null = null
let isClosing = false
const db = openOrQuarantine()
const statements = {
  pages: db.prepare('PRAGMA page_count'),
  free: db.prepare('PRAGMA freelist_count'),
  insert: db.prepare('INSERT INTO log (first, count, received, crc, body) VALUES (?, ?, ?, ?, ?)'),
  rows: db.prepare(
    'SELECT first, count, received, crc, body FROM log WHERE first + count > ? AND first >= ? ORDER BY first LIMIT 64',
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

post({ type: 'open', head: head(), readers: readers(), bytes: size(), damage })

port.on('message', (message: ToWorker) => {
  if (message.type === 'append') append(message)
  else if (message.type === 'read') read(message)
  else if (message.type === 'done') done(message)
  else close()
})

function append({ first, count, receivedAt, body }: Extract<ToWorker, { type: 'append' }>): void {
  try {
    statements.insert.run(first, count, receivedAt, checksum(body), body)
    post({ type: 'appended', bytes: size() })
  } catch (error) {
    const retry = (error as { errcode?: number }).errcode === SQLITE_FULL
    post({ type: 'failed', retry, message: (error as Error).message })
  }
}

function read({ id, from, bytes }: Extract<ToWorker, { type: 'read' }>): void {
  const rows: Row[] = []
  const damaged: { first: number; count: number; detail: string }[] = []
  let taken = 0
  const start = (statements.before.get(from) as { first: number | null }).first ?? 0
  try {
    for (const found of statements.rows.iterate(from, start)) {
      const row = found as {
        first: number
        count: number
        received: number
        crc: number
        body: Uint8Array<ArrayBuffer>
      }
      if (checksum(row.body) === row.crc) {
        rows.push({ first: row.first, count: row.count, receivedAt: row.received, body: row.body })
      } else {
        damaged.push({ first: row.first, count: row.count, detail: 'its checksum does not match' })
      }
      taken += row.body.byteLength
      if (taken >= bytes) break
    }
  } catch (error) {
    damaged.push({ first: from, count: 0, detail: (error as Error).message })
  }
  post(
    { type: 'rows', id, rows, damaged },
    rows.map((row) => row.body.buffer),
  )
}

function done({ reader, position, reclaim }: Extract<ToWorker, { type: 'done' }>): void {
  try {
    statements.reader.run(reader, position)
    if (reclaim) forget()
  } catch {
    // Nothing is lost by remembering too much; the next call tries again, and appends say when the disk fails.
  }
}

/** A little at a time, so that appends need not wait; until all is forgotten, for a reader that is level says no more. */
function forget(): void {
  if (isClosing) return
  const { changes } = statements.forget.run((statements.slowest.get() as { position: number }).position)
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
  post({ type: 'closed' })
  port.close()
}

function openOrQuarantine(): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true })
  try {
    return open()
  } catch (error) {
    if (!existsSync(file) || !/malformed|not a database|corrupt/i.test((error as Error).message)) throw error
    const folder = join(dirname(file), 'quarantine')
    mkdirSync(folder, { recursive: true })
    const stamp = new Date().toISOString().replaceAll(':', '-')
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(file + suffix)) renameSync(file + suffix, join(folder, `${stamp}-${basename(file)}${suffix}`))
    }
    damage = `${file} is damaged (${(error as Error).message}); it was moved to ${folder}`
    return open()
  }
}

function open(): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 5_000 })
  const { version } = db.prepare('SELECT sqlite_version() AS version').get() as { version: string }
  const [major, minor, patch] = version.split('.').map(Number) as [number, number, number]
  const [oldMajor, oldMinor, oldPatch] = OLDEST_SQLITE as [number, number, number]
  // SQLite before 3.51.3 can corrupt a database when the WAL is reset.
  if (major * 1e6 + minor * 1e3 + patch < oldMajor * 1e6 + oldMinor * 1e3 + oldPatch) {
    throw new Error(`SQLite ${version} is too old; ${OLDEST_SQLITE.join('.')} is needed`)
  }
  const format = (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version
  if (format > FORMATS.journal) {
    db.close()
    throw new CityError(
      'config-data-newer',
      `${file} was written by a newer CityPulse (format ${format}, this one knows ${FORMATS.journal}): start that version, or restore a backup`,
    )
  }
  db.exec(`
    PRAGMA page_size = ${PAGE_BYTES};
    PRAGMA auto_vacuum = INCREMENTAL;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 1000;
    CREATE TABLE IF NOT EXISTS log (first INTEGER PRIMARY KEY, count INTEGER, received INTEGER, crc INTEGER, body BLOB) STRICT;
    CREATE TABLE IF NOT EXISTS reader (name TEXT PRIMARY KEY, position INTEGER) STRICT;
  `)
  db.exec(`PRAGMA user_version = ${FORMATS.journal}`)
  const pageBytes = (db.prepare('PRAGMA page_size').get() as { page_size: number }).page_size
  db.exec(`PRAGMA max_page_count = ${Math.max(8, Math.floor(limitBytes / pageBytes))}`)
  const check = isSmall()
    ? (db.prepare('PRAGMA quick_check(1)').get() as { quick_check: string })
    : { quick_check: 'ok' }
  if (check.quick_check !== 'ok') {
    db.close()
    throw new Error(`database disk image is malformed: ${check.quick_check}`)
  }
  return db
}

/** A large backlog is not read through before the city may start: every row has a checksum of its own. */
function isSmall(): boolean {
  return statSync(file).size <= CHECKED_BYTES
}

function head(): number {
  const row = db
    .prepare(
      'SELECT coalesce(max(first + count), 0) AS head FROM (SELECT first, count FROM log ORDER BY first DESC LIMIT 1)',
    )
    .get()
  return Math.max(atLeast, (row as { head: number }).head, ...readers().map(([, position]) => position))
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
