import { type Compilable, type ExpressionBuilder, sql } from 'kysely'
import type { Gap, GapCause, GapState } from '../../domain/ledger.ts'
import { type PageOf, pageOf, type Paging, seenIn } from './page.ts'
import type { Records } from './records.ts'
import type { GapHeadRow, GapRow, Schema } from './schema.ts'
import { statement } from './statement.ts'

/** Rows that are kept; of a station that loses one in a hundred there would be no end. */
const MOST = 500_000

export type GapHead = Readonly<GapHeadRow>

/** A row of gaps as the line keeps it. */
export type GapEntry = Readonly<Omit<GapRow, 'whole' | 'cause' | 'state'>> & {
  readonly cause: GapCause
  readonly state: GapState
  /** JSON. */
  readonly whole: string
}

/** Which gaps; every part that is given must hold. Those of a span are those that reach into it, UTC ms, `to` exclusive. */
export interface GapFilter {
  /** Null: those of the whole city. */
  readonly stations?: readonly (string | null)[]
  readonly cause?: GapCause
  readonly states?: readonly GapState[]
  readonly from?: number
  readonly to?: number
}

export interface GapSpan {
  readonly stations?: readonly string[]
  readonly from: number
  readonly to: number
  readonly now: number
}

/** What is missing of one station in a span. */
export interface GapSum {
  /** Null: of the whole city. */
  readonly station: string | null
  /** Event time of its first reading; null: it has sent none. */
  readonly since: number | null
  readonly open: number
  readonly ongoing: number
  /** Numbers that were left out, and positions of the journal. */
  readonly numbers: number
  /** Readings overdue within the span, of holes; and ms of the silence that goes on. */
  readonly overdue: number
  readonly silentMs: number
}

/** What is missing, as intervals; and how far each station has come. */
export interface GapRecords {
  /** One statement however many they are; a row of the same number is replaced. */
  put(gaps: readonly GapEntry[]): Compilable
  remove(ids: readonly number[]): Compilable
  move(heads: readonly GapHead[]): Compilable
  heads(): Promise<readonly GapHead[]>
  /** Those that are not healed, the newest so many, oldest first. */
  unhealed(limit: number): Promise<readonly GapEntry[]>
  /** Of each station that is missing something in [from, to), or was ever seen: how much, as of `now`. */
  sums(query: GapSpan): Promise<readonly GapSum[]>
  /** Highest number given. */
  last(): Promise<number>
  /** Newest first. */
  list(filter: GapFilter & Paging): Promise<PageOf<Gap>>
  /**
   * Forgets those that were healed before `healed`, those whose data nobody takes any more, behind `open`, UTC ms, and the oldest
   * beyond the newest `most`; what journal and store have lost is never forgotten. Resolves to how many went that were not filled and not too old.
   */
  forget(before: { readonly healed: number; readonly open: number }, most?: number): Promise<number>
}

export function buildGapRecords({ db }: Records): GapRecords {
  return {
    put,
    move,
    remove: (ids) => statement('delete from gaps where id in (select value from json_each(?))', [JSON.stringify(ids)]),
    async forget({ healed, open }, most = MOST) {
      await sql`delete from gaps where (state = 'healed' and healedAt < ${healed})
        or (state = 'open' and cause not in ('journal', 'store') and toAt < ${open})`.execute(db)
      const newest = await db
        .selectFrom('gaps')
        .select('id')
        .where('cause', 'not in', ['journal', 'store'])
        .orderBy('id', 'desc')
        .offset(most)
        .limit(1)
        .executeTakeFirst()
      if (!newest) return 0
      const beyond = sql`id <= ${newest.id} and cause not in ('journal', 'store')`
      const { rows } = await sql<{ count: number }>`select count(*) as count from gaps
        where state <> 'healed' and ${beyond}`.execute(db)
      await sql`delete from gaps where ${beyond}`.execute(db)
      return rows[0]?.count ?? 0
    },
    sums,
    heads: () => db.selectFrom('gap_heads').selectAll().execute(),
    async unhealed(limit) {
      const rows = await db
        .selectFrom('gaps')
        .selectAll()
        .where('state', 'in', ['ongoing', 'open'])
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.toReversed() as GapEntry[]
    },
    async last() {
      const row = await db
        .selectFrom('gaps')
        .select((of) => of.fn.max('id').as('id'))
        .executeTakeFirst()
      return row?.id ?? 0
    },
    async list(filter) {
      const { limit } = filter
      const seen = seenIn(filter.cursor)
      let query = db.selectFrom('gaps').selectAll().where(chosenBy(filter))
      if (seen !== null) query = query.where('id', '<', seen)
      const rows = await query
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      return pageOf(rows, limit, { numberOf: (row) => row.id, toItem: toGap })
    },
  }

  async function sums({ stations, from, to, now }: GapSpan): Promise<readonly GapSum[]> {
    const end = Math.min(to, now)
    const chosen = stations && JSON.stringify(stations)
    const only = chosen === undefined ? sql`true` : sql`station in (select value from json_each(${chosen}))`
    const { rows } = await sql<GapSum>`
      with missed as (
        select station, sum(state = 'open') as open, sum(state = 'ongoing') as ongoing,
          sum(case when cause = 'cadence' then 0 else coalesce(missing, 0) end) as numbers,
          sum(case when cause = 'cadence' and toAt > fromAt
            then missing * max(0, min(toAt, ${end}) - max(fromAt, ${from})) / (toAt - fromAt) else 0 end) as overdue,
          sum(case when state = 'ongoing' then max(0, ${end} - max(fromAt, ${from})) else 0 end) as silentMs
        from gaps where state in ('open', 'ongoing') and fromAt < ${to} and (toAt is null or toAt > ${from}) and ${only}
        group by station
      ), seen as (select station, since from gap_heads where ${only})
      select coalesce(seen.station, missed.station) as station, since, coalesce(open, 0) as open,
        coalesce(ongoing, 0) as ongoing, coalesce(numbers, 0) as numbers, coalesce(overdue, 0) as overdue,
        coalesce(silentMs, 0) as silentMs
      from seen full join missed on missed.station = seen.station`.execute(db)
    return rows
  }
}

function put(gaps: readonly GapEntry[]): Compilable {
  const rows = gaps.map((gap) => COLUMNS.map((column) => gap[column]))
  return statement(
    `insert or replace into gaps (${COLUMNS.join(', ')})
     select ${COLUMNS.map((_, at) => `value ->> ${at}`).join(', ')} from json_each(?)`,
    [JSON.stringify(rows)],
  )
}

const COLUMNS = [
  'id',
  'root',
  'cause',
  'station',
  'fromAt',
  'toAt',
  'first',
  'last',
  'missing',
  'state',
  'openedAt',
  'healedAt',
  'whole',
] as const satisfies readonly (keyof GapRow)[]

function move(heads: readonly GapHead[]): Compilable {
  return statement(
    `insert into gap_heads (station, since, ts, next)
     select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each(?) where true
     on conflict (station) do update set ts = excluded.ts, next = excluded.next`,
    [JSON.stringify(heads.map(({ station, since, ts, next }) => [station, since, ts, next]))],
  )
}

function chosenBy({ stations, cause, states, from, to }: GapFilter) {
  return (of: ExpressionBuilder<Schema, 'gaps'>) => {
    const named = stations?.filter((id) => id !== null)
    return of.and([
      ...(named === undefined
        ? []
        : [
            of.or([
              sql<boolean>`station in (select value from json_each(${JSON.stringify(named)}))`,
              ...(stations?.includes(null) ? [of('station', 'is', null)] : []),
            ]),
          ]),
      ...(cause === undefined ? [] : [of('cause', '=', cause)]),
      ...(states === undefined ? [] : [of('state', 'in', states)]),
      ...(from === undefined ? [] : [of.or([of('toAt', 'is', null), of('toAt', '>', from)])]),
      ...(to === undefined ? [] : [of('fromAt', '<', to)]),
    ])
  }
}

function toGap(row: GapRow): Gap {
  const { id, station, fromAt, toAt, first, last, missing, openedAt, healedAt } = row
  const [cause, state] = [row.cause as GapCause, row.state as GapState]
  return { id, cause, station, fromAt, toAt, first, last, missing, state, openedAt, healedAt }
}
