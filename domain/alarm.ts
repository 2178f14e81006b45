import { type Alarm, type AlarmState, isAside, type Step } from './alarm-shape.ts'
import { answerAfter, answerOf } from './answer.ts'
import { rankOf } from './severity.ts'

export {
  Alarm,
  AlarmEvent,
  AlarmState,
  AlarmWithEvents,
  isAside,
  type Step,
  StepType,
} from './alarm-shape.ts'

/** The alarm after the step, or why the step is not allowed (ISA-18.2; DOMAIN tables in docs/alarms.md). */
export type StepResult = { readonly alarm: Alarm } | { readonly refused: string }

/** Pure life cycle. Never mutates; a step that changes nothing about the cause of a shelved alarm keeps it shelved. */
export function takeStep(alarm: Alarm, step: Step): StepResult {
  const result = change(alarm, step)
  if ('refused' in result || step.type === 'escalate' || step.type === 'overdue') return result
  const isWorse = step.type === 'severity' && rankOf(result.alarm.severity) > rankOf(alarm.severity)
  const answer = answerAfter(alarm, result.alarm, { ...step, isWorse })
  return { alarm: { ...withWords(result.alarm, step), answer } }
}

const SPOKEN: ReadonlySet<Step['type']> = new Set([
  'ack',
  'comment',
  'shelve',
  'unshelve',
  'out-of-service',
  'return-to-service',
  'respond',
])

/** What people write stays with the alarm until it is raised in another life. */
function withWords(alarm: Alarm, { type, text, by, at }: Step): Alarm {
  if (by !== 'system' && text !== undefined && SPOKEN.has(type)) return { ...alarm, said: { text, by, at } }
  if (type !== 'raise' || alarm.said === undefined || alarm.raisedAt !== at) return alarm
  const { said: _, ...others } = alarm
  return others
}

function change(alarm: Alarm, step: Step): StepResult {
  switch (step.type) {
    case 'raise':
      return raise(alarm, step)
    case 'clear':
      if (!alarm.active) return { refused: 'its cause does not hold' }
      return { alarm: settle({ ...alarm, active: false, clearedAt: step.at }) }
    case 'severity':
      return regrade(alarm, step)
    case 'announce':
      if (!alarm.active || !alarm.late) return { refused: 'it was announced already' }
      return { alarm: settle({ ...alarm, late: false, acknowledged: false }) }
    case 'amend':
      return amend(alarm, step)
    case 'ack':
      if (isAside(alarm.state)) return { refused: `it is ${alarm.state}` }
      if (alarm.acknowledged) return { refused: alarm.state === 'normal' ? 'it is over' : 'it is acknowledged already' }
      return { alarm: settle({ ...alarm, acknowledged: true, ackedAt: step.at, ackedBy: step.by }) }
    case 'comment':
      return { alarm }
    case 'assign':
      if (alarm.state === 'normal') return { refused: 'it is over' }
      return { alarm: { ...alarm, assignee: step.text ?? null } }
    case 'shelve':
      if (alarm.state === 'normal') return { refused: 'it is over' }
      if (isAside(alarm.state)) return { refused: `it is ${alarm.state}` }
      if (!step.text) return { refused: 'shelving needs a reason' }
      if (step.until === undefined || step.until <= step.at) return { refused: 'shelving needs an end in the future' }
      return { alarm: { ...alarm, state: 'shelved', shelvedUntil: step.until } }
    case 'unshelve':
      return comeBack(alarm, 'shelved')
    case 'suppress':
      return putAside(alarm, 'suppressed')
    case 'unsuppress':
      return comeBack(alarm, 'suppressed')
    case 'out-of-service':
      if (!step.text) return { refused: 'taking out of service needs a reason' }
      return putAside(alarm, 'out-of-service')
    case 'return-to-service':
      return comeBack(alarm, 'out-of-service')
    case 'respond':
      return respond(alarm)
    case 'overdue':
      return miss(alarm, step)
    case 'escalate':
      return escalate(alarm, step)
    case 'incident':
      if (alarm.incident === (step.text ?? null)) return { refused: 'it is where it is to be' }
      return { alarm: { ...alarm, incident: step.text ?? null } }
  }
}

function respond(alarm: Alarm): StepResult {
  if (isAside(alarm.state)) return { refused: `it is ${alarm.state}` }
  if (!alarm.active) return { refused: 'its cause does not hold' }
  if (!alarm.acknowledged) return { refused: 'nobody has acknowledged it' }
  if (answerOf(alarm).respondedAt !== null) return { refused: 'it was dealt with already' }
  return { alarm }
}

function miss(alarm: Alarm, { owed }: Step): StepResult {
  const answer = answerOf(alarm)
  if (owed === undefined) return { refused: 'nothing is owed' }
  if (alarm.late || !alarm.active || isAside(alarm.state)) return { refused: 'nobody is called out for it' }
  if (answer.missed.includes(owed)) return { refused: 'it was said already' }
  if (owed === 'ack' ? alarm.acknowledged : answer.respondedAt !== null) return { refused: 'it was done' }
  return { alarm: { ...alarm, answer: { ...answer, missed: [...answer.missed, owed] } } }
}

/** Calls somebody; the state stays as it is. No step of a chain is taken twice within one wait. */
function escalate(alarm: Alarm, { escalation }: Step): StepResult {
  const answer = answerOf(alarm)
  if (escalation === undefined) return { refused: 'nobody is called' }
  if (alarm.late || !alarm.active || isAside(alarm.state)) return { refused: 'nobody is called out for it' }
  if ((escalation.on === 'ack') === alarm.acknowledged) return { refused: 'it was taken up' }
  if (escalation.on === 'respond' && answer.respondedAt !== null) return { refused: 'it was dealt with already' }
  const before = answer.escalation
  const isSame = before?.chain === escalation.chain && before.on === escalation.on && before.wait === escalation.wait
  if (isSame && before.step >= escalation.step) return { refused: 'this level was called already' }
  return { alarm: { ...alarm, answer: { ...answer, escalation } } }
}

function raise(alarm: Alarm, step: Step): StepResult {
  const isLate = step.late ?? false
  const isQuiet = alarm.state === 'suppressed' || (step.suppressed === true && !isAside(alarm.state))
  if (alarm.active) {
    // What came late shows that it began earlier.
    if (isLate && step.at < alarm.raisedAt) return { alarm: { ...alarm, raisedAt: step.at } }
    return { refused: 'its cause holds already' }
  }
  const raised = {
    ...alarm,
    active: true,
    state: isQuiet ? ('suppressed' as const) : alarm.state,
    // Nobody has to take up what is found in the past, until it is seen to hold now, nor what was set aside when it came.
    // What somebody was called out for before, still waits for them.
    acknowledged: (isLate && alarm.acknowledged) || isQuiet,
    late: isLate && alarm.acknowledged,
    raisedAt: alarm.state === 'normal' ? step.at : alarm.raisedAt,
    grade: step.grade ?? 0,
    clearedAt: null,
    ackedAt: null,
    ackedBy: null,
    count: alarm.count + 1,
    reading: step.reading ?? alarm.reading,
  }
  return { alarm: settle(raised) }
}

/** Worse than before, it has to be taken up anew. */
function regrade(alarm: Alarm, step: Step): StepResult {
  const { severity = alarm.severity, grade = alarm.grade } = step
  if (!alarm.active) return { refused: 'its cause does not hold' }
  if (severity === alarm.severity && grade === alarm.grade) return { refused: 'it has this severity' }
  const isWorse = rankOf(severity) > rankOf(alarm.severity) && !alarm.late
  const reading = step.reading ?? alarm.reading
  return {
    alarm: settle({ ...alarm, severity, grade, reading, acknowledged: isWorse ? false : alarm.acknowledged }),
  }
}

/** What came late shows when it held in truth; whoever has taken it up, has. */
function amend(alarm: Alarm, step: Step): StepResult {
  const { raisedAt = alarm.raisedAt, clearedAt = alarm.clearedAt } = step
  const { severity = alarm.severity, grade = alarm.grade } = step
  if (alarm.count === 0) return { refused: 'it was never raised' }
  if (alarm.active && clearedAt !== null) return { refused: 'its cause holds' }
  const isSame = raisedAt === alarm.raisedAt && clearedAt === alarm.clearedAt && severity === alarm.severity
  if (isSame) return { refused: 'it says so already' }
  return { alarm: settle({ ...alarm, raisedAt, clearedAt, severity, grade, active: clearedAt === null }) }
}

function putAside(alarm: Alarm, state: AlarmState): StepResult {
  if (alarm.state === state) return { refused: `it is ${state} already` }
  if (alarm.state === 'normal') return { refused: 'it is over' }
  return { alarm: { ...alarm, state, shelvedUntil: null } }
}

/** Back from being set aside: the state is judged anew, and a cause that still holds is announced again. */
function comeBack(alarm: Alarm, from: AlarmState): StepResult {
  if (alarm.state !== from) return { refused: `it is not ${from}` }
  const acknowledged = alarm.active ? false : alarm.acknowledged
  return { alarm: settle({ ...alarm, state: 'normal', shelvedUntil: null, acknowledged }) }
}

function settle(given: Alarm): Alarm {
  // Whoever had taken up what now has to be taken up anew is in its events.
  const alarm = given.acknowledged ? given : { ...given, ackedAt: null, ackedBy: null }
  if (isAside(alarm.state)) return alarm
  if (alarm.active) return { ...alarm, state: alarm.acknowledged ? 'acknowledged' : 'unacknowledged' }
  return { ...alarm, state: alarm.acknowledged ? 'normal' : 'returned' }
}
