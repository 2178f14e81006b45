import type { Nearness } from '../domain/incident-grouping.ts'
import type { CityFile } from './schema.ts'

/** How alarms become incidents, and when those end. */
export interface IncidentLimits extends Nearness {
  /** So long after it is over, the city closes an incident by itself. */
  readonly closeMs: number
}

const NEAR_METRES = 3_000
const WITHIN_MINUTES = 30
const CLOSE_HOURS = 12

/** The limits as `city.yaml` says, the default ones where it says nothing. */
export function incidentLimitsOf({ incidents = {} }: Pick<CityFile, 'incidents'>): IncidentLimits {
  return {
    metres: incidents.nearMetres ?? NEAR_METRES,
    ms: (incidents.withinMinutes ?? WITHIN_MINUTES) * 60_000,
    sameDistrict: incidents.sameDistrict ?? true,
    closeMs: (incidents.closeHours ?? CLOSE_HOURS) * 3_600_000,
  }
}
