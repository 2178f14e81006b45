import type { Incident, IncidentEvent, IncidentStep } from './incident.ts'

/** The line that a step is in the timeline. */
export function eventOf(
  incident: Incident,
  step: IncidentStep,
  of: { readonly seq: number; readonly recordedAt: number },
): IncidentEvent {
  return {
    seq: of.seq,
    incident: incident.id,
    number: incident.number,
    type: step.type,
    at: step.at,
    recordedAt: of.recordedAt,
    by: step.by,
    text: textOf(step),
    alarm: alarmOf(step),
    ...partOf(step),
    ...(step.ofDepartments && { ofDepartments: [...step.ofDepartments] }),
    task: step.type === 'task' ? incident.tasks.length : 'task' in step ? step.task : null,
    state: incident.state,
    late: step.type === 'joined' && step.alarm.late,
  }
}

function alarmOf(step: IncidentStep): string | null {
  if (step.type === 'joined') return step.alarm.id
  return step.type === 'left' || step.type === 'moved' ? step.alarm : null
}

function partOf(step: IncidentStep): { kind: string; owner: string } | undefined {
  const part = step.type === 'joined' ? step.alarm : step.type === 'left' || step.type === 'moved' ? step.part : null
  return part === null ? undefined : { kind: part.kind, owner: part.owner }
}

function textOf(step: IncidentStep): string | null {
  switch (step.type) {
    case 'severity':
      return step.severity
    case 'lead':
      return step.lead
    case 'task-assigned':
      return step.assignee
    case 'moved':
      return step.into
    case 'hand-over':
      return `${step.to}: ${step.text}`
    case 'merged':
      return `${step.into}: ${step.text}`
    case 'absorbed':
      return `${step.from.id}: ${step.text}`
    case 'joined':
    case 'task':
    case 'taken-over':
      return null
    default:
      return step.text ?? null
  }
}
