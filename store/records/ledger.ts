import { type Compilable, sql } from 'kysely'
import type { LedgerRow } from '../../domain/wire.ts'
import type { Records } from './records.ts'
import { statement } from './statement.ts'

const HOUR_MS = 3_600_000

/** What is to be added to the account of a station in an hour; `hour` may be any moment within it, UTC ms. */
export type LedgerDelta = Omit<LedgerRow, 'pending'>

/** Who received what, and what became of it: received = stored + duplicate + refused + pending. */
export interface LedgerRecords {
  /** Adds deltas; one statement however many they are. */
  add(deltas: readonly LedgerDelta[]): Compilable
  /** Accounts of the hours that [from, to) touches, UTC ms, by hour, then station. */
  list(query: LedgerSpan & LedgerPage): Promise<readonly LedgerRow[]>
  /** The same, summed over stations or hours. */
  sums(query: LedgerSpan, by: 'station' | 'hour'): Promise<readonly LedgerRow[]>
  /** One account of it all, and the line's positions as of the same moment: where they are level, nothing waits. */
  total(query: LedgerSpan): Promise<LedgerTotal>
  /** Forgets the hours that ended before `before`, UTC ms. */
  forget(before: number): Compilable
}

export function buildLedgerRecords({ db }: Records): LedgerRecords {
  return { add, list, sums, total, forget }

  async function list(query: LedgerSpan & LedgerPage): Promise<readonly LedgerRow[]> {
    const { from, to } = hoursOf(query)
    const { after, limit = -1 } = query
    const rest = after ? sql`(hour, station) > (${after.hour}, ${after.station})` : sql`true`
    const { rows } = await sql<LedgerDelta>`
      select hour, station, received, stored, duplicate, refused from ledger
      where hour >= ${Math.max(from, after?.hour ?? from)} and hour < ${to} and ${rest}
        and ${chosen(query, { from, to })}
      order by hour, station limit ${limit}`.execute(db)
    return rows.map(withPending)
  }

  async function sums(query: LedgerSpan, by: 'station' | 'hour'): Promise<readonly LedgerRow[]> {
    const { from, to } = hoursOf(query)
    const key = by === 'hour' ? sql`hour, '*' as station` : sql`0 as hour, station`
    const { rows } = await sql<LedgerDelta>`
      select ${key}, sum(received) as received, sum(stored) as stored, sum(duplicate) as duplicate,
        sum(refused) as refused
      from ledger where hour >= ${from} and hour < ${to} and ${chosen(query, { from, to })}
      group by ${sql.ref(`ledger.${by}`)} order by ${sql.ref(`ledger.${by}`)}`.execute(db)
    return rows.map(withPending)
  }

  async function total(query: LedgerSpan): Promise<LedgerTotal> {
    const { from, to } = hoursOf(query)
    const { rows } = await sql<LedgerTotal>`
      select coalesce(sum(received), 0) as received, coalesce(sum(stored), 0) as stored,
        coalesce(sum(duplicate), 0) as duplicate, coalesce(sum(refused), 0) as refused,
        coalesce(sum(received - stored - duplicate - refused), 0) as pending,
        coalesce(sum(received < stored + duplicate + refused), 0) as wrong,
        coalesce((select position from cursors where name = 'judged'), 0) as judged,
        coalesce((select position from cursors where name = 'stored'), 0) as storedTo
      from ledger where hour >= ${from} and hour < ${to} and ${chosen(query, { from, to })}`.execute(db)
    return rows[0]!
  }
}

/** Which rows: the hours that [from, to) touches, UTC ms, of these stations, or of all. */
export interface LedgerSpan {
  readonly stations?: readonly string[]
  readonly from: number
  readonly to: number
}

/** Rows behind one that was seen, at most so many. */
export interface LedgerPage {
  readonly after?: { readonly hour: number; readonly station: string }
  readonly limit?: number
}

export interface LedgerTotal extends Omit<LedgerRow, 'station' | 'hour'> {
  /** Rows in which more became of readings than came. */
  readonly wrong: number
  /** Positions of the line. */
  readonly judged: number
  readonly storedTo: number
}

/** The key begins with the hour: one station is found by a seek an hour, not by reading all stations. */
function chosen({ stations }: LedgerSpan, { from, to }: { from: number; to: number }) {
  if (stations === undefined) return sql<boolean>`true`
  if (stations.length === 1) return sql<boolean>`station = ${stations[0]} and hour in (${hoursKnown(from, to)})`
  return sql<boolean>`station in (select value from json_each(${JSON.stringify(stations)}))`
}

function add(deltas: readonly LedgerDelta[]): Compilable {
  const rows = deltas.map((delta) => [
    startOfHour(delta.hour),
    delta.station,
    delta.received,
    delta.stored,
    delta.duplicate,
    delta.refused,
  ])
  // `where true` tells the parser that what follows `on` is no join (sqlite.org/lang_upsert.html, 2.2).
  return statement(
    `insert into ledger (hour, station, received, stored, duplicate, refused)
     select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 from json_each(?) where true
     on conflict (hour, station) do update set received = received + excluded.received,
       stored = stored + excluded.stored, duplicate = duplicate + excluded.duplicate,
       refused = refused + excluded.refused`,
    [JSON.stringify(rows)],
  )
}

function forget(before: number): Compilable {
  return statement('delete from ledger where hour < ?', [startOfHour(before)])
}

/** Every hour that has a row, found by a seek each. */
function hoursKnown(from: number, to: number) {
  return sql<number>`with recursive known(hour) as (
    select min(hour) from ledger where hour >= ${from}
    union all select (select min(hour) from ledger where hour > known.hour) from known where known.hour < ${to}
  ) select hour from known where hour is not null`
}

function hoursOf({ from, to }: { from: number; to: number }): { from: number; to: number } {
  return { from: startOfHour(from), to }
}

function startOfHour(at: number): number {
  return Math.floor(at / HOUR_MS) * HOUR_MS
}

function withPending(row: LedgerDelta): LedgerRow {
  const { station, hour, received, stored, duplicate, refused } = row
  return { station, hour, received, stored, duplicate, refused, pending: received - stored - duplicate - refused }
}
