import type { Severity } from '../../../domain/severity.ts'
import type { Api } from '../api.ts'
import type { CallName } from '../client/client.ts'

/** What a person declares. */
export interface IncidentWish {
  readonly label: string
  readonly severity: Severity
  readonly districts: readonly string[]
  readonly alarms: readonly string[]
  readonly text?: string
}

const STEPS = {
  ack: 'ackIncident',
  close: 'closeIncident',
  'hand-over': 'handOverIncident',
  join: 'joinIncident',
  level: 'levelIncident',
  lead: 'leadIncident',
  leave: 'leaveIncident',
  merge: 'mergeIncident',
  note: 'noteIncident',
  reopen: 'reopenIncident',
  'take-over': 'takeOverIncident',
  task: 'taskIncident',
  'task-again': 'taskAgainIncident',
  'task-assign': 'taskAssignIncident',
  'task-done': 'taskDoneIncident',
} as const satisfies Record<string, CallName>

/** Steps that a person takes with an incident. */
export type TakenStep = keyof typeof STEPS

/** The calls of these screens. */
export function incidentCalls(api: Api) {
  return {
    /** The newest page of those that are closed. */
    closed: async () => (await api.ask('listIncidents', { query: { state: ['closed'], limit: 200 } })).items,
    get: (id: string) => api.ask('getIncident', { path: { id } }),
    step: (id: string, step: TakenStep, body: object) => api.ask(STEPS[step], { path: { id }, body }),
    declare: (wish: IncidentWish) => api.ask('declareIncident', { body: wish }),
  }
}
