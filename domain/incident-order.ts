import type { Incident, IncidentStep } from './incident.ts'
import type { Severity } from './severity.ts'

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never
type OfPerson = Extract<
  IncidentStep,
  {
    readonly type:
      | 'severity'
      | 'lead'
      | 'note'
      | 'task'
      | 'task-assigned'
      | 'task-done'
      | 'task-again'
      | 'hand-over'
      | 'taken-over'
      | 'closed'
      | 'reopened'
  }
>

/** What a person does with an incident. */
export type IncidentOrder = OrderShape & {
  /** Departments of the person; absent: of the whole city. */
  readonly ofDepartments?: readonly string[]
}

type OrderShape =
  | WithoutTime<OfPerson>
  | {
      readonly type: 'ack'
      readonly by: string
      readonly text?: string
    }
  | { readonly type: 'join'; readonly by: string; readonly alarm: string }
  | { readonly type: 'leave'; readonly by: string; readonly alarm: string; readonly text: string }
  | { readonly type: 'merge'; readonly by: string; readonly into: string; readonly text: string }

/** An incident that a person declares. */
export interface Declaration {
  readonly by: string
  readonly label: Incident['label']
  readonly severity: Severity
  readonly districts: readonly string[]
  /** Open alarms that are part of it. */
  readonly alarms: readonly string[]
  /** Alarms of it join by themselves; that of the first alarm when not given. */
  readonly cause?: string
  readonly text?: string
  /** Of who declares it: only alarms of these join by themselves; absent: of the whole city. */
  readonly ofDepartments?: readonly string[]
}
