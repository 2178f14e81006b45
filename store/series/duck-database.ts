import { existsSync, mkdirSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { logBytesOn } from '../../disk/log-room.ts'
import { quarantine } from '../../disk/quarantine.ts'
import { CityError } from '../../domain/errors.ts'
import { FORMATS } from '../../domain/formats.ts'
import { flagColumn } from './columns.ts'
import { CHECKED_BYTES, FILE, isAsClosed } from './duck-closing-sum.ts'
import { readThrough, salvage } from './duck-salvage.ts'
import { DAY_MS } from './day.ts'
import type { StoreLoss } from './series.ts'
import { FIXED_COLUMNS, FLAG_TYPE, KINDS, quoted, rowsOf, tableOf, VALUE_TYPE } from './duck-sql.ts'

export interface DuckOptions {
  readonly folder: string
  /** Values of each kind. */
  readonly columns: ReadonlyMap<string, readonly string[]>
  readonly memoryLimitMB: number
  readonly threads: number
  /** UTC ms; names what is put into quarantine. */
  readonly now: number
  readonly onDamage: (detail: string, loss?: StoreLoss) => void
  /** A block was found damaged: all of it is read through before it is used again, however large. */
  readonly isSuspect?: boolean
}

export interface DuckDatabase {
  readonly file: string
  /** Carries writes and sealing, one after the other. */
  readonly writer: DuckDBConnection
  connect(): Promise<DuckDBConnection>
  close(): void
}

/**
 * Opens the database file with all its tables, looked through. What is damaged is moved to `quarantine/`: the log alone when the
 * file is sound without it, else both, and the rows that can be read of them are taken over.
 */
export async function openDatabase(options: DuckOptions): Promise<DuckDatabase> {
  mkdirSync(join(options.folder, 'sealed'), { recursive: true })
  for (const suffix of ['', '.wal']) demandFile(join(options.folder, FILE + suffix))
  const file = join(options.folder, FILE)
  const found = (await isAsClosed(file)) ? null : keepAsFound(file, options.now)
  const first = await tryOpen(options)
  if ('writer' in first) {
    if (found !== null) tellChanged(options, found)
    return first
  }
  if (found) rmSync(found, { force: true })
  const withoutLog = await openWithoutLog(options, first.damaged)
  if (withoutLog) return withoutLog
  const aside = quarantine(file, { at: new Date(options.now), with: ['.wal'] })
  const fresh = await openFile(options)
  const { told, lost } = await salvage(fresh.writer, aside, [...options.columns.keys()])
  const loss = lost === 0 ? undefined : { ...notSealed(options.now), rows: lost }
  options.onDamage(`${file} is damaged (${first.damaged}); it was moved to ${aside}; ${told}`, loss)
  return fresh
}

/** What is not sealed yet: today and yesterday, and late readings. */
function notSealed(now: number): Pick<StoreLoss, 'fromAt' | 'toAt'> {
  return { fromAt: Math.floor(now / DAY_MS - 1) * DAY_MS, toAt: now }
}

/** A copy in `quarantine/`; empty when there is no room for it. */
function keepAsFound(file: string, now: number): string {
  try {
    return quarantine(file, { at: new Date(now), copy: true })
  } catch {
    return ''
  }
}

/** Its blocks pass DuckDB's own checksums, so nobody can say which rows are wrong. */
function tellChanged({ folder, now, onDamage }: DuckOptions, found: string): void {
  const kept = found === '' ? '' : `; as it was found it is kept at ${found}`
  onDamage(
    `${join(folder, FILE)} is not as the city closed it, though it can be read: rows that are not sealed may be wrong or missing${kept}`,
    { ...notSealed(now), rows: null },
  )
}

async function tryOpen(options: DuckOptions): Promise<DuckDatabase | { readonly damaged: string }> {
  let database: DuckDatabase | undefined
  try {
    database = await openFile(options)
    // A damaged file is put aside as it is: nothing may be brought into it at the close.
    await database.writer.run('PRAGMA disable_checkpoint_on_shutdown')
    if (options.isSuspect || statSync(database.file).size <= CHECKED_BYTES) await readThrough(database.writer)
    await database.writer.run('PRAGMA enable_checkpoint_on_shutdown')
    return database
  } catch (error) {
    database?.close()
    if (error instanceof CityError) throw error
    return { damaged: (error as Error).message.split('\n')[0]!.slice(0, 300) }
  }
}

/** The log may be what is damaged: cut where it says so, or put aside. Null when the file does not open without it either. */
async function openWithoutLog(options: DuckOptions, damaged: string): Promise<DuckDatabase | null> {
  const log = join(options.folder, `${FILE}.wal`)
  if (!existsSync(log)) return null
  const copy = quarantine(log, { at: new Date(options.now), copy: true })
  const at = Number(/byte position (\d+)/.exec(damaged)?.[1] ?? 0)
  for (const bytes of at > 0 ? [at, 0] : [0]) {
    if (bytes > 0) truncateSync(log, bytes)
    else rmSync(log, { force: true })
    const opened = await tryOpen(options)
    if ('writer' in opened) {
      const kept = bytes > 0 ? `its first ${bytes} bytes were read` : 'it was left out'
      options.onDamage(`${log} is damaged (${damaged}); ${kept}, and all of it is kept at ${copy}`)
      return opened
    }
  }
  renameSync(copy, log)
  return null
}

function demandFile(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found || found.isFile()) return
  throw new CityError('config-data-unwritable', `${file}: something else than a file stands in its place: move it away`)
}

async function openFile(options: DuckOptions): Promise<DuckDatabase> {
  const file = join(options.folder, FILE)
  const instance = await DuckDBInstance.create(file, {
    memory_limit: `${options.memoryLimitMB}MB`,
    threads: String(options.threads),
    temp_directory: join(options.folder, 'spill'),
    // Fewer, larger check-points: each one stops the writes for as long as it takes.
    checkpoint_threshold: `${Math.floor(logBytesOn(options.folder, LOG_BYTES) / 1000)}KB`,
    preserve_insertion_order: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  }).catch((error: unknown) => {
    throw knownFailure(error) ?? error
  })
  try {
    const writer = await instance.connect()
    // One transaction: each statement alone would cost a sync of the disk.
    await writer.run('BEGIN')
    await checkFormat(writer, file)
    await writer.run(TABLES)
    for (const [kind, names] of options.columns) await makeTable(writer, kind, names)
    await writer.run('COMMIT')
    return {
      file,
      writer,
      connect: () => instance.connect(),
      close: () => {
        writer.closeSync()
        instance.closeSync()
      },
    }
  } catch (error) {
    instance.closeSync()
    throw error
  }
}

const LOG_BYTES = 128_000_000

/** The one row of `position`: `durable` is the answer of `position()`; nothing at or above `used` was ever written. */
const TABLES = `
  CREATE TABLE IF NOT EXISTS "position" (durable BIGINT NOT NULL, used BIGINT NOT NULL);
  INSERT INTO "position" SELECT 0, 0 WHERE NOT EXISTS (SELECT 1 FROM "position");
  CREATE TABLE IF NOT EXISTS "station" (number INTEGER PRIMARY KEY, id VARCHAR NOT NULL, district VARCHAR NOT NULL);
  CREATE TABLE IF NOT EXISTS "sealed" (
    kind VARCHAR, day VARCHAR, part INTEGER, names VARCHAR, "rows" BIGINT, bytes BIGINT, min_ts BIGINT, max_ts BIGINT
  );
  ALTER TABLE "sealed" ADD COLUMN IF NOT EXISTS crc BIGINT;
  ALTER TABLE "sealed" ADD COLUMN IF NOT EXISTS first_station INTEGER;
  ALTER TABLE "sealed" ADD COLUMN IF NOT EXISTS last_station INTEGER;
  ALTER TABLE "sealed" ADD COLUMN IF NOT EXISTS replaces VARCHAR;
  CREATE TABLE IF NOT EXISTS "newest" (kind VARCHAR, station INTEGER, ts BIGINT, PRIMARY KEY (kind, station));
  CREATE TABLE IF NOT EXISTS "amended" (
    kind VARCHAR, value VARCHAR, station INTEGER, ts BIGINT, seq BIGINT, flag TINYINT
  );
  CREATE TABLE IF NOT EXISTS "forgotten" (kind VARCHAR, before BIGINT);
`

/** Refuses what a newer CityPulse has written, before anything is changed in it. */
async function checkFormat(writer: DuckDBConnection, file: string): Promise<void> {
  await writer.run('CREATE TABLE IF NOT EXISTS "format" (version INTEGER NOT NULL)')
  await writer.run(`INSERT INTO "format" SELECT ${FORMATS.series} WHERE NOT EXISTS (SELECT 1 FROM "format")`)
  const [{ version } = {}] = await rowsOf(writer, 'SELECT max(version) AS version FROM "format"')
  if (Number(version) === FORMATS.series) return
  if (Number(version) < FORMATS.series) {
    await writer.run(`UPDATE "format" SET version = ${FORMATS.series}`)
    return
  }
  throw new CityError(
    'config-data-newer',
    `${file} was written by a newer CityPulse (format ${Number(version)}, this one knows ${FORMATS.series}): start that version, or restore a backup`,
  )
}

/** Tables of kinds stand in a schema of their own, so that no kind can be named like a table of ours. */
async function makeTable(connection: DuckDBConnection, kind: string, names: readonly string[]): Promise<void> {
  const fixed = FIXED_COLUMNS.map(([name, type]) => `"${name}" ${type}`)
  const values = names.flatMap((name) => [`${quoted(name)} ${VALUE_TYPE}`, `${quoted(flagColumn(name))} ${FLAG_TYPE}`])
  const table = tableOf(kind)
  await connection.run(
    [
      `CREATE SCHEMA IF NOT EXISTS ${KINDS}`,
      `CREATE TABLE IF NOT EXISTS ${table} (${[...fixed, ...values].join(', ')})`,
      ...values.map((column) => `ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS ${column}`),
    ].join(';'),
  )
}

/** Failures that are not damage. DuckDB tells them apart by their text alone. */
function knownFailure(error: unknown): CityError | undefined {
  const text = error instanceof Error ? error.message : String(error)
  if (text.includes('Could not set lock')) return new CityError('config-data-in-use', text, { cause: error })
  if (/version number|newer version/i.test(text)) return new CityError('config-data-newer', text, { cause: error })
  if (isNoRoom(text)) return new CityError('disk-full', text, { cause: error })
  if (/permission denied|read-only|Cannot open file|out of memory/i.test(text)) {
    return new CityError('config-data-unwritable', text, { cause: error })
  }
  return undefined
}

export function isNoRoom(text: string): boolean {
  return /no space left|quota exceeded|ENOSPC|EDQUOT/i.test(text)
}
