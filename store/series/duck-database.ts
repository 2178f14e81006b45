import { mkdirSync, existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { CityError } from '../../domain/errors.ts'
import { FORMATS } from '../../domain/formats.ts'
import { flagColumn } from './columns.ts'
import { FIXED_COLUMNS, FLAG_TYPE, KINDS, quoted, rowsOf, tableOf, VALUE_TYPE } from './duck-sql.ts'

export interface DuckOptions {
  readonly folder: string
  /** Values of each kind. */
  readonly columns: ReadonlyMap<string, readonly string[]>
  readonly memoryLimitMB: number
  readonly threads: number
  /** UTC ms; names what is put into quarantine. */
  readonly now: number
  readonly onDamage: (detail: string) => void
}

export interface DuckDatabase {
  readonly file: string
  /** Carries writes and sealing, one after the other. */
  readonly writer: DuckDBConnection
  connect(): Promise<DuckDBConnection>
  close(): void
}

/** Opens the database file with all its tables. A damaged file is moved to `quarantine/` and a new one opened. */
export async function openDatabase(options: DuckOptions): Promise<DuckDatabase> {
  mkdirSync(join(options.folder, 'sealed'), { recursive: true })
  try {
    return await openFile(options)
  } catch (error) {
    if (error instanceof CityError) throw error
    const aside = setAside(options)
    options.onDamage(`${aside}: ${(error as Error).message}`)
    return openFile(options)
  }
}

async function openFile(options: DuckOptions): Promise<DuckDatabase> {
  const file = join(options.folder, FILE)
  const instance = await DuckDBInstance.create(file, {
    memory_limit: `${options.memoryLimitMB}MB`,
    threads: String(options.threads),
    temp_directory: join(options.folder, 'spill'),
    // Fewer, larger check-points: each one stops the writes for as long as it takes.
    checkpoint_threshold: '128MB',
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

const FILE = 'series.duckdb'

/** The one row of `position`: `durable` is the answer of `position()`; nothing at or above `used` was ever written. */
const TABLES = `
  CREATE TABLE IF NOT EXISTS "position" (durable BIGINT NOT NULL, used BIGINT NOT NULL);
  INSERT INTO "position" SELECT 0, 0 WHERE NOT EXISTS (SELECT 1 FROM "position");
  CREATE TABLE IF NOT EXISTS "station" (number INTEGER PRIMARY KEY, id VARCHAR NOT NULL, district VARCHAR NOT NULL);
  CREATE TABLE IF NOT EXISTS "sealed" (
    kind VARCHAR, day VARCHAR, part INTEGER, names VARCHAR, "rows" BIGINT, bytes BIGINT, min_ts BIGINT, max_ts BIGINT
  );
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
  if (Number(version) <= FORMATS.series) return
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
  if (/permission denied|read-only|no space|Cannot open file|out of memory/i.test(text)) {
    return new CityError('config-data-unwritable', text, { cause: error })
  }
  return undefined
}

function setAside({ folder, now }: DuckOptions): string {
  const quarantine = join(folder, 'quarantine')
  mkdirSync(quarantine, { recursive: true })
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, '-')
  let aside = join(quarantine, `${stamp}-${FILE}`)
  for (let n = 2; existsSync(aside); n++) aside = join(quarantine, `${stamp}-${n}-${FILE}`)
  for (const suffix of ['', '.wal']) {
    const file = join(folder, FILE + suffix)
    if (existsSync(file)) renameSync(file, aside + suffix)
  }
  return aside
}
