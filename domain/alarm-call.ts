import type { Alarm, StepType } from './alarm.ts'
import { answerOf } from './answer.ts'
import { rankOf, type Severity } from './severity.ts'
import type { AlarmMessage } from './wire.ts'

/** What an alarm is of: the same cause may come again and again. */
export type CauseOfCall = Pick<Alarm, 'rule' | 'station' | 'kind' | 'district' | 'owner'>

/** An alarm called for somebody (ISA-18.2: it was annunciated): it came to stand unacknowledged, with sound and flashing. */
export interface AlarmCall extends CauseOfCall {
  /** Number of the event that called. */
  readonly seq: number
  readonly alarm: string
  /** When people were told, UTC ms; not the event time of the cause. */
  readonly at: number
  readonly severity: Severity
  /** It had called before while its cause held: it got worse, or came back from being set aside. */
  readonly isAgain: boolean
  /** Time that the rule gives, from the call on, to take it up and to deal with it, ms. */
  readonly ackWithin: number | null
  readonly respondWithin: number | null
}

export type AsideHow = 'shelved' | 'suppressed' | 'out-of-service'

/** An alarm was set aside. */
export interface AlarmAside extends CauseOfCall {
  readonly seq: number
  readonly at: number
  readonly how: AsideHow
  readonly reason: string
  readonly by: string
}

/** What one event of an alarm says about the load on people. */
export interface CallNews {
  readonly call?: AlarmCall
  readonly aside?: AlarmAside
  /** Somebody took up what had called: acknowledged it, or put it aside. `excused`: the city did, and nobody has to any more. */
  readonly answered?: 'person' | 'excused'
  /** Its cause is over. */
  readonly isEnded?: true
  /** What was told to be over is not: the call goes on. */
  readonly isBack?: true
}

/** An event, and its alarm as it stood behind it. */
export type Told = Pick<AlarmMessage, 'seq' | 'event' | 'alarm'>

/** Reads events in the order of their numbers. */
export interface CallReader {
  read(message: Told): CallNews
}

/** Steps after which an alarm that stands unacknowledged calls, whatever it did before. */
const CALLS: ReadonlySet<StepType> = new Set(['raise', 'announce', 'unshelve', 'unsuppress', 'return-to-service'])
const ASIDE: Partial<Record<StepType, AsideHow>> = {
  shelve: 'shelved',
  suppress: 'suppressed',
  'out-of-service': 'out-of-service',
}

/** `open`: alarms that are not over as they stand, and whether they have called since their cause holds. */
export function makeCallReader(
  open: Iterable<{ readonly alarm: Pick<Alarm, 'id' | 'severity' | 'active'>; readonly hasCalled: boolean }> = [],
): CallReader {
  const known = new Map<string, Pick<Alarm, 'severity' | 'active'> & { readonly hasCalled: boolean }>()
  for (const { alarm, hasCalled } of open) note(alarm, hasCalled)

  function note({ id, severity, active }: Pick<Alarm, 'id' | 'severity' | 'active'>, hasCalled: boolean): void {
    known.set(id, { severity, active, hasCalled })
  }

  return {
    read(message) {
      const { event, alarm } = message
      const before = known.get(alarm.id)
      const isCall = calls(message, before?.severity)
      const isEnded = event.type === 'clear'
      // Nobody is called by it; but whoever was called before, was called for this.
      const isBack = event.type === 'amend' && alarm.active && !before?.active && answerOf(alarm).since !== null
      const hasCalled = !isEnded && (isCall || isBack || (before?.hasCalled ?? false))
      if (alarm.state === 'normal') known.delete(alarm.id)
      else note(alarm, hasCalled)
      const how = event.type === 'raise' && alarm.state === 'suppressed' ? 'suppressed' : ASIDE[event.type]
      const isAnswer = event.type === 'ack' || event.type === 'shelve' || event.type === 'out-of-service'
      return {
        ...(isCall && { call: callOf(message, before?.hasCalled ?? false) }),
        ...(how && { aside: asideOf(message, how) }),
        ...(isAnswer && { answered: 'person' as const }),
        ...(event.type === 'suppress' && { answered: 'excused' as const }),
        ...(isEnded && { isEnded }),
        ...(isBack && { isBack }),
      }
    },
  }
}

function calls({ event, alarm }: Told, before: Severity | undefined): boolean {
  // What was found in the past called nobody.
  if (event.state !== 'unacknowledged' || event.late) return false
  if (event.type === 'severity') return before === undefined || rankOf(alarm.severity) > rankOf(before)
  return CALLS.has(event.type)
}

function callOf({ seq, event, alarm }: Told, isAgain: boolean): AlarmCall {
  const { ackBy, respondBy } = alarm
  // What is allowed counts from when it began to wait; alarms of older versions, from their raise.
  const since = alarm.answer?.since ?? alarm.raisedAt
  return {
    ...causeOf(alarm),
    seq,
    alarm: alarm.id,
    at: event.recordedAt,
    severity: alarm.severity,
    isAgain,
    ackWithin: ackBy === null ? null : Math.max(0, ackBy - since),
    respondWithin: respondBy === null ? null : Math.max(0, respondBy - since),
  }
}

function asideOf({ seq, event, alarm }: Told, how: AsideHow): AlarmAside {
  return { ...causeOf(alarm), seq, at: event.recordedAt, how, reason: event.text ?? '', by: event.by }
}

function causeOf({ rule, station, kind, district, owner }: Alarm): CauseOfCall {
  return { rule, station, kind, district, owner }
}
