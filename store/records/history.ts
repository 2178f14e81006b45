import { sql } from 'kysely'
import type { Alarm } from '../../domain/alarm.ts'
import { CityError } from '../../domain/errors.ts'
import type { AlarmsAt, HistoryMark, IncidentsAt } from '../../domain/history.ts'
import type { AlarmMessage, IncidentMessage } from '../../domain/wire.ts'
import { type AlarmRecords, buildAlarmRecords } from './alarms.ts'
import { buildIncidentRecords, type IncidentRecords, snapshotOf } from './incidents.ts'
import type { PageOf, Paging } from './page.ts'
import type { Records } from './records.ts'

/** A stretch of time of recording, UTC ms: after `from`, up to and with `to`. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** What people saw before: how alarms and incidents stood at a time, and what was told of them after it. */
export interface HistoryRecords {
  /** Those that were not over at a time. A page may be shorter than `limit`, or empty, and not the last. */
  alarmsAt(at: number, paging: Paging): Promise<AlarmsAt>
  /** Those that were not closed. */
  incidentsAt(at: number, paging: Paging): Promise<IncidentsAt>
  /** Events in order of their numbers. */
  alarmEvents(stretch: Stretch, paging: Paging): Promise<PageOf<AlarmMessage>>
  incidentEvents(stretch: Stretch, paging: Paging): Promise<PageOf<IncidentMessage>>
  /** What happened to alarms of which `isSeen` holds, in stretches of `everyMs`. Throws `request-too-wide` where there are more than 200,000 events. */
  marks(
    stretch: Stretch,
    everyMs: number,
    isSeen?: (alarm: Pick<Alarm, 'kind' | 'owner' | 'station'>) => boolean,
  ): Promise<HistoryMark[]>
}

interface Kept {
  readonly things: 'alarms' | 'incidents'
  readonly thing: 'alarm' | 'incident'
  readonly events: 'alarm_events' | 'incident_events'
  readonly open: readonly string[]
  readonly over: string
}

const ALARMS: Kept = {
  things: 'alarms',
  thing: 'alarm',
  events: 'alarm_events',
  open: ['unacknowledged', 'acknowledged', 'returned', 'shelved', 'suppressed', 'out-of-service'],
  over: 'normal',
}
const INCIDENTS: Kept = {
  things: 'incidents',
  thing: 'incident',
  events: 'incident_events',
  open: ['open', 'stable'],
  over: 'closed',
}

/** Rows that one query goes through: what is written waits for no more than that. */
const CHUNK = 2000
const MOST_MARKED = 200_000

export function buildHistoryRecords(records: Records): HistoryRecords {
  const { db } = records
  const alarms: Pick<AlarmRecords, 'eventsAfter'> = buildAlarmRecords(records)
  const incidents: Pick<IncidentRecords, 'eventsAfter'> = buildIncidentRecords(records)

  return {
    alarmsAt: (at, paging) => standing(ALARMS, at, paging, (text) => JSON.parse(text) as Alarm),
    incidentsAt: (at, paging) => standing(INCIDENTS, at, paging, snapshotOf),
    alarmEvents: (stretch, paging) => told(ALARMS, alarms, { ...stretch, ...paging }),
    incidentEvents: (stretch, paging) => told(INCIDENTS, incidents, { ...stretch, ...paging }),
    marks,
  }

  /**
   * Number of the newest event that was recorded by then. Numbers rise with time, so it is found by halving; where the clock
   * was put back it is one of the places at which that time was passed.
   */
  async function numberAt({ events }: Kept, at: number): Promise<number> {
    const newest = await db
      .selectFrom(events)
      .select((of) => of.fn.max<number | null>('seq').as('seq'))
      .executeTakeFirstOrThrow()
    let [low, high] = [0, newest.seq ?? 0]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      const row = await db
        .selectFrom(events)
        .select(['seq', sql<number>`json_extract(event, '$.recordedAt')`.as('recordedAt')])
        .where('seq', '>=', middle)
        .where('seq', '<=', high)
        .orderBy('seq')
        .limit(1)
        .executeTakeFirst()
      if (row !== undefined && row.recordedAt <= at) low = row.seq
      else high = middle - 1
    }
    return low
  }

  /**
   * First what has not changed since, then what has, as it was after its newest event by then. What changes while somebody pages
   * moves from the first part into the second and further back in it: it may be met twice, and is never missed.
   */
  async function standing<T>(
    kept: Kept,
    at: number,
    { limit, cursor }: Paging,
    read: (text: string, newest: string) => T,
  ) {
    const place = cursor === undefined ? { seq: await numberAt(kept, at), part: 'same', after: 0 } : placeIn(cursor)
    const { seq, part, after } = place
    const rows = part === 'same' ? await unchanged(kept, place, limit) : await changed(kept, place, limit)
    const last = rows.at(-1)?.number
    const next =
      rows.length === limit && last !== undefined
        ? cursorOf({ ...place, after: last })
        : part === 'same'
          ? cursorOf({ seq, part: 'changed', after: Math.max(seq, after) })
          : null
    return { at, seq, items: rows.flatMap(({ text, newest }) => (text === null ? [] : read(text, newest))), next }
  }

  async function unchanged({ things, thing, open }: Kept, { seq, after }: Place, limit: number): Promise<Row[]> {
    const states = sql.join(open)
    const found =
      await sql<Row>`select seq as number, ${sql.ref(thing)} as text, ${sql.ref(thing)} as newest from ${sql.table(things)}
      where state in (${states}) and seq <= ${seq} and seq > ${after} order by seq limit ${limit}`.execute(db)
    return found.rows
  }

  /** What began later, or was over by then, has no text. */
  async function changed(kept: Kept, { seq, after }: Place, limit: number): Promise<Row[]> {
    const { things, thing, events, over } = kept
    const found = await sql<Row>`select later.seq as number,
        case when json_extract(e.event, '$.state') <> ${over} then e.snapshot end as text, later.newest
      from (select id, seq, ${sql.ref(thing)} as newest from ${sql.table(things)} where seq > ${after} order by seq limit ${limit}) later
      left join ${sql.table(events)} e on e.seq = (
        select max(seq) from ${sql.table(events)} where ${sql.ref(thing)} = later.id and seq <= ${seq}
      ) order by later.seq`.execute(db)
    return found.rows
  }

  async function told<M extends { readonly seq: number }>(
    kept: Kept,
    of: { eventsAfter(seq: number, limit: number): Promise<readonly M[]> },
    { from, to, limit, cursor }: Stretch & Paging,
  ): Promise<PageOf<M>> {
    const place =
      cursor === undefined
        ? { seq: await numberAt(kept, to), part: 'told', after: await numberAt(kept, from) }
        : placeIn(cursor)
    const found = await of.eventsAfter(place.after, Math.min(limit, Math.max(0, place.seq - place.after)))
    const items = found.filter(({ seq }) => seq <= place.seq)
    const last = items.at(-1)?.seq
    const isMore = last !== undefined && last < place.seq
    return { items, next: isMore ? cursorOf({ ...place, after: last }) : null }
  }

  async function marks(
    { from, to }: Stretch,
    everyMs: number,
    isSeen: Parameters<HistoryRecords['marks']>[2] = () => true,
  ): Promise<HistoryMark[]> {
    const [first, last] = [await numberAt(ALARMS, from), await numberAt(ALARMS, to)]
    if (last - first > MOST_MARKED)
      throw new CityError(
        'request-too-wide',
        `There are ${last - first} events in this span; ask for one with at most ${MOST_MARKED}.`,
      )
    const found = new Map<number, HistoryMark>()
    for (let seq = first; seq < last; seq += CHUNK) {
      const { rows } = await sql<Marked>`
        select json_extract(event, '$.recordedAt') as at, json_extract(event, '$.type') as type,
          json_extract(event, '$.by') as "by", json_extract(snapshot, '$.severity') as severity,
          json_extract(snapshot, '$.kind') as kind, json_extract(snapshot, '$.owner') as owner,
          json_extract(snapshot, '$.station') as station
        from alarm_events where seq > ${seq} and seq <= ${Math.min(seq + CHUNK, last)} order by seq`.execute(db)
      for (const row of rows) {
        if (!isSeen(row)) continue
        const { at, type, by, severity } = row
        const step = Math.floor((at - from) / everyMs)
        const mark = found.get(step) ?? { at, events: 0, red: 0, orange: 0, yellow: 0, blue: 0, acks: 0 }
        mark.events++
        if (type === 'raise' && isSeverity(severity)) mark[severity]++
        if (type === 'ack' && by !== 'system') mark.acks++
        found.set(step, mark)
      }
    }
    return [...found.values()].toSorted((a, b) => a.at - b.at)
  }
}

interface Marked extends Pick<Alarm, 'kind' | 'owner' | 'station'> {
  readonly at: number
  readonly type: string
  readonly by: string
  readonly severity: string
}

interface Row {
  readonly number: number
  readonly text: string | null
  /** As it stands now. */
  readonly newest: string
}

/** Where somebody is who pages through the past. */
interface Place {
  /** The event that the picture is of, or that ends the stretch. */
  readonly seq: number
  readonly part: string
  /** Number of the last row that was seen. */
  readonly after: number
}

function cursorOf({ seq, part, after }: Place): string {
  return Buffer.from(`${part} ${seq} ${after}`).toString('base64url')
}

function placeIn(cursor: string): Place {
  const found = /^(same|changed|told) (\d{1,16}) (\d{1,16})$/.exec(Buffer.from(cursor, 'base64url').toString())
  if (found === null) throw new CityError('request-invalid', 'the cursor is none that this list gave')
  return { part: found[1]!, seq: Number(found[2]), after: Number(found[3]) }
}

function isSeverity(text: string): text is 'red' | 'orange' | 'yellow' | 'blue' {
  return text === 'red' || text === 'orange' || text === 'yellow' || text === 'blue'
}
