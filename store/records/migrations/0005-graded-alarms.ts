import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Alarms know their level, their times and whether they tell of the past; and what is usual at an hour of the week. */
export const gradedAlarms: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const text of STATEMENTS) await sql.raw(text).execute(db)
  },
}

// json_patch would take null for "remove": json_insert keeps it.
const INSERT = `'$.consequence', null, '$.grade', 0, '$.ackBy', null, '$.respondBy', null, '$.late', json('false')`

const STATEMENTS = [
  `create table usual (
    station integer not null,
    value text not null,
    slot integer not null,
    hour integer not null,
    weeks integer not null,
    mean real not null,
    m2 real not null,
    primary key (station, value, slot)
  ) strict, without rowid`,
  `update alarms set alarm = json_insert(alarm, ${INSERT})`,
  `update alarm_events set snapshot = json_insert(snapshot, ${INSERT}), event = json_insert(event, '$.late', json('false'))`,
]
