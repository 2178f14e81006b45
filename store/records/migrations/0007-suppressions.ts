import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Maintenance and outages that set alarms aside. */
export const suppressions: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql
      .raw(
        `create table suppressions (
          id text primary key,
          reason text not null,
          scope text not null,
          "from" real not null,
          "to" real,
          why text not null,
          by text not null,
          endedBy text
        ) strict, without rowid`,
      )
      .execute(db)
  },
}
