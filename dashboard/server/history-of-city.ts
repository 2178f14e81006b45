import type { Alarm } from '../../domain/alarm.ts'
import type { AlarmsAt, HistoryMark, IncidentsAt, StationsHistory } from '../../domain/history.ts'
import type { AlarmMessage, IncidentMessage } from '../../domain/wire.ts'
import type { PageOf, Paging } from './city.ts'

/** A stretch of time, UTC ms: after `from`, up to and with `to`. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** Whether an alarm counts. */
export type SeenAlarm = (alarm: Pick<Alarm, 'kind' | 'owner' | 'station'>) => boolean

/** The past of the city, as it was seen then. */
export interface HistoryOfCity {
  alarmsAt(at: number, paging: Paging): Promise<AlarmsAt>
  incidentsAt(at: number, paging: Paging): Promise<IncidentsAt>
  alarmEvents(stretch: Stretch, paging: Paging): Promise<PageOf<AlarmMessage>>
  incidentEvents(stretch: Stretch, paging: Paging): Promise<PageOf<IncidentMessage>>
  /** Of alarms of which `isSeen` holds, or of all. Throws `request-too-wide`. */
  marks(stretch: Stretch, everyMs: number, isSeen?: SeenAlarm): Promise<HistoryMark[]>
  /** Headline values in steps; `before`: also what was read last before the span. */
  stations(
    query: Stretch & { readonly everyMs: number; readonly kinds: readonly string[]; readonly before: boolean },
  ): Promise<StationsHistory>
}
