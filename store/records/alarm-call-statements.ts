import type { Compilable } from 'kysely'
import type { AlarmEvent } from '../../domain/alarm.ts'
import type { AlarmAside, AlarmCall, CallNews, CauseOfCall } from '../../domain/alarm-call.ts'
import type { Flood } from '../../domain/flood.ts'
import { rankOf } from '../../domain/severity.ts'
import { statement } from './statement.ts'

/** Everything that an event says about the load on people. */
export function keepNews(
  event: AlarmEvent,
  { call, aside, answered, isEnded, isBack }: CallNews,
): readonly Compilable[] {
  const { alarm, recordedAt } = event
  return [
    ...(answered ? [answerCalls(alarm, answered === 'excused' ? 0 : recordedAt)] : []),
    ...(isEnded ? [endCalls(alarm, recordedAt)] : []),
    ...(isBack ? [takeUpCalls(alarm)] : []),
    ...(call ? [keepCause(call), keepCall(call)] : []),
    ...(aside ? [keepCause(aside), keepAside(aside)] : []),
  ]
}

/** To be run before what is kept of a cause. */
function keepCause({ rule, station, kind, district, owner }: CauseOfCall): Compilable {
  return statement(
    'insert into alarm_causes (rule, station, kind, district, owner) values (?, ?, ?, ?, ?) on conflict do nothing',
    [rule, station, kind, district, owner],
  )
}

const CAUSE = '(select id from alarm_causes where rule = ? and station = ? and kind = ? and district = ? and owner = ?)'

function ofCause({ rule, station, kind, district, owner }: CauseOfCall): readonly string[] {
  return [rule, station, kind, district, owner]
}

function keepCall(call: AlarmCall): Compilable {
  const { seq, at, alarm, severity, isAgain, ackWithin, respondWithin } = call
  const whole = (ms: number | null) => (ms === null ? null : Math.round(ms))
  return statement(
    `insert into alarm_calls (seq, at, alarm, cause, severity, isAgain, ackWithin, respondWithin)
     values (?, ?, ?, ${CAUSE}, ?, ?, ?, ?)`,
    [
      seq,
      Math.round(at),
      alarm,
      ...ofCause(call),
      rankOf(severity),
      isAgain ? 1 : 0,
      whole(ackWithin),
      whole(respondWithin),
    ],
  )
}

/** All calls of an alarm that wait have their answer; at 0: nobody has to give one any more. */
function answerCalls(alarm: string, at: number): Compilable {
  return statement('update alarm_calls set answeredAt = ? where alarm = ? and answeredAt is null', [
    Math.round(at),
    alarm,
  ])
}

function endCalls(alarm: string, at: number): Compilable {
  return statement('update alarm_calls set endedAt = ? where alarm = ? and endedAt is null', [Math.round(at), alarm])
}

/** Calls that ended last have not. By the events of the alarm: calls are many, and few of them are looked for by alarm. */
function takeUpCalls(alarm: string): Compilable {
  const own = 'seq in (select seq from alarm_events where alarm = ?)'
  const last = `(select endedAt from alarm_calls where ${own} order by seq desc limit 1)`
  return statement(`update alarm_calls set endedAt = null where ${own} and endedAt = ${last}`, [alarm, alarm])
}

function keepAside(aside: AlarmAside): Compilable {
  const { seq, at, how, reason, by } = aside
  return statement(`insert into alarm_asides (seq, at, cause, how, reason, by) values (?, ?, ${CAUSE}, ?, ?, ?)`, [
    seq,
    Math.round(at),
    ...ofCause(aside),
    how,
    reason,
    by,
  ])
}

/** Keeps a flood, or what has become of it. */
export function keepFlood(flood: Flood): Compilable {
  return statement(
    `insert into alarm_floods (scope, fromAt, toAt, flood) values (?, ?, ?, ?)
     on conflict (scope, fromAt) do update set toAt = excluded.toAt, flood = excluded.flood`,
    [flood.scope, Math.round(flood.from), flood.to === null ? null : Math.round(flood.to), JSON.stringify(flood)],
  )
}
