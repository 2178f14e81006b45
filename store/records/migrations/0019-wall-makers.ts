import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const STATEMENTS = [
  'alter table api_tokens add column createdBy text',
  // Until now it stood in the audit alone.
  `update api_tokens set createdBy = (select actor from audit where action = 'create-wall-token'
    and object = cast(api_tokens.id as text) order by seq desc limit 1) where user like 'wall:%'`,
  // A screen on a wall gets a year from now, for nobody has said how long.
  `update api_tokens set expiresAt = (strftime('%s', 'now') + 365 * 86400) * 1000.0
    where user like 'wall:%' and expiresAt is null`,
]

/** Who let a screen in, so that it does not outlive them. */
export const wallMakers: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const text of STATEMENTS) await sql.raw(text).execute(db)
  },
}
