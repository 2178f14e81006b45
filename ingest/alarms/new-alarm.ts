import { createHash } from 'node:crypto'
import type { Alarm } from '../../domain/alarm.ts'
import type { Cause } from './cause.ts'

/** An alarm of a cause that nothing has happened to yet. */
export function newAlarm(of: { readonly cause: Cause; readonly at: number; readonly reading: number | null }): Alarm {
  const { cause, at, reading } = of
  return {
    ...cause,
    id: alarmIdOf(cause, at),
    state: 'normal',
    active: false,
    acknowledged: true,
    raisedAt: at,
    clearedAt: null,
    ackedAt: null,
    ackedBy: null,
    assignee: null,
    shelvedUntil: null,
    reading,
    grade: 0,
    ackBy: null,
    respondBy: null,
    late: false,
    incident: null,
    count: 0,
    seq: 0,
  }
}

/** The same cause at the same time is the same alarm, however often it is worked out; `n` counts those that were taken back. */
export function alarmIdOf({ rule, station }: Pick<Cause, 'rule' | 'station'>, at: number, n = 0): string {
  return createHash('sha256')
    .update(`${rule}\n${station}\n${at}${n === 0 ? '' : `\n${n}`}`)
    .digest('base64url')
    .slice(0, 16)
}
