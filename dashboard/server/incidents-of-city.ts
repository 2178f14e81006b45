import type { Alarm } from '../../domain/alarm.ts'
import type { Incident, IncidentState, IncidentWithParts } from '../../domain/incident.ts'
import type { Declaration, IncidentOrder } from '../../domain/incident-order.ts'
import type { Severity } from '../../domain/severity.ts'
import type { IncidentMessage } from '../../domain/wire.ts'
import type { PageOf, Paging } from '../../store/records/page.ts'
import type { EventPage } from './city.ts'

/** Alarms of one cause, area and time, as the window sees them. */
export interface IncidentsOfCity {
  /** Newest event first. */
  list(
    filter: {
      readonly states?: readonly IncidentState[]
      readonly severities?: readonly Severity[]
      readonly district?: string
    } & Paging,
  ): Promise<PageOf<Incident>>
  get(id: string): Promise<IncidentWithParts | undefined>
  /** `mayStep`: of who orders it, when it is not of the whole city. Throws `step-not-allowed` with the reason, `not-found`, `not-allowed`. */
  step(id: string, order: IncidentOrder, mayStep?: (alarm: Alarm) => boolean): Promise<IncidentWithParts>
  /** Throws `step-not-allowed` for an alarm that is over. */
  declare(wish: Declaration): Promise<IncidentWithParts>
  /** Events with a higher number than `after`, in order; the number of the newest; each new one, once it is durable. */
  eventsAfter(after: number, limit: number): Promise<EventPage<IncidentMessage>>
  head(): number
  onEvent(listener: (message: IncidentMessage) => void): () => void
}
