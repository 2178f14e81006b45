import type { Compilable } from 'kysely'
import type { Suppression } from '../../domain/suppression.ts'
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

/** The entry for what a person ordered for an incident at `at`, with all that was said. */
export function noteOrder(
  at: number,
  incident: string,
  order: string,
  { by, ...detail }: { readonly by: string },
): Compilable {
  const [action, object] = [`incident-${order}`, `incident ${incident}`]
  return auditEntry({ at, actor: by, action, object, result: 'ok', detail: JSON.stringify(detail) })
}

/** The entry for a maintenance or an outage that a person made or ended at `at`. */
export function noteSuppression(at: number, { id, why, by, endedBy }: Suppression): Compilable {
  const [action, actor] = endedBy === null ? ['suppress', by] : ['unsuppress', endedBy]
  return auditEntry({ at, actor, action, object: `suppression ${id}`, result: 'ok', detail: why })
}
