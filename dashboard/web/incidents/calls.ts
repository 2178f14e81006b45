import type { Incident, IncidentWithParts } from '../../../domain/incident.ts'
import type { Severity } from '../../../domain/severity.ts'
import type { Api } from '../api.ts'

/** What a person declares. */
export interface IncidentWish {
  readonly label: string
  readonly severity: Severity
  readonly districts: readonly string[]
  readonly alarms: readonly string[]
  readonly text?: string
}

/** The calls of these screens. */
export function incidentCalls(api: Api) {
  const path = (id: string) => `/incidents/${encodeURIComponent(id)}`
  return {
    /** The newest page of those that are closed. */
    closed: async () => (await api.call<{ items: Incident[] }>('GET', '/incidents?state=closed&limit=200')).items,
    get: (id: string) => api.call<IncidentWithParts>('GET', path(id)),
    step: (id: string, step: string, body: object) => api.call<IncidentWithParts>('POST', `${path(id)}/${step}`, body),
    declare: (wish: IncidentWish) => api.call<IncidentWithParts>('POST', '/incidents', wish),
  }
}
