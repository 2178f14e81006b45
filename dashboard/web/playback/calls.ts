import type { Alarm } from '../../../domain/alarm.ts'
import type { HistoryMarks, StationsHistory } from '../../../domain/history.ts'
import type { Incident, IncidentWithParts } from '../../../domain/incident.ts'
import type { Scene } from '../../../domain/playback.ts'
import type { AlarmMessage, IncidentMessage } from '../../../domain/wire.ts'
import type { Api } from '../api.ts'
import type { Span } from './question.ts'

export interface Events {
  readonly alarms: readonly AlarmMessage[]
  readonly incidents: readonly IncidentMessage[]
}

/** The calls of the past. */
export interface HistoryCalls {
  /** How it was at a time. */
  scene(at: number): Promise<Scene>
  /** What was recorded after `from`, up to and with `to`. */
  events(span: Span): Promise<Events>
  marks(span: Span, steps: number): Promise<HistoryMarks>
  stations(span: Span, of: { readonly everyMs: number; readonly kinds: readonly string[] }): Promise<StationsHistory>
  incident(id: string): Promise<IncidentWithParts>
}

export function historyCalls(api: Api): HistoryCalls {
  const of = ({ from, to }: Span) => ({ from: String(from), to: String(to) })

  return {
    async scene(at) {
      const query = { at: String(at) }
      const [alarms, incidents] = await Promise.all([
        api.list('alarmsAt', { query }),
        api.list('incidentsAt', { query }),
      ])
      return { alarms: byId(alarms), incidents: byId(incidents) }
    },
    async events(span) {
      const query = of(span)
      const [alarms, incidents] = await Promise.all([
        api.list('alarmEventsOf', { query }),
        api.list('incidentEventsOf', { query }),
      ])
      return { alarms, incidents }
    },
    marks: (span, steps) => api.ask('historyMarks', { query: { ...of(span), steps } }),
    stations: (span, { everyMs, kinds }) => {
      const every = everyMs % 60_000 === 0 ? `${everyMs / 60_000}m` : `${everyMs / 1000}s`
      return api.ask('stationsHistory', { query: { ...of(span), every, kind: [...kinds] } })
    },
    incident: (id) => api.ask('getIncident', { path: { id } }),
  }
}

function byId<T extends Alarm | Incident>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((one) => [one.id, one]))
}
