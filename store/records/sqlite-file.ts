import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Damage } from './sqlite-messages.ts'

/** Older versions may corrupt a WAL when two connections reset it at once (sqlite.org/wal.html, 3.7.0 to 3.51.2). */
export const OLDEST_SQLITE = '3.51.3'

// Primary result codes, sqlite.org/rescode.html.
const BUSY = 5
const READONLY = 8
const IOERR = 10
const CORRUPT = 11
const CANTOPEN = 14
const NOTADB = 26

/** Opens the file, durable and checked. A damaged one is moved to `quarantine/` beside it and a new one opened. */
export function openFile(file: string, at: Date): { readonly db: DatabaseSync; readonly damage: Damage | null } {
  const first = openChecked(file)
  if ('db' in first) return { db: first.db, damage: null }
  const damage = { movedTo: quarantine(file, at), detail: first.damaged }
  const second = openChecked(file)
  if ('db' in second) return { db: second.db, damage }
  throw new Error(`a new file is damaged too: ${second.damaged}`)
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

/** Whether the disk, not the statement, failed: nothing that this connection says can be trusted any more. */
export function isFatal(error: unknown): boolean {
  return [IOERR, CORRUPT, NOTADB].includes(primaryCode(error))
}

/** Whether another process keeps the file, or this one may not write it. */
export function isInUse(error: unknown): boolean {
  return primaryCode(error) === BUSY
}

export function isUnwritable(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  if (typeof code === 'string' && ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'ENOSPC'].includes(code))
    return true
  return [READONLY, CANTOPEN].includes(primaryCode(error))
}

function openChecked(file: string): { readonly db: DatabaseSync } | { readonly damaged: string } {
  const db = new DatabaseSync(file, { timeout: 5000, enableForeignKeyConstraints: true })
  try {
    db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma temp_store = memory')
    const found = db.prepare('pragma quick_check(10)').all()
    const faults = found.map((row) => String(row['quick_check'])).filter((text) => text !== 'ok')
    if (faults.length === 0) return { db }
    db.close()
    return { damaged: faults.join('; ') }
  } catch (error) {
    db.close()
    if ([CORRUPT, NOTADB].includes(primaryCode(error))) return { damaged: (error as Error).message }
    throw error
  }
}

/** Moves the file with its write-ahead log, so that both can be looked at together. */
function quarantine(file: string, at: Date): string {
  const folder = join(dirname(file), 'quarantine')
  mkdirSync(folder, { recursive: true })
  const stamp = at.toISOString().replaceAll(/[:.]/g, '-')
  const extension = extname(file)
  const name = basename(file, extension)
  let target = join(folder, `${name}-${stamp}${extension}`)
  for (let n = 2; existsSync(target); n++) target = join(folder, `${name}-${stamp}-${n}${extension}`)
  renameSync(file, target)
  // -shm is only an index of -wal and is made anew.
  for (const suffix of ['-wal', '-shm']) if (existsSync(file + suffix)) renameSync(file + suffix, target + suffix)
  return target
}

function primaryCode(error: unknown): number {
  const code = (error as { errcode?: unknown }).errcode
  return typeof code === 'number' ? code & 0xff : 0
}
