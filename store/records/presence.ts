import type { Compilable } from 'kysely'
import type { Presence } from '../../domain/station.ts'
import type { Records } from './records.ts'
import { statement } from './statement.ts'

/** Which stations and gateways are there, as it was last known. */
export interface PresenceRecords {
  /** One statement however many they are. */
  save(changed: Iterable<readonly [id: string, presence: Presence]>): Compilable
  all(): Promise<ReadonlyMap<string, Presence>>
}

export function buildPresenceRecords({ db }: Records): PresenceRecords {
  return {
    save: (changed) => {
      const rows = Array.from(changed, ([id, { state, reason, since }]) => [id, state, reason, since])
      return statement(
        `insert into presence (id, state, reason, since)
         select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each(?) where true
         on conflict (id) do update set state = excluded.state, reason = excluded.reason, since = excluded.since`,
        [JSON.stringify(rows)],
      )
    },
    all: async () => {
      const rows = await db.selectFrom('presence').selectAll().execute()
      return new Map(rows.map(({ id, ...presence }) => [id, presence as Presence]))
    },
  }
}
