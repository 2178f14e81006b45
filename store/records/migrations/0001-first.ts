import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Tables of the first version. STRICT, so that a wrong type is refused where it is written; times are REAL, for event
 * times may carry fractions of a millisecond.
 */
export const first: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const text of STATEMENTS) await sql.raw(text).execute(db)
  },
}

const STATEMENTS = [
  // Without AUTOINCREMENT the highest number would be given again after its row was deleted.
  `create table stations (
    number integer primary key autoincrement,
    id text not null unique,
    kind text not null,
    district text not null,
    station text not null,
    createdAt real not null,
    createdBy text not null,
    retiredAt real
  ) strict`,

  `create table gateways (
    id text primary key,
    gateway text not null,
    createdAt real not null,
    retiredAt real
  ) strict, without rowid`,

  `create table credentials (
    username text primary key,
    of text not null check (of in ('station', 'gateway', 'service')),
    hash text not null,
    createdAt real not null
  ) strict, without rowid`,

  `create table alarms (
    id text primary key,
    rule text not null,
    kind text not null,
    station text not null,
    district text not null,
    owner text not null,
    severity text not null,
    state text not null,
    raisedAt real not null,
    seq integer not null,
    alarm text not null
  ) strict`,
  'create index alarms_newest on alarms (seq)',
  'create index alarms_by_state on alarms (state, seq)',
  'create index alarms_by_district on alarms (district, seq)',

  `create table alarm_events (
    seq integer primary key,
    alarm text not null,
    event text not null,
    snapshot text not null
  ) strict`,
  'create index alarm_events_of_alarm on alarm_events (alarm, seq)',

  `create table rule_states (
    rule text not null,
    station text not null,
    state text not null,
    primary key (rule, station)
  ) strict, without rowid`,

  `create table dead_letters (
    id integer primary key autoincrement,
    position integer not null,
    receivedAt real not null,
    topic text not null,
    station text,
    stage text not null,
    reason text not null,
    detail text not null,
    item integer,
    raw blob not null,
    replayedAt real
  ) strict`,
  'create index dead_letters_by_station on dead_letters (station, id)',
  'create index dead_letters_by_reason on dead_letters (reason, id)',
  'create index dead_letters_by_age on dead_letters (receivedAt)',

  // Adding up a gigabyte of rows would hold every other request back: the sum is kept as rows come and go.
  'create table dead_letters_size (one integer primary key check (one = 1), bytes integer not null) strict',
  'insert into dead_letters_size values (1, 0)',
  `create trigger dead_letters_came after insert on dead_letters begin
    update dead_letters_size set bytes = bytes + length(new.raw) + 200;
  end`,
  `create trigger dead_letters_went after delete on dead_letters begin
    update dead_letters_size set bytes = bytes - length(old.raw) - 200;
  end`,

  // The hour first: what is written now lies together, however long the history.
  `create table ledger (
    station text not null,
    hour integer not null,
    received integer not null default 0,
    stored integer not null default 0,
    duplicate integer not null default 0,
    refused integer not null default 0,
    primary key (hour, station)
  ) strict, without rowid`,

  'create table cursors (name text primary key, position integer not null) strict, without rowid',

  `create table presence (
    id text primary key,
    state text not null,
    reason text not null,
    since real not null
  ) strict, without rowid`,

  `create table api_tokens (
    id integer primary key autoincrement,
    name text not null,
    hash text not null unique,
    user text not null,
    createdAt real not null,
    expiresAt real
  ) strict`,
  'create index api_tokens_of_user on api_tokens (user, id)',

  `create table audit (
    seq integer primary key autoincrement,
    at real not null,
    actor text not null,
    action text not null,
    object text not null,
    result text not null,
    detail text not null
  ) strict`,
  'create index audit_by_actor on audit (actor, seq)',
  'create index audit_by_object on audit (object, seq)',

  'create table settings (name text primary key, value text not null) strict, without rowid',
]
