import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Two credentials a device, devices put out of service for a while, codes and registrations. */
export const deviceAccess: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const text of STATEMENTS) await sql.raw(text).execute(db)
  },
}

const STATEMENTS = [
  `create table device_credentials (
    username text not null,
    issue integer not null,
    of text not null check (of in ('station', 'gateway', 'service')),
    mode text not null check (mode in ('password', 'signed', 'certificate')),
    proof text not null,
    createdAt real not null,
    endsAt real,
    primary key (username, issue)
  ) strict, without rowid`,
  `insert into device_credentials (username, issue, of, mode, proof, createdAt)
   select username, 1, of, 'password', hash, createdAt from credentials`,
  `drop table credentials`,
  `alter table device_credentials rename to credentials`,
  `create table disabled_devices (
    id text primary key,
    at real not null,
    by text not null,
    why text not null
  ) strict, without rowid`,
  `create table device_blocks (
    station text not null,
    fromPosition integer not null,
    toPosition integer,
    primary key (station, fromPosition)
  ) strict, without rowid`,
  `create table enrolment_codes (
    hash text primary key,
    id text not null unique,
    createdAt real not null,
    createdBy text not null,
    endsAt real not null
  ) strict, without rowid`,
  `create table registrations (
    id text primary key,
    claim text not null,
    wish text not null,
    address text not null,
    firstAt real not null,
    lastAt real not null,
    rivals integer not null,
    state text not null check (state in ('pending', 'approved', 'rejected')),
    decidedBy text,
    decidedAt real
  ) strict, without rowid`,
]
