import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Every message of the journal accounted for, by hour; and what is missing, as intervals. */
export const proofAndGaps: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const text of STATEMENTS) await sql.raw(text).execute(db)
  },
}

const HOUR = 3_600_000

const STATEMENTS = [
  `create table ledger_messages (
    hour integer primary key,
    data integer not null default 0,
    status integer not null default 0,
    replays integer not null default 0,
    strays integer not null default 0,
    lost integer not null default 0,
    readings integer not null default 0
  ) strict`,

  // From here on every position is counted; what was judged before is not.
  `insert into cursors (name, position) select 'accounted-from', position from cursors where name = 'judged'`,
  `insert into ledger_messages (hour, readings) select hour, sum(received) from ledger group by hour`,

  // What belonged to nobody was in the dead letters only.
  `insert into ledger (hour, station, received, refused)
   select cast(receivedAt / ${HOUR} as integer) * ${HOUR}, '?', count(*), count(*)
   from dead_letters where station is null and replayedAt is null group by 1`,
  `insert into ledger_messages (hour, readings)
   select hour, received from ledger where station = '?'
   on conflict (hour) do update set readings = readings + excluded.readings`,

  `create table gaps (
    id integer primary key,
    root integer not null,
    cause text not null,
    station text,
    fromAt real not null,
    toAt real,
    first integer,
    last integer,
    missing integer,
    state text not null,
    openedAt real not null,
    healedAt real,
    whole text not null
  ) strict`,
  'create index gaps_of_station on gaps (station, id)',
  'create index gaps_by_state on gaps (state, id)',

  // How far each station has come by time and number: what follows is measured from there, also after a restart.
  `create table gap_heads (
    station text primary key,
    since real not null,
    ts real not null,
    next integer not null
  ) strict, without rowid`,
]
