import { type Kysely, sql } from 'kysely'
import { DEFAULT_MIGRATION_TABLE, type Migration, Migrator } from 'kysely/migration'
import { CityError } from '../../../domain/errors.ts'
import type { Schema } from '../schema.ts'

/**
 * Brings the database forward to the newest of `migrations`; refuses one that has seen a migration not among them. `keep` is called
 * first where there is something to lose, with the name of the newest migration that was done.
 */
export async function migrate(
  db: Kysely<Schema>,
  migrations: Readonly<Record<string, Migration>>,
  keep: (from: string) => Promise<void>,
): Promise<void> {
  const done = await doneIn(db)
  const unknown = done.filter((name) => !(name in migrations))
  if (unknown.length > 0) {
    throw new CityError(
      'config-data-newer',
      `the records were changed by a newer CityPulse (${unknown.join(', ')}): start that version, or restore a backup`,
    )
  }
  const newest = done.at(-1)
  if (newest !== undefined && done.length < Object.keys(migrations).length) await keep(newest)
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    // Each stands by itself: one that came later with a lower number is caught up on.
    allowUnorderedMigrations: true,
  })
  const { error } = await migrator.migrateToLatest()
  if (error) {
    const detail = error instanceof Error ? error.message : 'unknown'
    throw new CityError('records-failed', `the records could not be brought forward: ${detail}`, { cause: error })
  }
}

async function doneIn(db: Kysely<Schema>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === DEFAULT_MIGRATION_TABLE)) return []
  const query = sql<{ name: string }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)} order by name`
  const { rows } = await query.execute(db)
  return rows.map(({ name }) => name)
}
