import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
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
    await migrate(db, migrations)
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
