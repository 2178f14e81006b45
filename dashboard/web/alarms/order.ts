import { isAside, type Alarm, type AlarmState } from '../../../domain/alarm.ts'
import { answerOf } from '../../../domain/answer.ts'
import { SEVERITIES, type Severity } from '../../../domain/severity.ts'

/** Worst first, as they are counted and drawn. */
export const WORST_FIRST: readonly Severity[] = [...SEVERITIES].reverse()

/** Whether an alarm waits for somebody to acknowledge it. */
export function isWaiting(alarm: Pick<Alarm, 'state'>): boolean {
  return alarm.state === 'unacknowledged' || alarm.state === 'returned'
}

type Urgent = Pick<Alarm, 'id' | 'state' | 'severity' | 'raisedAt'>

/** Waiting before acknowledged, worst before milder, newest before older; the id settles the rest. */
export function byUrgency(a: Urgent, b: Urgent): number {
  return (
    Number(isAside(a.state)) - Number(isAside(b.state)) ||
    Number(isWaiting(b)) - Number(isWaiting(a)) ||
    SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    b.raisedAt - a.raisedAt ||
    (a.id < b.id ? -1 : 1)
  )
}

export interface AlarmFilter {
  /** Empty: all. */
  readonly severities: ReadonlySet<string>
  readonly states: ReadonlySet<AlarmState>
  readonly district: string | null
  readonly text: string
  readonly station: string | null
  readonly rule: string | null
  readonly owner: string | null
  readonly assignee: string | null
  /** Something was not done in time. */
  readonly isMissed: boolean
  /** Raised at least so often within its life. */
  readonly least: number
}

/** The filter that an address holds; without a state, the alarms that are not set aside. */
export function filterOf(param: (name: string) => string | null): AlarmFilter {
  const states = list(param('state')) as AlarmState[]
  return {
    severities: new Set(list(param('severity'))),
    states: new Set(states.length === 0 ? ['unacknowledged', 'acknowledged', 'returned'] : states),
    district: param('district'),
    text: param('text') ?? '',
    station: param('station'),
    rule: param('rule'),
    owner: param('owner'),
    assignee: param('assignee'),
    isMissed: param('missed') !== null,
    least: Math.max(0, Number(param('least')) || 0),
  }
}

/** `words`: what a person sees of the alarm, to search in. */
export function passes(filter: AlarmFilter, alarm: Alarm, words: () => string): boolean {
  if (!filter.states.has(alarm.state)) return false
  if (filter.severities.size > 0 && !filter.severities.has(alarm.severity)) return false
  if (filter.station !== null && alarm.station !== filter.station) return false
  if (filter.rule !== null && alarm.rule !== filter.rule) return false
  if (filter.owner !== null && alarm.owner !== filter.owner) return false
  if (filter.assignee !== null && alarm.assignee !== filter.assignee) return false
  if (filter.isMissed && answerOf(alarm).missed.length === 0) return false
  if (alarm.count < filter.least) return false
  if (filter.district !== null && alarm.district !== filter.district) return false
  return filter.text === '' || words().toLowerCase().includes(filter.text.toLowerCase())
}

export interface Count {
  readonly waiting: number
  readonly total: number
}

/** Waiting and all open alarms of each severity; alarms set aside are counted apart. */
export function countAlarms(alarms: Iterable<Pick<Alarm, 'state' | 'severity'>>): {
  readonly of: Record<Severity, Count>
  readonly aside: number
} {
  const of = { blue: none(), yellow: none(), orange: none(), red: none() }
  let aside = 0
  for (const alarm of alarms) {
    if (isAside(alarm.state)) aside += 1
    else {
      const count = of[alarm.severity]
      count.total += 1
      if (isWaiting(alarm)) count.waiting += 1
    }
  }
  return { of, aside }
}

function none(): { waiting: number; total: number } {
  return { waiting: 0, total: 0 }
}

function list(value: string | null): string[] {
  return value === null || value === '' ? [] : value.split(',')
}
