import { Type, type Static } from 'typebox'
import { Answer, Called, Owed, type Escalation } from './answer.ts'
import { Label } from './label.ts'
import { Severity } from './severity.ts'

/** ISA-18.2 states. A normal alarm is history; `returned` waits for its acknowledgement. */
export const AlarmState = Type.Enum([
  'normal',
  'unacknowledged',
  'acknowledged',
  'returned',
  'shelved',
  'suppressed',
  'out-of-service',
])
export type AlarmState = Static<typeof AlarmState>

export const StepType = Type.Enum([
  'raise',
  'clear',
  'severity',
  'announce',
  'amend',
  'ack',
  'comment',
  'assign',
  'shelve',
  'unshelve',
  'suppress',
  'unsuppress',
  'out-of-service',
  'return-to-service',
  'respond',
  'overdue',
  'escalate',
  'incident',
])
export type StepType = Static<typeof StepType>

/** One step of an alarm's life. */
export const AlarmEvent = Type.Object({
  /** Numbered without gaps over the whole city. */
  seq: Type.Integer(),
  alarm: Type.String(),
  type: StepType,
  /** Event time of the cause for raise and clear, else the time of the step; UTC ms. */
  at: Type.Number(),
  recordedAt: Type.Number(),
  /** User, or `system`. */
  by: Type.String(),
  /** Reason, comment, assignee or incident; an `incident` without one took it out of its own. */
  text: Type.Union([Type.String(), Type.Null()]),
  /** State after the step. */
  state: AlarmState,
  /** Found in readings of the past; nobody was called out. */
  late: Type.Boolean(),
  /** Escalate: who was called. */
  called: Type.Optional(Called),
  /** Overdue: what was not done in time. */
  owed: Type.Optional(Owed),
})
export type AlarmEvent = Static<typeof AlarmEvent>

const OrNull = <T extends import('typebox').TSchema>(schema: T) => Type.Union([schema, Type.Null()])

export const Alarm = Type.Object({
  id: Type.String(),
  rule: Type.String(),
  label: Label,
  response: Label,
  /** What comes of it when nobody does. */
  consequence: OrNull(Label),
  severity: Severity,
  state: AlarmState,
  /** Whether the cause holds right now, whatever people did. */
  active: Type.Boolean(),
  acknowledged: Type.Boolean(),
  kind: Type.String(),
  station: Type.String(),
  district: Type.String(),
  /** Department that must act. */
  owner: Type.String(),
  raisedAt: Type.Number(),
  clearedAt: OrNull(Type.Number()),
  ackedAt: OrNull(Type.Number()),
  ackedBy: OrNull(Type.String()),
  assignee: OrNull(Type.String()),
  shelvedUntil: OrNull(Type.Number()),
  /** What crossed which limit. */
  value: OrNull(Type.String()),
  reading: OrNull(Type.Number()),
  limit: OrNull(Type.Number()),
  unit: OrNull(Type.String()),
  /** Levels of the rule that the reading is beyond; 0 for the first. */
  grade: Type.Integer(),
  /** When somebody must have taken it up, and dealt with it, UTC ms. */
  ackBy: OrNull(Type.Number()),
  respondBy: OrNull(Type.Number()),
  /** Found in readings of the past, and not yet seen to hold now: nobody is called out. */
  late: Type.Boolean(),
  /** How often it has been raised within this life. */
  count: Type.Integer(),
  simulated: Type.Boolean(),
  /** How people answer it; absent in alarms of older versions. */
  answer: Type.Optional(Answer),
  /** What somebody wrote of it last: a comment, or the words of another step. */
  said: Type.Optional(Type.Object({ text: Type.String(), by: Type.String(), at: Type.Number() })),
  /** The incident that it is part of. */
  incident: OrNull(Type.String()),
  /** Number of its newest event. */
  seq: Type.Integer(),
})
export type Alarm = Static<typeof Alarm>

export const AlarmWithEvents = Type.Object({ ...Alarm.properties, events: Type.Array(AlarmEvent) })
export type AlarmWithEvents = Static<typeof AlarmWithEvents>

/** A step to be taken. `at` is event time for raise and clear. */
export interface Step {
  readonly type: StepType
  readonly at: number
  readonly by: string
  readonly text?: string
  /** End of a shelving, UTC ms. */
  readonly until?: number
  /** Raise and severity: what was read. */
  readonly reading?: number | null
  /** The severity that it has from now on. */
  readonly severity?: Severity
  readonly grade?: number
  /** Raise: it is set aside from the first. */
  readonly suppressed?: boolean
  /** Raise: when people could know of it first, where that was long after `at`; it waits for them since then. */
  readonly toldAt?: number
  /** Raise and clear: it tells of the past. */
  readonly late?: boolean
  /** Escalate: who is called, and where the chain stands with it. */
  readonly called?: Called
  readonly escalation?: Escalation
  /** Overdue: what was not done in time. */
  readonly owed?: Owed
  /** Amend: when it held in truth, as far as that is another time; `clearedAt` null: it still does. */
  readonly raisedAt?: number
  readonly clearedAt?: number | null
}

const ASIDE: ReadonlySet<AlarmState> = new Set(['shelved', 'suppressed', 'out-of-service'])

/** Whether it is set aside: its cause is followed, and nobody is called. */
export function isAside(state: AlarmState): boolean {
  return ASIDE.has(state)
}
