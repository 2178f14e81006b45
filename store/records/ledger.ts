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
  list(query: { readonly station?: string; readonly from: number; readonly to: number }): Promise<readonly LedgerRow[]>
  /** The whole city, one row an hour; its `station` is `*`. */
  totals(query: { readonly from: number; readonly to: number }): Promise<readonly LedgerRow[]>
  /** Forgets the hours that ended before `before`, UTC ms. */
  forget(before: number): Compilable
}

export function buildLedgerRecords({ db }: Records): LedgerRecords {
  return { add, list, totals, forget }

  async function list(query: { station?: string; from: number; to: number }): Promise<readonly LedgerRow[]> {
    const { from, to } = hoursOf(query)
    let rows = db.selectFrom('ledger').selectAll().where('hour', '>=', from).where('hour', '<', to)
    // The key begins with the hour: one station is found by a seek an hour, not by reading all stations.
    const { station } = query
    if (station !== undefined)
      rows = rows.where('station', '=', station).where('hour', 'in', sql<number>`(${hoursKnown(from, to)})`)
    return (await rows.orderBy('hour').orderBy('station').execute()).map(withPending)
  }

  async function totals(query: { from: number; to: number }): Promise<readonly LedgerRow[]> {
    const { from, to } = hoursOf(query)
    const rows = await db
      .selectFrom('ledger')
      .select((of) => [
        'hour',
        of.fn.sum<number>('received').as('received'),
        of.fn.sum<number>('stored').as('stored'),
        of.fn.sum<number>('duplicate').as('duplicate'),
        of.fn.sum<number>('refused').as('refused'),
      ])
      .where('hour', '>=', from)
      .where('hour', '<', to)
      .groupBy('hour')
      .orderBy('hour')
      .execute()
    return rows.map((row) => withPending({ station: '*', ...row }))
  }
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
