import { Type, type Static } from 'typebox'
import type { Condition } from './condition.ts'
import { Label } from './label.ts'

/** What alarms of an incident have in common. */
export const IncidentCause = Type.Object(
  { id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,60}$' }), label: Label },
  { additionalProperties: false },
)
export type IncidentCause = Static<typeof IncidentCause>

/** A power cut or a broken link silences stations of every kind. */
export const SILENCE: IncidentCause = { id: 'silence', label: { zh: '站点失联', en: 'Stations silent' } }

/** What the alarms of a rule are grouped by; null: each stands alone. */
export function incidentCauseOf(
  rule: { readonly incident?: IncidentCause | false; readonly when: Condition },
  kind: { readonly id: string; readonly label: Label },
): IncidentCause | null {
  if (rule.incident !== undefined) return rule.incident === false ? null : rule.incident
  const { type } = rule.when
  if (type === 'silent') return SILENCE
  if (type === 'quality' || type === 'flat')
    return { id: `${kind.id}-data`, label: { zh: `${kind.label.zh}数据可疑`, en: `${kind.label.en}: doubtful data` } }
  return { id: kind.id, label: kind.label }
}
