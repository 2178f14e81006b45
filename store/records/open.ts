import { existsSync } from 'node:fs'
import { chmod, mkdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { CityError } from '../../domain/errors.ts'
import { MIGRATIONS } from './migrations/all.ts'
import { migrate } from './migrations/migrate.ts'
import type { Records } from './records.ts'
import type { Schema } from './schema.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import type { Finding } from '../../disk/sqlite-open.ts'
import { type SqliteThread, startSqliteThread } from './sqlite-thread.ts'

export interface RecordsOptions {
  readonly file: string
  readonly log?: { info(message: string): void }
  /** Told when the file was damaged: where it was moved and what could be saved from it. */
  readonly onDamage?: (detail: string) => void
  readonly now?: () => number
  readonly migrations?: Readonly<Record<string, Migration>>
}

/**
 * Opens the records, checked and brought forward. Rejects with `CityError`: `config-data-newer`,
 * `config-data-unwritable`, `config-data-in-use`, `config-node-too-old`, `records-failed`.
 */
export async function openRecords(options: RecordsOptions): Promise<Records> {
  const { file, log, now = Date.now, migrations = MIGRATIONS } = options
  await makeFolder(dirname(file))
  const thread = await startSqliteThread(file, now())
  const db = new Kysely<Schema>({ dialect: sqliteDialect(thread) })
  try {
    await migrate(db, migrations, (from) => keepCopy(thread, file, from))
    for (const finding of thread.findings) {
      const detail = finding.isReplaced ? await saveWhatCan(thread, finding) : finding.detail
      options.onDamage?.(detail)
    }
  } catch (error) {
    await thread.close()
    throw error
  }
  log?.info(`records open: ${file}`)

  return {
    db,
    transact: async (statements) => thread.transact(statements.map((statement) => statement.compile())),
    [Symbol.asyncDispose]: () => thread.close(),
  }
}

/** What migrations are about to change is kept whole; when it cannot be, nothing is changed. */
async function keepCopy(thread: SqliteThread, file: string, from: string): Promise<void> {
  const folder = join(dirname(file), 'before-upgrade')
  const name = basename(file, extname(file))
  const copy = join(folder, `${name}-${from}${extname(file)}`)
  if (existsSync(copy)) return
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await rm(`${copy}.part`, { force: true })
    await thread.query('vacuum into ?', [`${copy}.part`])
    await chmod(`${copy}.part`, 0o600)
    await rename(`${copy}.part`, copy)
  } catch (error) {
    throw new CityError(
      'config-data-unwritable',
      `${file} must be brought forward, and a copy of it could not be kept in ${folder} (${(error as Error).message}): make room there and start again`,
      { cause: error },
    )
  }
}

async function saveWhatCan(thread: SqliteThread, { keptAt, detail }: Finding): Promise<string> {
  const { rows } = await thread.salvage(keptAt)
  const saved = rows
    .filter((table) => Number(table['rows']) > 0)
    .map((table) => `${String(table['rows'])} ${String(table['name'])}`)
  return `${detail}; saved from it: ${saved.join(', ') || 'nothing'}`
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    throw new CityError('config-data-unwritable', `${folder} cannot be made: ${(error as Error).message}`, {
      cause: error,
    })
  }
}
