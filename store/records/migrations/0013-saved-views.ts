import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Questions that people keep: a screen and the parameters of its address. */
export const savedViews: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const text of STATEMENTS) await sql.raw(text).execute(db)
  },
}

const STATEMENTS = [
  `create table saved_views (
    id text primary key,
    page text not null,
    name text not null,
    query text not null,
    owner text not null,
    department text,
    isDefault integer not null,
    changedAt real not null
  ) strict`,
  'create index saved_views_of on saved_views (owner, page)',
]
