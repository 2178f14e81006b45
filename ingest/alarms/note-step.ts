import type { Compilable } from 'kysely'
import type { AlarmMessage } from '../../domain/wire.ts'
import { auditEntry } from '../../store/records/audit.ts'

/** The entry of the audit for what a person did with an alarm. */
export function noteStep({ event, alarm }: Pick<AlarmMessage, 'event' | 'alarm'>): Compilable {
  const { type, by, text, at, seq } = event
  const detail = JSON.stringify({
    event: seq,
    state: alarm.state,
    severity: alarm.severity,
    ...(text === null ? {} : { text }),
  })
  return auditEntry({ at, actor: by, action: `alarm-${type}`, object: alarm.id, result: 'done', detail })
}
