import type { Compilable } from 'kysely'
import type { Alarm } from '../../domain/alarm.ts'
import type { Incident, IncidentEvent, IncidentState, IncidentWithParts } from '../../domain/incident.ts'
import type { Severity } from '../../domain/severity.ts'
import type { IncidentMessage } from '../../domain/wire.ts'
import { type PageOf, pageOf, type Paging, seenIn } from './page.ts'
import type { Records } from './records.ts'
import { statement } from './statement.ts'

export interface IncidentFilter extends Paging {
  readonly states?: readonly IncidentState[]
  readonly severities?: readonly Severity[]
  readonly district?: string
}

/** An alarm in an incident, also one that is over. */
export interface Member {
  readonly incident: string
  readonly alarm: string
  readonly station: string
  readonly district: string
  readonly kind: string
  readonly owner: string
  /** A person took it out. */
  readonly isOut: boolean
}

/** An incident with every alarm that is or was the last to be in it. */
export interface Living {
  readonly incident: Incident
  readonly members: readonly Member[]
}

/** Incidents, their members and their timelines. Statements are for `transact`, together with the alarm's. */
export interface IncidentRecords {
  save(incident: Incident): Compilable
  /** Refuses a number that is taken: the same event cannot be recorded twice. */
  record(event: IncidentEvent, incident: Incident): Compilable
  /** An alarm is in one incident at a time. */
  put(member: Member): Compilable
  /** All members of one are those of another from now on. */
  moveMembers(from: string, to: string): Compilable
  /** Newest event first. */
  list(filter: IncidentFilter): Promise<PageOf<Incident>>
  /** The newest thousand members and events, oldest first. */
  get(id: string): Promise<IncidentWithParts | undefined>
  /** Events with a higher number than `seq`, in order. */
  eventsAfter(seq: number, limit: number): Promise<readonly IncidentMessage[]>
  /** What something may still happen to: not closed, or closed after `since`, or with an alarm that is not over. */
  living(since: number): Promise<readonly Living[]>
  /** One of them, whatever its state. */
  find(id: string): Promise<Living | undefined>
  /** Number of the newest event; 0 before the first. */
  head(): Promise<number>
}

const MOST = 1000

export function buildIncidentRecords({ db }: Records): IncidentRecords {
  return { save, record, put, moveMembers, list, get, eventsAfter, living, find, head }

  async function list(filter: IncidentFilter): Promise<PageOf<Incident>> {
    const { states, severities, district, limit } = filter
    const seen = seenIn(filter.cursor)
    let query = db.selectFrom('incidents').select(['seq', 'incident'])
    if (states) query = query.where('state', 'in', states)
    if (severities) query = query.where('severity', 'in', severities)
    // Districts stand in the column as in JSON, each in its quotes.
    if (district !== undefined)
      query = query.where((of) => of(of.fn('instr', ['districts', of.val(JSON.stringify(district))]), '>', 0))
    if (seen !== null) query = query.where('seq', '<', seen)
    const rows = await query
      .orderBy('seq', 'desc')
      .limit(limit + 1)
      .execute()
    return pageOf(rows, limit, { numberOf: (row) => row.seq, toItem: (row) => incidentOf(row.incident) })
  }

  async function get(id: string): Promise<IncidentWithParts | undefined> {
    const row = await db.selectFrom('incidents').select('incident').where('id', '=', id).executeTakeFirst()
    if (!row) return undefined
    const [alarms, events] = await Promise.all([
      db
        .selectFrom('incident_members')
        .innerJoin('alarms', 'alarms.id', 'incident_members.alarm')
        .select('alarms.alarm as text')
        .where('incident_members.incident', '=', id)
        .where('isOut', '=', 0)
        .orderBy('alarms.raisedAt', 'desc')
        .orderBy('alarms.id')
        .limit(MOST)
        .execute(),
      db
        .selectFrom('incident_events')
        .select('event as text')
        .where('incident', '=', id)
        .orderBy('seq', 'desc')
        .limit(MOST)
        .execute(),
    ])
    return {
      ...incidentOf(row.incident),
      alarms: alarms.map(({ text }) => JSON.parse(text) as Alarm).toReversed(),
      events: events.map(({ text }) => JSON.parse(text) as IncidentEvent).toReversed(),
    }
  }

  async function eventsAfter(seq: number, limit: number): Promise<readonly IncidentMessage[]> {
    const rows = await db
      .selectFrom('incident_events as e')
      .leftJoin('incidents as i', 'i.id', 'e.incident')
      .select(['e.seq', 'e.event', 'e.snapshot', 'i.incident as newest'])
      .where('e.seq', '>', seq)
      .orderBy('e.seq')
      .limit(limit)
      .execute()
    return rows.map((row) => ({
      seq: row.seq,
      event: JSON.parse(row.event) as IncidentEvent,
      incident: snapshotOf(row.snapshot, row.newest),
    }))
  }

  async function living(since: number): Promise<readonly Living[]> {
    const isOpen = ['unacknowledged', 'acknowledged', 'returned', 'shelved', 'suppressed', 'out-of-service']
    const held = await db
      .selectFrom('alarms')
      .innerJoin('incident_members', 'incident_members.alarm', 'alarms.id')
      .select('incident_members.incident as id')
      .distinct()
      .where('alarms.state', 'in', isOpen)
      .execute()
    const found = await db
      .selectFrom('incidents')
      .select(['id', 'incident'])
      .where((of) => of.or([of('state', 'in', ['open', 'stable']), of('closedAt', '>', since)]))
      .orderBy('seq')
      .execute()
    const known = new Set(found.map(({ id }) => id))
    const more = await Promise.all(held.filter(({ id }) => !known.has(id)).map(({ id }) => find(id)))
    const whole = await Promise.all(found.map(async ({ id, incident }) => partsOf(incidentOf(incident), id)))
    return [...whole, ...more.filter((one) => one !== undefined)]
  }

  async function find(id: string): Promise<Living | undefined> {
    const row = await db.selectFrom('incidents').select('incident').where('id', '=', id).executeTakeFirst()
    return row && partsOf(incidentOf(row.incident), id)
  }

  async function partsOf(incident: Incident, id: string): Promise<Living> {
    const rows = await db.selectFrom('incident_members').selectAll().where('incident', '=', id).execute()
    return { incident, members: rows.map(({ isOut, ...row }) => ({ ...row, isOut: isOut === 1 })) }
  }

  async function head(): Promise<number> {
    const query = db.selectFrom('incident_events').select((of) => of.fn.max<number | null>('seq').as('seq'))
    return (await query.executeTakeFirstOrThrow()).seq ?? 0
  }
}

/** How an incident stood; of before its parts were kept, with those that it has. */
export function snapshotOf(text: string, newest: string | null): Incident {
  const incident = incidentOf(text)
  const parts = incident.parts ?? (newest === null ? undefined : incidentOf(newest).parts)
  return { ...incident, ...(parts && { parts }) }
}

function incidentOf(text: string): Incident {
  // Those of before a person could say how bad it is say nothing of it.
  return { atLeast: null, ...(JSON.parse(text) as Omit<Incident, 'atLeast'>) }
}

function save(incident: Incident): Compilable {
  const { id, cause, state, severity, districts, lastRaisedAt, closedAt, seq } = incident
  return statement(
    `insert into incidents (id, cause, state, severity, districts, lastRaisedAt, closedAt, seq, incident)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do update set state = excluded.state, severity = excluded.severity, districts = excluded.districts,
       lastRaisedAt = excluded.lastRaisedAt, closedAt = excluded.closedAt, seq = excluded.seq, incident = excluded.incident`,
    [id, cause, state, severity, JSON.stringify(districts), lastRaisedAt, closedAt, seq, JSON.stringify(incident)],
  )
}

function record(event: IncidentEvent, incident: Incident): Compilable {
  return statement('insert into incident_events (seq, incident, event, snapshot) values (?, ?, ?, ?)', [
    event.seq,
    event.incident,
    JSON.stringify(event),
    JSON.stringify(incident),
  ])
}

function put({ alarm, incident, station, district, kind, owner, isOut }: Member): Compilable {
  return statement(
    `insert into incident_members (alarm, incident, station, district, kind, owner, isOut) values (?, ?, ?, ?, ?, ?, ?)
     on conflict (alarm) do update set incident = excluded.incident, isOut = excluded.isOut`,
    [alarm, incident, station, district, kind, owner, isOut ? 1 : 0],
  )
}

function moveMembers(from: string, to: string): Compilable {
  return statement('update incident_members set incident = ? where incident = ?', [to, from])
}
