import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Contacts, duty rosters, overrides, escalation chains and targets: every version of each, with who and why. */
export const duty: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql
      .raw(
        `create table duty (
          list text not null,
          id text not null,
          version integer not null,
          at real not null,
          by text not null,
          why text not null,
          item text,
          primary key (list, id, version)
        ) strict, without rowid`,
      )
      .execute(db)
  },
}
