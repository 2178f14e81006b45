import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Roles and departments of people, what departments grant one another, and what is remembered of failed sign-ins. */
export const people: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const text of STATEMENTS) await sql.raw(text).execute(db)
  },
}

const STATEMENTS = [
  `create table people (
    user text primary key,
    roles text not null,
    departments text,
    isBootstrap integer not null,
    mustChange integer not null,
    isOff integer not null,
    createdAt real not null,
    createdBy text not null,
    subject text unique,
    totp text,
    totpAt real,
    totpStep integer not null,
    recovery text not null
  ) strict`,
  `create table grants (
    id integer primary key,
    toDepartment text not null,
    fromDepartment text not null,
    kinds text,
    purpose text not null,
    state text not null,
    askedBy text not null,
    askedAt real not null,
    days integer not null,
    decidedBy text,
    decidedAt real,
    until real,
    endedBy text,
    endedAt real
  ) strict`,
  `create table grant_uses (
    "grant" integer not null,
    user text not null,
    hour real not null,
    action text not null,
    count integer not null,
    firstAt real not null,
    lastAt real not null,
    primary key ("grant", user, hour, action)
  ) strict`,
  `create table sign_in_failures (
    key text primary key,
    times text not null,
    lastAt real not null
  ) strict`,
  `create table service_departments (
    id text primary key,
    departments text not null
  ) strict`,
  `alter table api_tokens add column scopes text`,
  `alter table api_tokens add column departments text`,
  `alter table api_tokens add column usedAt real`,
]
