import { randomInt } from 'node:crypto'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { logBytesOn } from '../../disk/log-room.ts'
import { teachLink } from '../audit/link.ts'
import { type Finding, openSound } from '../../disk/sqlite-open.ts'

/** Older versions may corrupt a WAL when two connections reset it at once (sqlite.org/wal.html, 3.7.0 to 3.51.2). */
export const OLDEST_SQLITE = '3.51.3'

const PAGE_BYTES = 4096
const LOG_BYTES = 1000 * PAGE_BYTES

/** Opens the file, durable and checked. What is damaged is in `quarantine/` afterwards, and a new file stands in its place. */
export function openFile(file: string, at: Date): { readonly db: DatabaseSync; readonly findings: readonly Finding[] } {
  return openSound(file, {
    at,
    prepare: (db) => {
      teachLink(db)
      const logBytes = logBytesOn(dirname(file), LOG_BYTES)
      db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma temp_store = memory')
      db.exec(
        `pragma wal_autocheckpoint = ${Math.floor(logBytes / PAGE_BYTES)}; pragma journal_size_limit = ${logBytes}`,
      )
      // Tells the write-ahead log of one city from that of another.
      const named = db.prepare('pragma application_id').get()?.['application_id']
      if (named === 0) db.exec(`pragma application_id = ${randomInt(1, 2 ** 31)}`)
    },
  })
}

export function sqliteVersion(): string {
  using db = new DatabaseSync(':memory:')
  return String(db.prepare('select sqlite_version() as version').get()?.['version'])
}

/** Compares dotted version numbers. */
export function isOlder(version: string, than: string): boolean {
  const [left, right] = [version.split('.').map(Number), than.split('.').map(Number)]
  for (let i = 0; i < right.length; i++) {
    if ((left[i] ?? 0) !== (right[i] ?? 0)) return (left[i] ?? 0) < (right[i] ?? 0)
  }
  return false
}
