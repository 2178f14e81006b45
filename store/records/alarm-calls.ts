import { type Compilable, sql } from 'kysely'
import type { AlarmEvent } from '../../domain/alarm.ts'
import type { AsideHow, CallNews, CauseOfCall } from '../../domain/alarm-call.ts'
import type { AsideReason, RuleChangeEntry } from '../../domain/alarm-performance.ts'
import type { CallColumns, LongLife } from '../../domain/alarm-performance-fold.ts'
import { type CallInFlood, type Flood, FLOOD_WINDOW_MS } from '../../domain/flood.ts'
import { SEVERITIES } from '../../domain/severity.ts'
import { keepFlood, keepNews } from './alarm-call-statements.ts'
import type { Records } from './records.ts'

export interface Span {
  /** [from, to), UTC ms. */
  readonly from: number
  readonly to: number
}

/** How often alarms called for somebody, what was set aside, and floods. Statements are for `transact`, with the event itself. */
export interface AlarmCallRecords {
  /** What an event says about the load on people. */
  keep(event: AlarmEvent, news: CallNews): readonly Compilable[]
  keepFlood(flood: Flood): Compilable
  /** Calls of a span, page by page in the order of their numbers; others wait no longer than for a page. Where a clock went back, a few of other times may be among them. */
  columns(span: Span): AsyncIterable<CallColumns>
  /** Causes by their numbers. */
  causes(ids: readonly number[]): Promise<ReadonlyMap<number, CauseOfCall>>
  /** Calls whose cause has held for more than a day within the span. */
  long(span: Span): Promise<readonly LongLife[]>
  asides(span: Span): Promise<readonly (AsideReason & { readonly owner: string })[]>
  /** Floods that reach into a span, oldest first. */
  floods(span: Span): Promise<readonly Flood[]>
  /** Rules that people changed, and those of the configuration that came later, newest first. */
  changes(span: Span, limit: number): Promise<readonly RuleChangeEntry[]>
  /** When the city got its first station: before that there was nothing to watch. Null: it has none. */
  since(): Promise<number | null>
  /** What a start goes on with: alarms that have called while their cause holds, floods that go on, and the calls that floods are judged by. */
  standing(now: number): Promise<CallStanding>
}

export interface CallStanding {
  readonly called: ReadonlySet<string>
  readonly floods: readonly Flood[]
  /** In the order of time. */
  readonly recent: readonly (CallInFlood & Pick<CauseOfCall, 'owner'>)[]
}

/** A page takes the thread of the records less than ten milliseconds. */
const PAGE = 5_000
const STALE = 86_400_000

export function buildAlarmCallRecords({ db }: Records): AlarmCallRecords {
  return { keep: keepNews, keepFlood, columns, causes, long, asides, floods, changes, since, standing }

  async function* columns({ from, to }: Span): AsyncIterable<CallColumns> {
    const ends = sql<{ first: number | null; last: number | null }>`
      select (select seq from alarm_calls where at >= ${from} order by at, seq limit 1) as first,
        (select seq from alarm_calls where at < ${to} order by at desc, seq desc limit 1) as last`
    const [found] = (await ends.execute(db)).rows
    if (!found || found.first === null || found.last === null) return
    let after = found.first - 1
    while (after < found.last) {
      // Arrays of numbers, made by SQLite: an object for each call costs many times as much to hand over.
      const { rows } = await sql<Record<keyof CallColumns | 'seq', string>>`
        select json_group_array(seq) as seq, json_group_array(at) as at, json_group_array(cause) as cause,
          json_group_array(severity) as severity, json_group_array(isAgain) as isAgain,
          json_group_array(case when answeredAt is null then -1 when answeredAt = 0 then -2 else max(0, answeredAt - at) end) as answer,
          json_group_array(case when endedAt is null then -1 else max(0, endedAt - at) end) as "end",
          json_group_array(ifnull(ackWithin, -1)) as ackWithin, json_group_array(ifnull(respondWithin, -1)) as respondWithin
        from (select * from alarm_calls where seq > ${after} and seq <= ${found.last} order by seq limit ${PAGE})`.execute(
        db,
      )
      const page = rows[0]!
      const { seq, ...calls } = Object.fromEntries(
        Object.entries(page).map(([name, numbers]) => [name, JSON.parse(numbers) as number[]]),
      ) as Record<keyof typeof page, number[]>
      const last = seq.at(-1)
      if (last === undefined) return
      yield calls
      after = last
    }
  }

  async function causes(ids: readonly number[]): Promise<ReadonlyMap<number, CauseOfCall>> {
    if (ids.length === 0) return new Map()
    const { rows } = await sql<CauseOfCall & { id: number }>`
      select * from alarm_causes where id in (select value from json_each(${JSON.stringify(ids)}))`.execute(db)
    return new Map(rows.map(({ id, ...cause }) => [id, cause]))
  }

  async function long({ from, to }: Span): Promise<readonly LongLife[]> {
    const { rows } = await sql<LongLife>`
      select alarm, at, cause, endedAt from alarm_calls indexed by alarm_calls_long
      where isAgain = 0 and (endedAt is null or endedAt - at > 86400000) and at < ${to - STALE}
        and (endedAt is null or endedAt > ${from})`.execute(db)
    return rows
  }

  async function asides({ from, to }: Span): Promise<readonly (AsideReason & { readonly owner: string })[]> {
    const rows = await db
      .selectFrom('alarm_asides')
      .innerJoin('alarm_causes', 'alarm_causes.id', 'alarm_asides.cause')
      .select(['how', 'reason', 'owner', (of) => of.fn.countAll<number>().as('count')])
      .where('at', '>=', from)
      .where('at', '<', to)
      .groupBy(['how', 'reason', 'owner'])
      .execute()
    return rows.map((row) => ({ ...row, how: row.how as AsideHow }))
  }

  async function floods({ from, to }: Span): Promise<readonly Flood[]> {
    const rows = await db
      .selectFrom('alarm_floods')
      .select('flood')
      .where('fromAt', '<', to)
      .where((of) => of.or([of('toAt', 'is', null), of('toAt', '>', from)]))
      .orderBy('fromAt')
      .execute()
    return rows.map(({ flood }) => JSON.parse(flood) as Flood)
  }

  async function changes({ from, to }: Span, limit: number): Promise<readonly RuleChangeEntry[]> {
    const rows = await db
      .selectFrom('rules')
      .selectAll()
      .where('at', '>=', from)
      .where('at', '<', to)
      .where((of) => of.or([of('by', '<>', 'config'), of('version', '>', 1)]))
      .orderBy('at', 'desc')
      .limit(limit)
      .execute()
    return rows.map(({ id, version, at, by, why, isOn, rule }) => ({
      rule: id,
      version,
      at,
      by,
      why,
      is: rule === null ? 'gone' : isOn ? 'on' : 'off',
    }))
  }

  async function since(): Promise<number | null> {
    const row = await db.selectFrom('stations').select('createdAt').orderBy('number').limit(1).executeTakeFirst()
    return row?.createdAt ?? null
  }

  async function standing(now: number): Promise<CallStanding> {
    const open = await db.selectFrom('alarm_floods').select('flood').where('toAt', 'is', null).execute()
    const goingOn = open.map(({ flood }) => JSON.parse(flood) as Flood)
    const from = Math.min(now, ...goingOn.map((flood) => flood.from)) - FLOOD_WINDOW_MS
    const called = await db.selectFrom('alarm_calls').select('alarm').where('endedAt', 'is', null).execute()
    const recent = await db
      .selectFrom('alarm_calls')
      .innerJoin('alarm_causes', 'alarm_causes.id', 'alarm_calls.cause')
      .select(['at', 'severity', 'kind', 'district', 'owner'])
      .where('at', '>', from)
      // By the index on time: by number alone, SQLite would walk the whole history.
      .orderBy('at')
      .orderBy('seq')
      .execute()
    return {
      called: new Set(called.map(({ alarm }) => alarm)),
      floods: goingOn,
      recent: recent.map((row) => ({ ...row, severity: SEVERITIES[row.severity]! })),
    }
  }
}
