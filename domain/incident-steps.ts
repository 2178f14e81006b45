import { CITY_SAYS } from './city-says.ts'
import type { Label } from './label.ts'
import {
  BY_CITY,
  type Incident,
  type IncidentResult,
  type IncidentStep,
  type Joining,
  type Standing,
} from './incident.ts'
import { emptied, type IncidentPart, partsOfBoth, withAlarm, withoutAlarm } from './incident-parts.ts'
import { addTask, changeTask, heldTasks, tasksOfBoth, withOne, withTaskOf } from './incident-tasks.ts'
import { type Severity, worseOf } from './severity.ts'

/** What still may be done to an incident that is over. */
const AFTERWARDS: ReadonlySet<IncidentStep['type']> = new Set([
  'note',
  'reopened',
  'joined',
  'left',
  'moved',
  'task-done',
])

/** An incident before its first step. */
export function newIncident(of: {
  readonly id: string
  readonly cause: string
  readonly label: Label
  readonly severity: Severity
  /** What a person declares it to be. */
  readonly atLeast?: Severity
  readonly at: number
  readonly by: string
  readonly districts?: readonly string[]
  readonly parts?: readonly IncidentPart[]
  readonly takes?: readonly string[]
}): Incident {
  const { id, cause, label, severity, atLeast = null, at, by, districts = [], parts = [], takes } = of
  return {
    id,
    cause,
    label,
    severity,
    atLeast,
    worst: severity,
    state: 'open',
    districts: [...districts],
    kinds: [],
    departments: [],
    parts: [...parts],
    ...(takes && { takes: [...takes] }),
    openedAt: at,
    lastRaisedAt: at,
    openedBy: by,
    stableAt: null,
    closedAt: null,
    closedBy: null,
    mergedInto: null,
    lead: null,
    handOver: null,
    members: 0,
    active: 0,
    waiting: 0,
    tasks: [],
    simulated: by === BY_CITY,
    touched: false,
    number: 0,
    seq: 0,
  }
}

/** Pure life of an incident. Never mutates; each step that is allowed is one line of its timeline. */
export function takeIncidentStep(incident: Incident, step: IncidentStep): IncidentResult {
  if (incident.mergedInto !== null) return { refused: `it was merged into ${incident.mergedInto}` }
  if (incident.state === 'closed' && !AFTERWARDS.has(step.type)) return { refused: 'it is closed' }
  const result = change(incident, step)
  if ('refused' in result) return result
  // Who has only seen it has not begun to work on it.
  const touched = incident.touched || (step.by !== BY_CITY && step.type !== 'acknowledged')
  return { incident: { ...result.incident, touched, number: incident.number + 1 } }
}

function change(incident: Incident, step: IncidentStep): IncidentResult {
  switch (step.type) {
    case 'opened':
      return incident.number > 0 ? { refused: 'it is open already' } : { incident }
    case 'joined':
      return { incident: join(incident, step.alarm) }
    case 'left':
    case 'moved':
      return {
        incident: {
          ...incident,
          ...step.rest,
          parts: withoutAlarm(incident.parts, step.part),
          members: Math.max(0, incident.members - 1),
        },
      }
    case 'severity':
      return changeSeverity(incident, step)
    case 'stable':
      if (incident.state !== 'open') return { refused: `it is ${incident.state}` }
      return { incident: { ...incident, state: 'stable', stableAt: step.at } }
    case 'active':
      if (incident.state !== 'stable') return { refused: `it is ${incident.state}` }
      return { incident: { ...incident, state: 'open', stableAt: null } }
    case 'acknowledged':
      return incident.waiting === 0 ? { refused: 'no alarm of it waits to be acknowledged' } : { incident }
    case 'lead':
      if (incident.lead === step.lead) return { refused: `${step.lead} leads it already` }
      return { incident: { ...incident, lead: step.lead, handOver: null } }
    case 'note':
      return { incident }
    case 'task':
      return addTask(incident, step.task, step)
    case 'task-assigned':
    case 'task-done':
    case 'task-again':
      return changeTask(incident, step)
    case 'hand-over':
      if (step.to === step.by) return { refused: 'one hands over to somebody else' }
      return { incident: { ...incident, handOver: handOverOf(step) } }
    case 'taken-over':
      if (incident.handOver === null) return { refused: 'nobody hands it over' }
      if (incident.handOver.to !== step.by) return { refused: `it is handed over to ${incident.handOver.to}` }
      return { incident: { ...incident, lead: step.by, handOver: null } }
    case 'merged':
      if (step.into === incident.id) return { refused: 'an incident cannot be merged with itself' }
      return {
        incident: {
          ...closed(incident, step),
          mergedInto: step.into,
          parts: emptied(incident.parts),
          members: 0,
          active: 0,
          waiting: 0,
        },
      }
    case 'absorbed':
      if (step.from.id === incident.id) return { refused: 'an incident cannot be merged with itself' }
      if (step.from.mergedInto !== null && step.from.mergedInto !== incident.id)
        return { refused: `${step.from.id} was merged into ${step.from.mergedInto}` }
      return { incident: absorb(incident, step.from) }
    case 'closed':
      return close(incident, step)
    case 'reopened':
      if (incident.state !== 'closed') return { refused: 'it is not closed' }
      return {
        incident: {
          ...incident,
          state: incident.active > 0 || incident.members === 0 ? 'open' : 'stable',
          stableAt: incident.active > 0 || incident.members === 0 ? null : (incident.stableAt ?? step.at),
          closedAt: null,
          closedBy: null,
        },
      }
  }
}

/** What has to be told of how its members stand now: steps of the city itself, in order. */
export function stepsOfStanding(incident: Incident, standing: Standing, at: number): readonly IncidentStep[] {
  if (incident.mergedInto !== null) return []
  const steps: IncidentStep[] = []
  const taken = { at, by: BY_CITY }
  if (incident.state === 'closed') {
    if (standing.active > 0) steps.push({ ...taken, type: 'reopened', text: CITY_SAYS.holdsAgain.en })
    else if (standing.waiting > 0) steps.push({ ...taken, type: 'reopened', text: CITY_SAYS.waitsAgain.en })
  }
  if (standing.active > 0 && incident.state === 'stable') steps.push({ ...taken, type: 'active' })
  else if (standing.active === 0 && incident.state === 'open' && incident.members > 0)
    steps.push({ ...taken, type: 'stable' })
  const ofMembers = standing.severity ?? incident.severity
  const severity = worseOf(ofMembers, incident.atLeast ?? ofMembers)
  if (severity !== incident.severity) steps.push({ ...taken, type: 'severity', severity })
  return steps
}

/** What a person says stands until a person says otherwise; a member that holds may be worse. */
function changeSeverity(incident: Incident, { severity, by }: { severity: Severity; by: string }): IncidentResult {
  const atLeast = by === BY_CITY ? incident.atLeast : severity
  if (incident.severity === severity && incident.atLeast === atLeast) return { refused: 'it has this severity' }
  return { incident: { ...incident, severity, atLeast, worst: worseOf(incident.worst, severity) } }
}

/** Whether the city may close it by itself: long over, all acknowledged, and no task that somebody has taken. */
export function isOverFor(incident: Incident, now: number, ms: number): boolean {
  const { state, stableAt, waiting } = incident
  return (
    state === 'stable' && stableAt !== null && now - stableAt >= ms && waiting === 0 && heldTasks(incident).length === 0
  )
}

function handOverOf({ by, to, text, at, ofDepartments }: Extract<IncidentStep, { readonly type: 'hand-over' }>) {
  return { from: by, to, text, at, ...(ofDepartments && { ofDepartments: [...ofDepartments] }) }
}

function join(incident: Incident, alarm: Joining): Incident {
  const { district, kind, owner, raisedAt } = alarm
  const joined: Incident = {
    ...incident,
    members: incident.members + 1,
    districts: withOne(incident.districts, district),
    kinds: withOne(incident.kinds, kind),
    departments: withOne(incident.departments, owner),
    parts: withAlarm(incident.parts, alarm, alarm.beside ?? false),
    openedAt: Math.min(incident.openedAt, raisedAt),
    lastRaisedAt: Math.max(incident.lastRaisedAt, raisedAt),
    simulated: incident.simulated && alarm.simulated,
  }
  return withTaskOf(joined, alarm)
}

function close(incident: Incident, step: { readonly at: number; readonly by: string }): IncidentResult {
  const { active, waiting } = incident
  if (active > 0) return { refused: `${active} of its alarms still ${active === 1 ? 'holds' : 'hold'}` }
  if (waiting > 0) return { refused: `${waiting} of its alarms ${waiting === 1 ? 'waits' : 'wait'} to be acknowledged` }
  const [task] = heldTasks(incident)
  if (task) return { refused: `task ${task.id} is open, and somebody has taken it` }
  return { incident: closed(incident, step) }
}

function closed(incident: Incident, { at, by }: { at: number; by: string }): Incident {
  return { ...incident, state: 'closed', closedAt: at, closedBy: by, handOver: null }
}

function absorb(incident: Incident, from: Incident): Incident {
  return {
    ...incident,
    districts: union(incident.districts, from.districts),
    kinds: union(incident.kinds, from.kinds),
    departments: union(incident.departments, from.departments),
    parts: partsOfBoth(incident.parts, besideOf(incident, from)),
    openedAt: Math.min(incident.openedAt, from.openedAt),
    lastRaisedAt: Math.max(incident.lastRaisedAt, from.lastRaisedAt),
    atLeast:
      incident.atLeast && from.atLeast ? worseOf(incident.atLeast, from.atLeast) : (incident.atLeast ?? from.atLeast),
    worst: worseOf(incident.worst, from.worst),
    lead: incident.lead ?? from.lead,
    members: incident.members + from.members,
    tasks: tasksOfBoth(incident, from),
    simulated: incident.simulated && from.simulated,
  }
}

/** What has another cause, or comes into what a person has named, is not what the name says. */
function besideOf(incident: Incident, { cause, parts = [] }: Incident): IncidentPart[] {
  const isSame = incident.openedBy === BY_CITY && cause === incident.cause
  return isSame ? parts : parts.map((part) => ({ ...part, beside: true }))
}

function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])]
}
