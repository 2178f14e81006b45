import { type TSchema, Type } from 'typebox'
import { CityError } from '../../../domain/errors.ts'
import { Severity } from '../../../domain/severity.ts'
import type { IncidentOrder } from '../../../domain/incident-order.ts'
import { Moment, momentOf } from '../moment.ts'

const Words = Type.String({ minLength: 1, maxLength: 2000, pattern: '\\S' })
const Who = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' })
const TaskId = Type.Integer({ minimum: 1 })
/** Of an alarm or incident. */
const Reference = Type.String({ minLength: 1, maxLength: 200 })

interface OrderCall {
  readonly summary: string
  readonly body: TSchema
  /** What the step is, from a body that has the shape. */
  readonly read: (body: never, by: string, known: Known) => IncidentOrder
}

interface Known {
  readonly departments: ReadonlySet<string>
}

function call<B extends TSchema>(
  summary: string,
  body: B,
  read: (body: Type.Static<B>, by: string, known: Known) => IncidentOrder,
): OrderCall {
  return { summary, body, read }
}

const closed = { additionalProperties: false } as const

/** The steps that people take with incidents, by the last part of their path. */
export const INCIDENT_STEPS: Readonly<Record<string, OrderCall>> = {
  ack: call(
    'Acknowledges every alarm of it that waits; each is an event of its own',
    Type.Object({ comment: Type.Optional(Words) }, closed),
    ({ comment }, by) => ({ type: 'ack', by, ...(comment === undefined ? {} : { text: comment }) }),
  ),
  lead: call(
    'Says who leads it',
    Type.Object({ lead: Who }, { ...closed, examples: [{ lead: 'chen' }] }),
    ({ lead }, by) => ({ type: 'lead', lead, by }),
  ),
  level: call(
    'Says how bad it is: it stays so at least, whatever its alarms are; not less than an alarm of it that holds',
    Type.Object({ severity: Severity }, { ...closed, examples: [{ severity: 'orange' }] }),
    ({ severity }, by) => ({ type: 'severity', severity, by }),
  ),
  note: call(
    'Adds a note to its timeline',
    Type.Object({ text: Words }, { ...closed, examples: [{ text: 'the fire brigade is on the spot' }] }),
    ({ text }, by) => ({ type: 'note', text, by }),
  ),
  task: call(
    'Adds a task for a department',
    Type.Object(
      {
        text: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
        department: Who,
        assignee: Type.Optional(Who),
        due: Type.Optional(Moment),
      },
      { ...closed, examples: [{ text: 'close the underpass', department: 'ecology', assignee: 'crew 3' }] },
    ),
    ({ text, department, assignee = null, due }, by, { departments }) => {
      if (!departments.has(department))
        throw new CityError(
          'request-invalid',
          `Body "department": there is none "${department}"; this city has ${[...departments].join(', ')}.`,
        )
      const task = {
        text: { zh: text, en: text },
        department,
        assignee,
        due: due === undefined ? null : momentOf('due', due),
      }
      return { type: 'task', task, by }
    },
  ),
  'task-assign': call(
    'Gives a task to somebody',
    Type.Object({ task: TaskId, assignee: Who, due: Type.Optional(Moment) }, closed),
    ({ task, assignee, due }, by) => ({
      type: 'task-assigned',
      task,
      assignee,
      by,
      ...(due === undefined ? {} : { due: momentOf('due', due) }),
    }),
  ),
  'task-done': call(
    'Says that a task is done',
    Type.Object({ task: TaskId, text: Type.Optional(Words) }, closed),
    ({ task, text }, by) => ({ type: 'task-done', task, by, ...(text === undefined ? {} : { text }) }),
  ),
  'task-again': call(
    'Says that a task is not done after all',
    Type.Object({ task: TaskId, text: Type.Optional(Words) }, closed),
    ({ task, text }, by) => ({ type: 'task-again', task, by, ...(text === undefined ? {} : { text }) }),
  ),
  'hand-over': call(
    'Hands it over to somebody, who has to take it',
    Type.Object({ to: Who, text: Words }, { ...closed, examples: [{ to: 'chen', text: 'two crews are out' }] }),
    ({ to, text }, by) => ({ type: 'hand-over', to, text, by }),
  ),
  'take-over': call('Takes what is handed over, and leads it', Type.Object({}, closed), (_, by) => ({
    type: 'taken-over',
    by,
  })),
  join: call(
    'Puts an alarm into it, out of its own incident',
    Type.Object({ alarm: Reference }, closed),
    ({ alarm }, by) => ({
      type: 'join',
      alarm,
      by,
    }),
  ),
  leave: call(
    'Takes an alarm out of it; it stands alone from now on',
    Type.Object({ alarm: Reference, reason: Words }, closed),
    ({ alarm, reason }, by) => ({ type: 'leave', alarm, text: reason, by }),
  ),
  merge: call(
    'Moves all of it into another incident, and closes it',
    Type.Object({ into: Reference, reason: Words }, closed),
    ({ into, reason }, by) => ({ type: 'merge', into, text: reason, by }),
  ),
  close: call(
    'Closes it: nothing of it holds, waits or is being done',
    Type.Object({ reason: Words }, closed),
    ({ reason }, by) => ({
      type: 'closed',
      text: reason,
      by,
    }),
  ),
  reopen: call('Opens it again after it was closed', Type.Object({ reason: Words }, closed), ({ reason }, by) => ({
    type: 'reopened',
    text: reason,
    by,
  })),
}
