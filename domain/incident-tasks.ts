import {
  BY_CITY,
  type Incident,
  type IncidentResult,
  type IncidentStep,
  type IncidentTask,
  type Joining,
  type NewTask,
} from './incident.ts'

/** More would not be read by anybody. */
export const MOST_TASKS = 200

/** What the rule of a member says is to be done, unless it is among the tasks already. */
export function withTaskOf(incident: Incident, { kind, owner, response, respondBy, raisedAt }: Joining): Incident {
  const isKnown = incident.tasks.some(
    ({ department, text }) => department === owner && text.zh === response.zh && text.en === response.en,
  )
  if (isKnown || incident.tasks.length >= MOST_TASKS) return incident
  const task = { text: response, department: owner, assignee: null, due: respondBy, kind }
  return { ...incident, tasks: [...incident.tasks, taskOf(incident, task, { at: raisedAt, by: BY_CITY })] }
}

/** One more for a department, which is among those that must act from now on. */
export function addTask(
  incident: Incident,
  task: NewTask,
  step: { at: number; by: string; ofDepartments?: readonly string[] },
): IncidentResult {
  if (incident.tasks.length >= MOST_TASKS) return { refused: `it has ${MOST_TASKS} tasks` }
  return {
    incident: {
      ...incident,
      departments: withOne(incident.departments, task.department),
      tasks: [...incident.tasks, taskOf(incident, task, step)],
    },
  }
}

function taskOf(
  { tasks }: Incident,
  task: NewTask & { readonly kind?: string },
  { at, by, ofDepartments }: { at: number; by: string; ofDepartments?: readonly string[] },
): IncidentTask {
  const whose = ofDepartments && { ofDepartments: [...ofDepartments] }
  return { id: tasks.length + 1, ...task, by, at, doneAt: null, doneBy: null, ...whose }
}

/** Gives it to somebody, or says that it is done or is not. */
export function changeTask(incident: Incident, step: Extract<IncidentStep, { readonly task: number }>): IncidentResult {
  const task = incident.tasks.find(({ id }) => id === step.task)
  if (!task) return { refused: `it has no task ${step.task}` }
  const put = (changed: Partial<IncidentTask>): IncidentResult => ({
    incident: { ...incident, tasks: incident.tasks.map((one) => (one === task ? { ...one, ...changed } : one)) },
  })
  const isDone = task.doneAt !== null
  if (step.type === 'task-assigned')
    return isDone
      ? { refused: `task ${task.id} is done already` }
      : put({ assignee: step.assignee, ...(step.due === undefined ? {} : { due: step.due }) })
  if (isDone === (step.type === 'task-done'))
    return { refused: `task ${task.id} is ${isDone ? 'done' : 'open'} already` }
  return put(isDone ? { doneAt: null, doneBy: null } : { doneAt: step.at, doneBy: step.by })
}

/** Open tasks that a person made or was given; those of the rules that nobody took hold nothing up. */
export function heldTasks({ tasks }: Incident): readonly IncidentTask[] {
  return tasks.filter(({ doneAt, by, assignee }) => doneAt === null && (by !== BY_CITY || assignee !== null))
}

/** Tasks of two incidents that become one; the same words for the same department are one task. */
export function tasksOfBoth({ tasks }: Incident, from: Incident): IncidentTask[] {
  const keyOf = ({ department, text }: IncidentTask) => `${department}\n${text.zh}\n${text.en}`
  const known = new Set(tasks.map(keyOf))
  const more = from.tasks.filter((task) => !known.has(keyOf(task))).slice(0, MOST_TASKS - tasks.length)
  return [...tasks, ...more.map((task, i) => ({ ...task, id: tasks.length + i + 1 }))]
}

/** The list with one more, unless it is there. */
export function withOne(list: readonly string[], one: string): string[] {
  return list.includes(one) ? [...list] : [...list, one]
}
