import type { Alarm } from '../../../domain/alarm.ts'
import type { AlarmsAt, HistoryMarks, IncidentsAt, StationsHistory } from '../../../domain/history.ts'
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
  const params = ({ from, to }: Span) =>
    [
      ['from', String(from)],
      ['to', String(to)],
    ] as const
  const search = (pairs: readonly (readonly [string, string])[]) =>
    new URLSearchParams(pairs.map((pair) => [...pair])).toString()

  return {
    async scene(at) {
      const of = [['at', String(at)]] as const
      const [alarms, incidents] = await Promise.all([
        api.all<AlarmsAt['items'][number]>('/history/alarms', of),
        api.all<IncidentsAt['items'][number]>('/history/incidents', of),
      ])
      const byId = <T extends Alarm | Incident>(items: readonly T[]) => new Map(items.map((one) => [one.id, one]))
      return { alarms: byId(alarms), incidents: byId(incidents) }
    },
    async events(span) {
      const [alarms, incidents] = await Promise.all([
        api.all<AlarmMessage>('/history/alarm-events', params(span)),
        api.all<IncidentMessage>('/history/incident-events', params(span)),
      ])
      return { alarms, incidents }
    },
    marks: (span, steps) => api.call('GET', `/history/marks?${search([...params(span), ['steps', String(steps)]])}`),
    stations: (span, { everyMs, kinds }) =>
      api.call(
        'GET',
        `/history/stations?${search([
          ...params(span),
          ['every', everyMs % 60_000 === 0 ? `${everyMs / 60_000}m` : `${everyMs / 1000}s`],
          ...kinds.map((kind) => ['kind', kind] as const),
        ])}`,
      ),
    incident: (id) => api.call('GET', `/incidents/${encodeURIComponent(id)}`),
  }
}
