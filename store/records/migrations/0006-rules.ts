import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Every version of every rule; what people change at run time lives here, with who and why. */
export const rules: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql
      .raw(
        `create table rules (
          id text not null,
          version integer not null,
          at real not null,
          by text not null,
          why text not null,
          isOn integer not null,
          rule text,
          primary key (id, version)
        ) strict, without rowid`,
      )
      .execute(db)
  },
}
