import type { IncidentStep } from '../../domain/incident.ts'
import { takeIncidentStep } from '../../domain/incident-steps.ts'
import type { IncidentDesk, KeepIncidents } from './incident-desk.ts'
import type { LivingIncident } from './living-incident.ts'

/** Moves all of an incident into another one and closes it; says why when that is not allowed. */
export function mergeIncidents(
  from: LivingIncident,
  into: LivingIncident,
  of: Pick<IncidentDesk, 'write' | 'judge'> & {
    readonly keep: Pick<KeepIncidents, 'moveMembers'>
    readonly move: (alarm: string, incident: string, by: string) => void
    readonly at: number
    readonly by: string
    readonly text: string
    readonly ofDepartments?: readonly string[]
  },
): string | null {
  const { at, by, text } = of
  const said = { text, at, by, ...(of.ofDepartments && { ofDepartments: of.ofDepartments }) }
  const absorbed: IncidentStep = { type: 'absorbed', from: from.incident, ...said }
  const merged: IncidentStep = { type: 'merged', into: into.id, ...said }
  const lost = takeIncidentStep(from.incident, merged)
  if ('refused' in lost) return lost.refused
  const gained = takeIncidentStep(into.incident, absorbed)
  if ('refused' in gained) return `${into.id}: ${gained.refused}`
  const open = [...from.open]
  const members = [...from.members.values()]
  of.write(into, absorbed)
  for (const member of members) {
    from.remove(member.alarm)
    into.add({ ...member, incident: into.id })
  }
  of.keep.moveMembers(from.id, into.id)
  of.write(from, merged)
  for (const alarm of open) of.move(alarm, into.id, by)
  of.judge(into, at)
  return null
}
