import type { Incident } from '../../../domain/incident.ts'
import type { Desk } from '../desk.ts'
import type { Question } from './question.ts'

/** Kinds whose stations are on the map: none that the address hides, and of an incident only its own. */
export function kindsOn({ city, route }: Desk, { show }: Question, incident: Incident | null): readonly string[] {
  const hidden = new Set((route.param('hide') ?? '').split(','))
  const own = show === 'incident' ? new Set(incident?.kinds) : null
  const all = (city.facts?.kinds ?? []).map(({ id }) => id)
  return all.filter((id) => !hidden.has(id) && (own === null || own.size === 0 || own.has(id)))
}
