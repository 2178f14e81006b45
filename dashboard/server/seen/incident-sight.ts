import type { Action } from '../../../domain/access/table.ts'
import { BY_CITY, type Incident, type IncidentEvent, type IncidentWithParts } from '../../../domain/incident.ts'
import { SILENCE } from '../../../domain/incident-cause.ts'
import type { IncidentPart, PartKey } from '../../../domain/incident-parts.ts'
import type { IncidentMessage } from '../../../domain/wire.ts'
import type { Sight } from './sight.ts'

/** What an incident is called for those who may not know what it is about. */
const UNNAMED = { zh: '事件（名称不公开）', en: 'Incident (name withheld)' }

type Words = { readonly by: string; readonly ofDepartments?: readonly string[] }

/** Whether somebody may do something to every alarm of an incident: all that its words and its warning tell of. */
export function allowsWhole(sight: Sight, action: Action, incident: Incident): boolean {
  return sight.isWhole || partsOf(incident).every((part) => allows(sight, action, part))
}

/** Whether somebody may know of it: of an alarm in it, of a task in it for them, or of one that is of no alarm. */
export function seesIncident(sight: Sight, incident: Incident): boolean {
  if (sight.isWhole) return true
  if (!sight.allows('incident.read', sight.things.of([]))) return false
  const parts = partsOf(incident)
  const now = parts.filter(({ members }) => members > 0)
  const counted = now.length > 0 ? now : parts
  return (
    counted.length === 0 ||
    counted.some((part) => sees(sight, part)) ||
    incident.tasks.some(({ department }) => isOwn(sight, department))
  )
}

/** What somebody may know of an incident: nothing of alarms that they may not see but how many they are. Undefined: not even that it is there. */
export function seenIncident(sight: Sight, incident: Incident): Incident | undefined {
  if (!seesIncident(sight, incident)) return undefined
  return sight.isWhole ? incident : (redacted(sight, incident) ?? incident)
}

/** The same with its alarms and its timeline. */
export function seenWithParts(sight: Sight, incident: IncidentWithParts): IncidentWithParts | undefined {
  return seesIncident(sight, incident) ? openParts(sight, incident) : undefined
}

/** What is open to somebody of an incident that they may know of, or had a part in a moment ago. */
export function openParts(sight: Sight, incident: IncidentWithParts): IncidentWithParts {
  const shown = sight.isWhole ? undefined : redacted(sight, incident)
  if (shown === undefined) return incident
  const alarms = incident.alarms.filter((alarm) => sees(sight, alarm))
  const known = new Map(alarms.map((alarm) => [alarm.id, alarm]))
  return {
    ...shown,
    alarms,
    events: incident.events.flatMap((event) => seenEvent(sight, event, { shown, of: known.get(event.alarm ?? '') })),
  }
}

/** An event with what it was about; undefined when it tells only of what somebody may not see. */
export function seenMessage(sight: Sight, message: IncidentMessage): IncidentMessage | undefined {
  const { incident } = message
  if (!seesIncident(sight, incident)) return undefined
  const shown = sight.isWhole ? undefined : redacted(sight, incident)
  if (shown === undefined) return message
  const [event] = seenEvent(sight, message.event, { shown })
  return event && { ...message, event, incident: shown }
}

/** Undefined when nothing of it has to be left out. */
function redacted(sight: Sight, incident: Incident): Incident | undefined {
  const all = partsOf(incident)
  const hidden = all.filter((part) => !sees(sight, part))
  if (hidden.length === 0) return undefined
  const parts = all.filter((part) => !hidden.includes(part))
  const tasks = incident.tasks.filter((task) => {
    if (task.by !== BY_CITY) return isFor(sight, task) || isOwn(sight, task.department)
    const { kind, department } = task
    // Of before it was kept whose rule says it: of any that is hidden.
    return !hidden.some((part) => part.owner === department && (kind === undefined || part.kind === kind))
  })
  const shownOf = (of: 'districts' | 'departments', more: readonly string[]) => {
    const ofPart = (part: IncidentPart) => (of === 'districts' ? part.districts : [part.owner])
    const known = new Set([...parts.flatMap(ofPart), ...more])
    const secret = new Set(hidden.flatMap(ofPart))
    return incident[of].filter((id) => known.has(id) || !secret.has(id))
  }
  const { handOver, cause, label, openedBy } = incident
  const isNamed = tellsNothing(sight, incident, all)
  return {
    ...incident,
    cause: isNamed ? cause : 'withheld',
    label: isNamed ? label : UNNAMED,
    kinds: incident.kinds.filter((kind) => parts.some((part) => part.kind === kind)),
    districts: shownOf('districts', []),
    departments: shownOf(
      'departments',
      tasks.map(({ department }) => department),
    ),
    parts,
    ...(incident.takes && openedBy !== sight.user && { takes: incident.takes.filter((id) => isOwn(sight, id)) }),
    tasks,
    handOver:
      handOver === null || handOver.to === sight.user || isFor(sight, { ...handOver, by: handOver.from })
        ? handOver
        : { ...handOver, text: '' },
    withheld: hidden.reduce((sum, { members }) => sum + members, 0),
  }
}

/** None when it tells only of what somebody may not see. `of`: the alarm that it names, when it is one of those shown. */
function seenEvent(
  sight: Sight,
  event: IncidentEvent,
  { shown, of }: { readonly shown: Incident; readonly of?: PartKey | undefined },
): readonly IncidentEvent[] {
  const { alarm, kind, owner, task, text, by } = event
  if (alarm !== null) {
    const part = kind !== undefined && owner !== undefined ? { kind, owner } : of
    if (part === undefined || !sees(sight, part)) return []
  }
  if (task !== null && !shown.tasks.some(({ id }) => id === task)) return []
  if (text === null || by === BY_CITY || !FREE.has(event.type) || isFor(sight, event)) return [event]
  // The reason of a merge stands behind the other incident's id.
  const isMerge = event.type === 'merged' || event.type === 'absorbed'
  return [{ ...event, text: isMerge ? text.slice(0, text.indexOf(':')) : null }]
}

/** Steps whose text is in a person's own words. */
const FREE: ReadonlySet<IncidentEvent['type']> = new Set([
  'opened',
  'left',
  'acknowledged',
  'task-done',
  'task-again',
  'note',
  'hand-over',
  'merged',
  'absorbed',
  'closed',
  'reopened',
])

/** Whether what a person wrote can tell no more than the reader sees: it is theirs, or of somebody who sees no more. */
function isFor(sight: Sight, { by, ofDepartments }: Words): boolean {
  return by === sight.user || (ofDepartments?.every((id) => isOwn(sight, id)) ?? false)
}

/** The city names by the cause of its alarms, one of which must be seen; a person by what they knew of, all of which must be. */
function tellsNothing(sight: Sight, incident: Incident, parts: readonly IncidentPart[]): boolean {
  const { openedBy, cause, takes } = incident
  const told = parts.filter(({ beside }) => !beside)
  if (openedBy === BY_CITY) return cause === SILENCE.id || told.some((part) => sees(sight, part))
  const words = { by: openedBy, ...(takes && { ofDepartments: takes }) }
  return isFor(sight, words) || told.every((part) => sees(sight, part))
}

/** Of before they were kept: whose a kind's alarms are nobody knows any more, so only what all may see is seen. */
function partsOf({ parts = [], kinds, districts, members }: Incident): readonly IncidentPart[] {
  const unknown = kinds.filter((kind) => !parts.some((part) => part.kind === kind))
  return [...parts, ...unknown.map((kind) => ({ kind, owner: '', districts, members, beside: false }))]
}

function sees(sight: Sight, part: PartKey): boolean {
  return allows(sight, 'alarm.read', part)
}

function allows(sight: Sight, action: Action, { kind, owner }: PartKey): boolean {
  return sight.allows(action, sight.things.kind(kind, owner))
}

function isOwn({ actor }: Sight, department: string): boolean {
  return actor.departments?.includes(department) ?? true
}
