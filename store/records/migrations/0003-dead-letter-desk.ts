import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What people do with dead letters, and field maps with every version they ever had. */
export const deadLetterDesk: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const text of STATEMENTS) await sql.raw(text).execute(db)
  },
}

const STATEMENTS = [
  'alter table dead_letters add column vendor text',
  'alter table dead_letters add column kind text',
  'alter table dead_letters add column field text',
  "alter table dead_letters add column state text not null default 'waiting'",
  // Not `by`, which is a word of SQL.
  'alter table dead_letters add column actor text',
  'alter table dead_letters add column changedAt real',
  'alter table dead_letters add column note text',
  'alter table dead_letters add column edited blob',
  'alter table dead_letters add column mapVersion integer',
  'alter table dead_letters add column replayPosition integer',
  "update dead_letters set state = 'replayed' where replayedAt is not null",
  'create index dead_letters_by_vendor on dead_letters (vendor, id)',
  'create index dead_letters_by_state on dead_letters (state, id)',
  // Covers what the summary reads: behind a long `raw` a row's later columns are pages away.
  'create index dead_letters_summary on dead_letters (state, receivedAt, reason, vendor, station, kind, field, stage)',

  'drop trigger dead_letters_came',
  'drop trigger dead_letters_went',
  `create trigger dead_letters_came after insert on dead_letters begin
    update dead_letters_size set bytes = bytes + length(new.raw) + 200;
  end`,
  `create trigger dead_letters_edited after update of edited on dead_letters begin
    update dead_letters_size set bytes = bytes - coalesce(length(old.edited), 0) + coalesce(length(new.edited), 0);
  end`,
  `create trigger dead_letters_went after delete on dead_letters begin
    update dead_letters_size set bytes = bytes - length(old.raw) - 200 - coalesce(length(old.edited), 0);
  end`,

  // Only ever added to: the newest version of a key is the one in force, and the rest is its history.
  `create table field_maps (
    version integer primary key autoincrement,
    of text not null check (of in ('vendor', 'station')),
    name text not null,
    kind text not null,
    map text,
    isOn integer not null,
    reason text not null,
    actor text not null,
    at real not null,
    fromPosition integer not null
  ) strict`,
  'create index field_maps_by_key on field_maps (of, name, kind, version)',
]
