import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Whose stations maintenance and outages set aside; null for those of before, which the city tells when it starts. */
export const suppressionDepartments: Migration = {
  up: async (db: Kysely<unknown>) => {
    // JSON: a list, or null for every department.
    await sql.raw('alter table suppressions add column departments text').execute(db)
  },
}
