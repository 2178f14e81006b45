import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Alarm, AlarmEvent } from '../../../domain/alarm.ts'
import { makeCallReader } from '../../../domain/alarm-call.ts'
import { type FloodDetector, makeFloodDetector, WHOLE_CITY } from '../../../domain/flood.ts'
import { keepFlood, keepNews } from '../alarm-call-statements.ts'
import type { Schema } from '../schema.ts'

/** How often alarms called for somebody, narrow enough to be added up; floods; and what was set aside. */
export const alarmCalls: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const text of STATEMENTS) await sql.raw(text).execute(db)
    await readAll(db)
  },
}

const STATEMENTS = [
  `create table alarm_causes (
    id integer primary key,
    rule text not null,
    station text not null,
    kind text not null,
    district text not null,
    owner text not null,
    unique (rule, station, kind, district, owner)
  ) strict`,

  // seq is the number of the event that called. answeredAt 0: nobody had to answer it.
  `create table alarm_calls (
    seq integer primary key,
    at integer not null,
    alarm text not null,
    cause integer not null,
    severity integer not null,
    isAgain integer not null,
    ackWithin integer,
    respondWithin integer,
    answeredAt integer,
    endedAt integer
  ) strict`,
  'create index alarm_calls_by_time on alarm_calls (at)',
  'create index alarm_calls_unanswered on alarm_calls (alarm) where answeredAt is null',
  'create index alarm_calls_not_ended on alarm_calls (alarm) where endedAt is null',
  `create index alarm_calls_long on alarm_calls (endedAt, at)
     where isAgain = 0 and (endedAt is null or endedAt - at > 86400000)`,

  `create table alarm_asides (
    seq integer primary key,
    at integer not null,
    cause integer not null,
    how text not null,
    reason text not null,
    by text not null
  ) strict`,
  'create index alarm_asides_by_time on alarm_asides (at)',

  `create table alarm_floods (
    scope text not null,
    fromAt integer not null,
    toAt integer,
    flood text not null,
    primary key (scope, fromAt)
  ) strict, without rowid`,
  'create index alarm_floods_open on alarm_floods (toAt)',

  'create index rules_by_time on rules (at)',
  'create index alarms_of_station on alarms (station, rule, seq)',
]

const PAGE = 1_000

/** Reads every event that there is, as if it were told now; floods are those of one who works at a time. */
async function readAll(db: Kysely<Schema>): Promise<void> {
  const reader = makeCallReader()
  const detectors = new Map<string, FloodDetector>()
  let seen = 0
  for (;;) {
    const rows = await db
      .selectFrom('alarm_events')
      .select(['seq', 'event', 'snapshot'])
      .where('seq', '>', seen)
      .where(sql<boolean>`json_valid(event) and json_valid(snapshot)`)
      .orderBy('seq')
      .limit(PAGE)
      .execute()
    const statements = rows.flatMap(({ seq, event: text, snapshot }) => {
      const event = JSON.parse(text) as AlarmEvent
      const news = reader.read({ seq, event, alarm: JSON.parse(snapshot) as Alarm })
      const { call } = news
      const floods = call ? [WHOLE_CITY, call.owner].flatMap((scope) => detectorOf(detectors, scope).call(call)) : []
      return [...keepNews(event, news), ...floods.map(keepFlood)]
    })
    await Promise.all(statements.map((statement) => db.executeQuery(statement.compile())))
    seen = rows.at(-1)?.seq ?? seen
    if (rows.length < PAGE) return
  }
}

function detectorOf(detectors: Map<string, FloodDetector>, scope: string): FloodDetector {
  const known = detectors.get(scope)
  if (known) return known
  const detector = makeFloodDetector({ scope, positions: 1 })
  detectors.set(scope, detector)
  return detector
}
