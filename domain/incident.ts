import { Type, type Static } from 'typebox'
import { Alarm } from './alarm.ts'
import { IncidentPart, type PartKey } from './incident-parts.ts'
import { Label } from './label.ts'
import { Severity } from './severity.ts'

const OrNull = <T extends import('typebox').TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** Open: it goes on. Stable: no member holds any more. Closed: history, until something of it comes back. */
export const IncidentState = Type.Enum(['open', 'stable', 'closed'])
export type IncidentState = Static<typeof IncidentState>

export const IncidentStepType = Type.Enum([
  'opened',
  'joined',
  'left',
  'moved',
  'severity',
  'stable',
  'active',
  'acknowledged',
  'lead',
  'task',
  'task-assigned',
  'task-done',
  'task-again',
  'note',
  'hand-over',
  'taken-over',
  'merged',
  'absorbed',
  'closed',
  'reopened',
])
export type IncidentStepType = Static<typeof IncidentStepType>

/** Departments of the person whose words they are; absent: of the whole city, or of before it was kept. */
const OfDepartments = Type.Array(Type.String())

/** Something that a department has to do. */
export const IncidentTask = Type.Object({
  /** 1, 2, 3 … within the incident. */
  id: Type.Integer(),
  text: Label,
  department: Type.String(),
  assignee: OrNull(Type.String()),
  /** UTC ms. */
  due: OrNull(Type.Number()),
  /** User, or `system` for what the rules of its members say. */
  by: Type.String(),
  at: Type.Number(),
  doneAt: OrNull(Type.Number()),
  doneBy: OrNull(Type.String()),
  /** Of the alarm whose rule says it. */
  kind: Type.Optional(Type.String()),
  ofDepartments: Type.Optional(OfDepartments),
})
export type IncidentTask = Static<typeof IncidentTask>

/** Who hands the incident to whom; over once the other has taken it. */
export const HandOver = Type.Object({
  from: Type.String(),
  to: Type.String(),
  text: Type.String(),
  at: Type.Number(),
  ofDepartments: Type.Optional(OfDepartments),
})
export type HandOver = Static<typeof HandOver>

/** Alarms of one cause, area and time, as one thing that people deal with. */
export const Incident = Type.Object({
  id: Type.String(),
  /** What its members have in common. */
  cause: Type.String(),
  label: Label,
  /** Of its worst member that holds, of the last one when none does; never less than `atLeast`. */
  severity: Severity,
  /** What a person has declared it to be; null: it follows its members. */
  atLeast: OrNull(Severity),
  /** The worst that it has been. */
  worst: Severity,
  state: IncidentState,
  districts: Type.Array(Type.String()),
  kinds: Type.Array(Type.String()),
  /** Departments that must act. */
  departments: Type.Array(Type.String()),
  /** What is or was in it, by kind and department; absent: of before it was kept. */
  parts: Type.Optional(Type.Array(IncidentPart)),
  /** Only alarms of these departments join by themselves; absent: of every one. */
  takes: Type.Optional(Type.Array(Type.String())),
  /** So many of its alarms whoever asks may not know of; absent: none. */
  withheld: Type.Optional(Type.Integer()),
  /** Event time of its first raise, or when it was declared; UTC ms. */
  openedAt: Type.Number(),
  /** Event time of its newest raise. */
  lastRaisedAt: Type.Number(),
  /** User, or `system`. */
  openedBy: Type.String(),
  /** Since when no member holds. */
  stableAt: OrNull(Type.Number()),
  closedAt: OrNull(Type.Number()),
  closedBy: OrNull(Type.String()),
  /** The incident that took it in. */
  mergedInto: OrNull(Type.String()),
  lead: OrNull(Type.String()),
  /** Waits for the other to take it. */
  handOver: OrNull(HandOver),
  /** Alarms in it; those that hold; those that wait to be acknowledged. */
  members: Type.Integer(),
  active: Type.Integer(),
  waiting: Type.Integer(),
  tasks: Type.Array(IncidentTask),
  /** Nothing in it is real. */
  simulated: Type.Boolean(),
  /** Somebody has begun to work on it: the city puts it into no other. */
  touched: Type.Boolean(),
  /** How many steps it has taken: the number of its newest. */
  number: Type.Integer(),
  /** Number of its newest event over the whole city. */
  seq: Type.Integer(),
})
export type Incident = Static<typeof Incident>

/** One line of an incident's timeline. */
export const IncidentEvent = Type.Object({
  /** Numbered without gaps over the whole city. */
  seq: Type.Integer(),
  incident: Type.String(),
  /** Numbered without gaps within the incident. */
  number: Type.Integer(),
  type: IncidentStepType,
  /** Event time of what caused it, else the time of the step; UTC ms. */
  at: Type.Number(),
  recordedAt: Type.Number(),
  by: Type.String(),
  /** Reason, note, lead, assignee, severity or the other incident. */
  text: OrNull(Type.String()),
  alarm: OrNull(Type.String()),
  /** Kind and department of the alarm. */
  kind: Type.Optional(Type.String()),
  owner: Type.Optional(Type.String()),
  ofDepartments: Type.Optional(OfDepartments),
  task: OrNull(Type.Integer()),
  /** State after the step. */
  state: IncidentState,
  /** Found in readings of the past. */
  late: Type.Boolean(),
})
export type IncidentEvent = Static<typeof IncidentEvent>

/** Members and events are the newest thousand, oldest first. */
export const IncidentWithParts = Type.Object({
  ...Incident.properties,
  alarms: Type.Array(Alarm),
  events: Type.Array(IncidentEvent),
})
export type IncidentWithParts = Static<typeof IncidentWithParts>

/** What an incident has to know of an alarm that joins it. */
export type Joining = Pick<
  Alarm,
  'id' | 'district' | 'kind' | 'owner' | 'response' | 'respondBy' | 'simulated' | 'late'
> & {
  readonly raisedAt: number
  /** What the incident is called tells nothing of it. */
  readonly beside?: boolean
}

export interface NewTask {
  readonly text: Label
  readonly department: string
  readonly assignee: string | null
  readonly due: number | null
}

interface Taken {
  readonly at: number
  readonly by: string
  /** Departments of who takes it; absent: of the whole city. */
  readonly ofDepartments?: readonly string[]
}

interface Gone {
  readonly alarm: string
  readonly part: PartKey
  readonly rest: Spread
}

/** A step to be taken. */
export type IncidentStep = Taken &
  (
    | { readonly type: 'opened'; readonly text?: string }
    | { readonly type: 'joined'; readonly alarm: Joining }
    | (Gone & { readonly type: 'left'; readonly text: string })
    /** Out of this incident and into another. */
    | (Gone & { readonly type: 'moved'; readonly into: string })
    | { readonly type: 'severity'; readonly severity: Severity }
    | { readonly type: 'stable' | 'active'; readonly text?: string }
    | { readonly type: 'taken-over' }
    | { readonly type: 'acknowledged'; readonly text?: string }
    | { readonly type: 'reopened'; readonly text?: string }
    | { readonly type: 'closed' | 'note'; readonly text: string }
    | { readonly type: 'lead'; readonly lead: string }
    | { readonly type: 'task'; readonly task: NewTask }
    | { readonly type: 'task-assigned'; readonly task: number; readonly assignee: string; readonly due?: number | null }
    | { readonly type: 'task-done' | 'task-again'; readonly task: number; readonly text?: string }
    | { readonly type: 'hand-over'; readonly to: string; readonly text: string }
    | { readonly type: 'merged'; readonly into: string; readonly text: string }
    | { readonly type: 'absorbed'; readonly from: Incident; readonly text: string }
  )

/** The incident after the step, or why the step is not allowed. */
export type IncidentResult = { readonly incident: Incident } | { readonly refused: string }

/** Who takes the steps that nobody takes. */
export const BY_CITY = 'system'

/** Where the members of an incident are, and whose. */
export type Spread = Pick<Incident, 'districts' | 'kinds' | 'departments'>

/** How its members stand: how many hold and wait, and the worst that holds. */
export interface Standing {
  readonly active: number
  readonly waiting: number
  readonly severity: Severity | null
}
