import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { logBytesOn } from '../disk/log-room.ts'
import { openSound } from '../disk/sqlite-open.ts'
import { isFull, isInUse, isUnwritable } from '../disk/sqlite-codes.ts'
import { CityError } from '../domain/errors.ts'
import { FORMATS } from '../domain/formats.ts'
import type { Position } from './journal.ts'
import { type Mark, openMark } from './mark.ts'
import { rowsFrom, salvageRows } from './sqlite-rows.ts'

export const PAGE_BYTES = 16_384
const LOG_BYTES = 16 * 1024 * 1024
const CHECKED_BYTES = 512 * 1024 * 1024
const OLDEST_SQLITE = [3, 51, 3]
/** "City": tells a journal from other databases, with 16 bits that tell one journal from another. */
const APPLICATION = 0x43690000

/** Positions that cannot be read any more, `to` exclusive. */
export interface Lost {
  readonly from: Position
  readonly to: Position
}

export interface OpenedFile {
  readonly db: DatabaseSync
  readonly mark: Mark
  /** Position that the next message gets. */
  readonly head: Position
  readonly damage: readonly { readonly detail: string; readonly lost: Lost | null }[]
}

export interface FileOptions {
  readonly file: string
  readonly limitBytes: number
  /** No position below this one may be given again. */
  readonly atLeast: Position
  /** Nobody needs positions below this one: their loss is none. */
  readonly needed: Position
}

/**
 * Opens the journal's file, checked. What is damaged is in `quarantine/` afterwards, its readable rows are taken over, and
 * positions that should be there and are not are told. Throws `CityError` with one sentence when a person must act.
 */
export function openFile(options: FileOptions): OpenedFile {
  const { file } = options
  try {
    mkdirSync(dirname(file), { recursive: true })
    return openWhole(options)
  } catch (error) {
    if (error instanceof CityError) throw error
    const { message } = error as Error
    if (isFull(error)) throw new CityError('disk-full', `${file} cannot be opened: ${message}`, { cause: error })
    if (isInUse(error)) {
      throw new CityError('config-data-in-use', `${file} is kept by another process: ${message}`, { cause: error })
    }
    if (isUnwritable(error)) {
      throw new CityError('config-data-unwritable', `${file} cannot be read and written: ${message}`, { cause: error })
    }
    throw error
  }
}

function openWhole({ file, limitBytes, atLeast, needed }: FileOptions): OpenedFile {
  const { db, findings } = openSound(file, {
    at: new Date(),
    checkedBytes: CHECKED_BYTES,
    prepare: (db) => prepare(db, file, limitBytes),
  })
  const damage: { detail: string; lost: Lost | null }[] = []
  for (const { detail, keptAt, isReplaced } of findings) {
    const saved = isReplaced ? salvageRows(db, keptAt) : null
    damage.push({ detail: saved === null ? detail : `${detail}; ${saved} messages were saved from it`, lost: null })
  }
  const mark = openMark(file.replace(/\.db$/, '.mark'))
  const known = Math.max(atLeast, mark.position, endOf(db))
  // A reader cannot be ahead of what was ever written; without a mark nobody can tell.
  if (mark.position > 0) db.prepare('DELETE FROM reader WHERE position > ?').run(known)
  const readers = db
    .prepare('SELECT position FROM reader')
    .all()
    .map((row) => Number(row['position']))
  const head = Math.max(known, ...readers)
  const from = readers.length > 0 ? Math.max(needed, Math.min(...readers)) : needed
  for (const lost of holesOf(db, from, { head, everything: damage.length > 0 })) {
    damage.push({ detail: `Positions ${lost.from} to ${lost.to - 1} of ${file} are missing`, lost })
  }
  mark.set(head)
  return { db, mark, head, damage }
}

function prepare(db: DatabaseSync, file: string, limitBytes: number): void {
  demandSqlite(db)
  const version = valueOf(db, 'PRAGMA user_version')
  if (version > FORMATS.journal) {
    throw new CityError(
      'config-data-newer',
      `${file} was written by a newer CityPulse (format ${version}, this one knows ${FORMATS.journal}): start that version, or restore a backup`,
    )
  }
  const logBytes = logBytesOn(dirname(file), LOG_BYTES)
  db.exec(`
    PRAGMA page_size = ${PAGE_BYTES};
    PRAGMA auto_vacuum = INCREMENTAL;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = ${Math.floor(logBytes / PAGE_BYTES)};
    PRAGMA journal_size_limit = ${logBytes};
    CREATE TABLE IF NOT EXISTS log (first INTEGER PRIMARY KEY, count INTEGER, received INTEGER, crc INTEGER, body BLOB) STRICT;
    CREATE TABLE IF NOT EXISTS reader (name TEXT PRIMARY KEY, position INTEGER) STRICT;
  `)
  if (version < FORMATS.journal) {
    const id = APPLICATION + Math.floor(Math.random() * 0x10000)
    db.exec(`PRAGMA application_id = ${id}; PRAGMA user_version = ${FORMATS.journal}`)
  }
  db.exec(`PRAGMA max_page_count = ${Math.max(8, Math.floor(limitBytes / valueOf(db, 'PRAGMA page_size')))}`)
  db.prepare('SELECT first, count, received, crc, body FROM log LIMIT 0')
  db.prepare('SELECT name, position FROM reader LIMIT 0')
}

/** SQLite before 3.51.3 can corrupt a database when the WAL is reset. */
function demandSqlite(db: DatabaseSync): void {
  const { version } = db.prepare('SELECT sqlite_version() AS version').get() as { version: string }
  const [major, minor, patch] = version.split('.').map(Number) as [number, number, number]
  const [oldMajor, oldMinor, oldPatch] = OLDEST_SQLITE as [number, number, number]
  if (major * 1e6 + minor * 1e3 + patch < oldMajor * 1e6 + oldMinor * 1e3 + oldPatch) {
    throw new CityError('config-node-too-old', `SQLite ${version} is too old; ${OLDEST_SQLITE.join('.')} is needed`)
  }
}

function valueOf(db: DatabaseSync, pragma: string): number {
  return Number(Object.values(db.prepare(pragma).get() ?? {})[0])
}

function endOf(db: DatabaseSync): Position {
  try {
    const last = db.prepare('SELECT first, count FROM log ORDER BY first DESC LIMIT 1').get()
    return last ? Number(last['first']) + Number(last['count']) : 0
  } catch {
    return 0
  }
}

/** What is missing between what is needed and the head: always the end; after damage also every hole before it. */
function holesOf(
  db: DatabaseSync,
  from: Position,
  { head, everything }: { readonly head: Position; readonly everything: boolean },
): Lost[] {
  const end = endOf(db)
  const holes: Lost[] = []
  let next = from
  if (everything) {
    for (const { first, count } of rowsFrom(db, 'first, count', 0)) {
      if (first > next) holes.push({ from: next, to: Math.min(first, head) })
      next = Math.max(next, first + count)
    }
  } else next = Math.max(next, end)
  if (next < head) holes.push({ from: next, to: head })
  return holes.filter(({ from, to }) => to > from)
}
