import type { Compilable } from 'kysely'
import type { Alarm, AlarmEvent, AlarmState, AlarmWithEvents } from '../../domain/alarm.ts'
import type { Severity } from '../../domain/severity.ts'
import type { AlarmMessage } from '../../domain/wire.ts'
import { type PageOf, pageOf, type Paging, seenIn } from './page.ts'
import type { Records } from './records.ts'
import type { AlarmEventRow } from './schema.ts'
import { statement } from './statement.ts'

const MOST_AT_ONCE = 500

export interface AlarmFilter extends Paging {
  readonly states?: readonly AlarmState[]
  readonly severities?: readonly Severity[]
  readonly district?: string
  readonly rule?: string
  readonly station?: string
  /** Only alarms whose newest event has a higher number. */
  readonly after?: number
  /** Only alarms whose newest event was recorded before, UTC ms. */
  readonly before?: number
}

/** Alarms and their numbered events. Statements are for `transact`, both of one step in the same call. */
export interface AlarmRecords {
  save(alarm: Alarm): Compilable
  /** Refuses a number that is taken, of the city or of the department: the same event cannot be recorded twice. */
  record(event: AlarmEvent, alarm: Alarm, departmentSeq: number): Compilable
  /**
   * Newest event first. An alarm that takes a step while somebody pages moves to the front: no page shows an alarm
   * twice, and `after` finds those that moved.
   */
  list(filter: AlarmFilter): Promise<PageOf<Alarm>>
  get(id: string): Promise<AlarmWithEvents | undefined>
  /** Events with a higher number than `seq`, in order. */
  eventsAfter(seq: number, limit: number): Promise<readonly AlarmMessage[]>
  /** Events of one department with a higher number of its own, in order. */
  departmentEventsAfter(department: string, departmentSeq: number, limit: number): Promise<readonly AlarmMessage[]>
  /** The events with these numbers, in order; those that there are. */
  eventsAt(seqs: readonly number[]): Promise<readonly AlarmMessage[]>
  /** Alarms that ended at this time or later, as their newest event was recorded, newest first. */
  overSince(at: number, limit: number): Promise<readonly Alarm[]>
  /** Every alarm that is not over. */
  open(): Promise<readonly Alarm[]>
  /** Number of the newest event; 0 before the first. */
  head(): Promise<number>
  /** The same of each department that has any. */
  heads(): Promise<ReadonlyMap<string, number>>
}

export function buildAlarmRecords({ db }: Records): AlarmRecords {
  return { save, record, list, get, eventsAfter, departmentEventsAfter, eventsAt, overSince, open, head, heads }

  async function list(filter: AlarmFilter): Promise<PageOf<Alarm>> {
    const { states, severities, district, rule, station, after, before, limit } = filter
    const cursor = seenIn(filter.cursor)
    // Of a cursor and a time the older one.
    const first = before === undefined ? null : await firstSince(db, before)
    const seen = first === null || cursor === null ? (first ?? cursor) : Math.min(first, cursor)
    if (states?.length === 0 || severities?.length === 0) return { items: [], next: null }

    const newest = (state: AlarmState | null) => {
      let query = db.selectFrom('alarms').select(['seq', 'alarm'])
      if (state) query = query.where('state', '=', state)
      if (severities) query = query.where('severity', 'in', severities)
      if (district !== undefined) query = query.where('district', '=', district)
      if (rule !== undefined) query = query.where('rule', '=', rule)
      if (station !== undefined) query = query.where('station', '=', station)
      if (after !== undefined) query = query.where('seq', '>', after)
      if (seen !== null) query = query.where('seq', '<', seen)
      return query.orderBy('seq', 'desc').limit(limit + 1)
    }
    // One walk down the index a state: a single `in (…)` would sort the whole history.
    const [state = null, ...others] = new Set(states ?? [null])
    let merged = db.selectFrom(newest(state).as('of_state')).selectAll()
    for (const other of others) merged = merged.unionAll(db.selectFrom(newest(other).as('of_state')).selectAll())
    const query = db.selectFrom(merged.as('listed')).selectAll().orderBy('seq', 'desc')
    const rows = await query.limit(limit + 1).execute()
    return pageOf(rows, limit, { numberOf: (row) => row.seq, toItem: (row) => JSON.parse(row.alarm) as Alarm })
  }

  async function get(id: string): Promise<AlarmWithEvents | undefined> {
    // One query, so that the alarm and its events are of the same moment.
    const rows = await db
      .selectFrom('alarms')
      .innerJoin('alarm_events', 'alarm_events.alarm', 'alarms.id')
      .select(['alarms.alarm as alarm', 'alarm_events.event as event'])
      .where('alarms.id', '=', id)
      .orderBy('alarm_events.seq')
      .execute()
    const [newest] = rows
    if (!newest) return undefined
    return { ...(JSON.parse(newest.alarm) as Alarm), events: rows.map((row) => JSON.parse(row.event) as AlarmEvent) }
  }

  async function eventsAfter(seq: number, limit: number): Promise<readonly AlarmMessage[]> {
    const rows = await db
      .selectFrom('alarm_events')
      .select(['seq', 'department', 'departmentSeq', 'event', 'snapshot'])
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(limit)
      .execute()
    return rows.map(messageOf)
  }

  async function departmentEventsAfter(department: string, departmentSeq: number, limit: number) {
    const rows = await db
      .selectFrom('alarm_events')
      .select(['seq', 'department', 'departmentSeq', 'event', 'snapshot'])
      .where('department', '=', department)
      .where('departmentSeq', '>', departmentSeq)
      .orderBy('departmentSeq')
      .limit(limit)
      .execute()
    return rows.map(messageOf)
  }

  async function eventsAt(seqs: readonly number[]): Promise<readonly AlarmMessage[]> {
    const found: AlarmMessage[] = []
    for (let i = 0; i < seqs.length; i += MOST_AT_ONCE) {
      const rows = await db
        .selectFrom('alarm_events')
        .select(['seq', 'department', 'departmentSeq', 'event', 'snapshot'])
        .where('seq', 'in', seqs.slice(i, i + MOST_AT_ONCE))
        .orderBy('seq')
        .execute()
      found.push(...rows.map(messageOf))
    }
    return found
  }

  async function overSince(at: number, limit: number): Promise<readonly Alarm[]> {
    // Down the index of those that are over; the first that is older ends it.
    const query = db
      .selectFrom('alarms')
      .innerJoin('alarm_events', 'alarm_events.seq', 'alarms.seq')
      .select(['alarms.alarm as alarm', 'alarm_events.event as event'])
      .where('alarms.state', '=', 'normal')
    const rows = await query.orderBy('alarms.seq', 'desc').limit(limit).execute()
    const ended = rows.filter(({ event }) => (JSON.parse(event) as AlarmEvent).recordedAt >= at)
    return ended.map(({ alarm }) => JSON.parse(alarm) as Alarm)
  }

  async function open(): Promise<readonly Alarm[]> {
    const isOpen = ['unacknowledged', 'acknowledged', 'returned', 'shelved', 'suppressed', 'out-of-service']
    const rows = await db.selectFrom('alarms').select('alarm').where('state', 'in', isOpen).orderBy('seq').execute()
    return rows.map((row) => JSON.parse(row.alarm) as Alarm)
  }

  async function head(): Promise<number> {
    const query = db.selectFrom('alarm_events').select((of) => of.fn.max<number | null>('seq').as('seq'))
    return (await query.executeTakeFirstOrThrow()).seq ?? 0
  }

  async function heads(): Promise<ReadonlyMap<string, number>> {
    const query = db
      .selectFrom('alarm_events')
      .select((of) => ['department', of.fn.max('departmentSeq').as('newest')])
      .groupBy('department')
    return new Map((await query.execute()).map(({ department, newest }) => [department, newest]))
  }
}

function messageOf(row: Omit<AlarmEventRow, 'alarm'>): AlarmMessage {
  return {
    seq: row.seq,
    department: row.department,
    departmentSeq: row.departmentSeq,
    event: JSON.parse(row.event) as AlarmEvent,
    alarm: JSON.parse(row.snapshot) as Alarm,
  }
}

/** Number of the first event that was recorded at this time or later: numbers go with time, so a few looks find it. */
async function firstSince(db: Records['db'], at: number): Promise<number> {
  const ends = await db
    .selectFrom('alarm_events')
    .select((of) => [of.fn.min<number | null>('seq').as('from'), of.fn.max<number | null>('seq').as('to')])
    .executeTakeFirstOrThrow()
  let [low, high] = [ends.from ?? 0, (ends.to ?? 0) + 1]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const row = await db
      .selectFrom('alarm_events')
      .select(['seq', 'event'])
      .where('seq', '>=', middle)
      .orderBy('seq')
      .executeTakeFirst()
    if (row !== undefined && (JSON.parse(row.event) as AlarmEvent).recordedAt < at) low = row.seq + 1
    else high = middle
  }
  return low
}

function save(alarm: Alarm): Compilable {
  const { id, rule, kind, station, district, owner, severity, state, raisedAt, seq } = alarm
  return statement(
    `insert into alarms (id, rule, kind, station, district, owner, severity, state, raisedAt, seq, alarm)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do update set rule = excluded.rule, kind = excluded.kind, station = excluded.station,
       district = excluded.district, owner = excluded.owner, severity = excluded.severity, state = excluded.state,
       raisedAt = excluded.raisedAt, seq = excluded.seq, alarm = excluded.alarm`,
    [id, rule, kind, station, district, owner, severity, state, raisedAt, seq, JSON.stringify(alarm)],
  )
}

function record(event: AlarmEvent, alarm: Alarm, departmentSeq: number): Compilable {
  return statement(
    'insert into alarm_events (seq, alarm, event, snapshot, department, departmentSeq) values (?, ?, ?, ?, ?, ?)',
    [event.seq, event.alarm, JSON.stringify(event), JSON.stringify(alarm), alarm.owner, departmentSeq],
  )
}
