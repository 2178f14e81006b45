import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Issued CAP messages, kept as they went out. */
export const warnings: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const text of STATEMENTS) await sql.raw(text).execute(db)
  },
}

const STATEMENTS = [
  `create table warnings (
    number integer primary key,
    identifier text not null unique,
    source text not null,
    sourceId text not null,
    n integer not null,
    chain integer not null,
    msgType text not null,
    status text not null,
    scope text not null,
    severity text not null,
    cause text not null,
    by text not null,
    why text,
    sender text not null,
    senderCode text,
    sentAt real not null,
    entry real not null unique,
    expiresAt real,
    material text not null,
    count integer not null,
    seq integer not null,
    summary text not null,
    hash text not null,
    xml text not null,
    cnXml text,
    supersededBy integer,
    unique (source, sourceId, n)
  ) strict`,
  `create index warnings_newest on warnings (number) where supersededBy is null`,
  // What was raised before there were warnings is not issued by itself afterwards.
  `insert into cursors (name, position) select 'warnings', coalesce(max(seq), 0) from alarm_events`,
]
