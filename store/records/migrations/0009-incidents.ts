import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Incidents with their members and their timelines; alarms know the incident that they are part of. */
export const incidents: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const text of STATEMENTS) await sql.raw(text).execute(db)
  },
}

const STATEMENTS = [
  `create table incidents (
    id text primary key,
    cause text not null,
    state text not null,
    severity text not null,
    districts text not null,
    lastRaisedAt real not null,
    closedAt real,
    seq integer not null,
    incident text not null
  ) strict, without rowid`,
  `create index incidents_by_state on incidents (state, seq)`,
  `create index incidents_by_seq on incidents (seq)`,
  `create table incident_events (
    seq integer primary key,
    incident text not null,
    event text not null,
    snapshot text not null
  ) strict`,
  `create index incident_events_of on incident_events (incident, seq)`,
  `create table incident_members (
    alarm text primary key,
    incident text not null,
    station text not null,
    district text not null,
    kind text not null,
    owner text not null,
    isOut integer not null
  ) strict, without rowid`,
  `create index incident_members_of on incident_members (incident, isOut)`,
  `update alarms set alarm = json_insert(alarm, '$.incident', null) where json_valid(alarm)`,
  `update alarm_events set snapshot = json_insert(snapshot, '$.incident', null) where json_valid(snapshot)`,
]
