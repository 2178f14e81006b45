import { type Warning, type WarningSource, warningOfAlarm, warningOfIncident } from '../../domain/cap/warning.ts'
import type { AlarmRecords } from '../../store/records/alarms.ts'
import type { IncidentRecords } from '../../store/records/incidents.ts'

/** Where warnings come from: numbered events without gaps, each with what there is to warn of as it stood then. */
export interface WarningFeed {
  readonly source: WarningSource
  /** Name of the cursor: number of the last event that was looked at. */
  readonly cursor: string
  /** Events with a higher number, in order. */
  eventsAfter(seq: number, limit: number): Promise<readonly { readonly seq: number; readonly warning: Warning }[]>
  /** As it stands now. */
  find(id: string): Promise<Warning | undefined>
}

/** Alarms as something to warn of. */
export function alarmFeed(alarms: Pick<AlarmRecords, 'eventsAfter' | 'get'>): WarningFeed {
  return {
    source: 'alarm',
    cursor: 'warnings',
    async eventsAfter(seq, limit) {
      const messages = await alarms.eventsAfter(seq, limit)
      return messages.map((message) => ({ seq: message.seq, warning: warningOfAlarm(message.alarm) }))
    },
    async find(id) {
      const alarm = await alarms.get(id)
      return alarm && warningOfAlarm(alarm)
    },
  }
}

/** Incidents as something to warn of. */
export function incidentFeed(incidents: Pick<IncidentRecords, 'eventsAfter' | 'get'>): WarningFeed {
  return {
    source: 'incident',
    cursor: 'warnings-incidents',
    async eventsAfter(seq, limit) {
      const messages = await incidents.eventsAfter(seq, limit)
      return messages.map((message) => ({ seq: message.seq, warning: warningOfIncident(message.incident) }))
    },
    async find(id) {
      const incident = await incidents.get(id)
      return incident && warningOfIncident(incident)
    },
  }
}
