import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Events are numbered by department, and go out on channels; alarms of other systems come in. */
export const delivery: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const text of STATEMENTS) await sql.raw(text).execute(db)
  },
}

const STATEMENTS = [
  `alter table alarm_events add column department text not null default ''`,
  `alter table alarm_events add column departmentSeq integer not null default 0`,
  `update alarm_events set department = coalesce(json_extract(snapshot, '$.owner'), '') where json_valid(snapshot)`,
  `update alarm_events set departmentSeq = numbered.n
   from (select seq as of_seq, row_number() over (partition by department order by seq) as n from alarm_events) as numbered
   where alarm_events.seq = numbered.of_seq`,
  'create unique index alarm_events_by_department on alarm_events (department, departmentSeq)',
  `create table channels (
    id text primary key,
    wish text not null,
    sealed text not null,
    position integer not null,
    lastSentAt real,
    changedAt real not null,
    changedBy text not null
  ) strict, without rowid`,
  `create table deliveries (
    id integer primary key autoincrement,
    channel text not null,
    key text not null unique,
    sort text not null,
    state text not null,
    seqs text not null,
    content text,
    recipient text,
    why text,
    createdAt real not null,
    endedAt real,
    attempts integer not null,
    answer text
  ) strict`,
  `create index deliveries_open on deliveries (channel, id) where state in ('waiting', 'quiet')`,
  'create index deliveries_by_channel on deliveries (channel, id)',
  'create index deliveries_ended on deliveries (endedAt) where endedAt is not null',
  `create table outside_alerts (
    key text primary key,
    cause text not null,
    startedAt real not null,
    endsAt real
  ) strict, without rowid`,
]
