import { accessSync, closeSync, constants, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { quarantine } from './quarantine.ts'
import { isDamage, isMisfit, isUnwritable } from './sqlite-codes.ts'
import { inspectWal } from './wal.ts'

/** One thing that was found damaged, and where it is now. */
export interface Finding {
  readonly detail: string
  /** In `quarantine/`. */
  readonly keptAt: string
  /** The database itself was moved: the one that is open is new, and what can be read of the old one is to be taken over. */
  readonly isReplaced: boolean
}

export interface OpenOptions<T> {
  readonly at: Date
  /** A larger file is not read through before it is used. */
  readonly checkedBytes?: number
  /** Makes the connection ready: settings, tables, statements. What fails in it as a wrong statement is damage. */
  readonly prepare: (db: DatabaseSync) => T
}

const SIDECARS = ['-wal', '-shm'] as const

/**
 * Opens an SQLite file that a bad disk, a power failure or a stray copy may have changed. It is looked through before
 * anything may write it; what is damaged goes to `quarantine/`, and only that: a sound database keeps its place when its
 * write-ahead log is not, and the other way round. Throws when the fault is not in the bytes: no right, a folder in its place.
 */
export function openSound<T>(
  file: string,
  options: OpenOptions<T>,
): { readonly db: DatabaseSync; readonly ready: T; readonly findings: readonly Finding[] } {
  for (const suffix of ['', ...SIDECARS]) demandFile(file + suffix)
  const findings = [...checkLog(file, options.at), ...checkDatabase(file, options)]
  const first = tryPrepare(file, options)
  if ('ready' in first) return { ...first, findings }
  findings.push(replace(file, options.at, first.damaged))
  const second = tryPrepare(file, options)
  if ('ready' in second) return { ...second, findings }
  throw new Error(`${file}: a new file is damaged too: ${second.damaged}`)
}

function demandFile(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) return
  if (!found.isFile()) {
    throw Object.assign(new Error('something else than a file stands in its place: move it away'), { code: 'EISDIR' })
  }
  accessSync(file, constants.R_OK | constants.W_OK)
}

/** A log that is another database's, or broken, must not be taken for the newest state without a word. */
function checkLog(file: string, at: Date): Finding[] {
  const log = `${file}-wal`
  const wal = inspectWal(log)
  if (wal.bytes === 0) return []
  const header = headerOf(file)
  const isForeign =
    header !== null &&
    ((wal.pageBytes !== null && wal.pageBytes !== header.pageBytes) ||
      (wal.applicationId !== null && wal.applicationId !== header.applicationId && header.applicationId !== 0))
  if (isForeign) {
    const keptAt = quarantine(log, { at })
    return [{ detail: `${log} belongs to another database; it was moved to ${keptAt}`, keptAt, isReplaced: false }]
  }
  if (wal.isWhole || wal.commitsLost === 1) return []
  const keptAt = quarantine(log, { at, copy: true })
  const lost = wal.commits === 0 && wal.commitsLost === 0 ? 'nothing of it' : `${wal.commitsLost} commits of it`
  const cannot = lost === 'nothing of it' ? `${lost} can be read` : `${lost} cannot be read`
  return [{ detail: `${log} is damaged, ${cannot}; a copy is kept at ${keptAt}`, keptAt, isReplaced: false }]
}

function checkDatabase<T>(file: string, { at, checkedBytes = Infinity }: OpenOptions<T>): Finding[] {
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (bytes === 0 || bytes > checkedBytes) return []
  const fault = faultOf(file, file)
  if (fault === null) return []
  const log = `${file}-wal`
  if (inspectWal(log).bytes > 0 && faultOf(pathToFileURL(file).href + '?immutable=1', file) === null) {
    const keptAt = quarantine(log, { at })
    const detail = `${log} does not fit ${file}, which is sound without it (${fault}); it was moved to ${keptAt}`
    return [{ detail, keptAt, isReplaced: false }]
  }
  return [replace(file, at, fault)]
}

/** What is wrong with a database, looked at without the right to change it; null: nothing. */
function faultOf(location: string, file: string): string | null {
  let db: DatabaseSync | null = null
  try {
    db = new DatabaseSync(location.startsWith('file:') ? new URL(location) : location, {
      readOnly: true,
      timeout: 5_000,
    })
    const found = db.prepare('PRAGMA quick_check(10)').all()
    const faults = found.map((row) => String(row['quick_check'])).filter((text) => text !== 'ok')
    return faults.length === 0 ? null : faults.join('; ').replaceAll('\n', ' ').slice(0, 300)
  } catch (error) {
    if (isDamage(error) || isMisfit(error) || (isUnwritable(error) && mayWrite(file))) return (error as Error).message
    throw error
  } finally {
    db?.close()
  }
}

function tryPrepare<T>(
  file: string,
  { prepare }: OpenOptions<T>,
): { readonly db: DatabaseSync; readonly ready: T } | { readonly damaged: string } {
  const db = new DatabaseSync(file, { timeout: 5_000, enableForeignKeyConstraints: true })
  try {
    return { db, ready: prepare(db) }
  } catch (error) {
    db.close()
    // What says that it may not be written although it may has a wrong header.
    if (isDamage(error) || isMisfit(error) || (isUnwritable(error) && mayWrite(file))) {
      return { damaged: (error as Error).message }
    }
    throw error
  }
}

function replace(file: string, at: Date, fault: string): Finding {
  // The index of the log is made anew by whoever reads it, and an empty log says nothing.
  rmSync(`${file}-shm`, { force: true })
  if (inspectWal(`${file}-wal`).bytes === 0) rmSync(`${file}-wal`, { force: true })
  const keptAt = quarantine(file, { at, with: ['-wal'] })
  return { detail: `${file} is damaged (${fault}); it was moved to ${keptAt}`, keptAt, isReplaced: true }
}

function headerOf(file: string): { readonly pageBytes: number; readonly applicationId: number } | null {
  if (!existsSync(file)) return null
  const header = Buffer.alloc(100)
  const handle = openSync(file, 'r')
  try {
    if (readSync(handle, header, 0, 100, 0) < 100 || header.toString('latin1', 0, 15) !== 'SQLite format 3') return null
  } finally {
    closeSync(handle)
  }
  const pageBytes = header.readUInt16BE(16)
  return { pageBytes: pageBytes === 1 ? 65_536 : pageBytes, applicationId: header.readUInt32BE(68) }
}

function mayWrite(file: string): boolean {
  try {
    accessSync(file, constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false
  }
}
