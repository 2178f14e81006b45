import { Type, type Static } from 'typebox'
import { Name } from './label.ts'

const OrNull = <T extends import('typebox').TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** What people owe an alarm: to take it up, and to deal with it. */
export const Owed = Type.Enum(['ack', 'respond'])
export type Owed = Static<typeof Owed>

/** How far a chain has been gone along. */
export const Escalation = Type.Object({
  chain: Type.String(),
  on: Owed,
  /** When the wait began that it is about, UTC ms: another wait is another escalation. */
  wait: Type.Number(),
  /** What the minutes of its levels count from. */
  from: Type.Number(),
  /** Calls so far; repetitions of the last level count on. */
  step: Type.Integer(),
  /** When it called last, and whether anybody was on duty. */
  at: Type.Number(),
  reached: Type.Boolean(),
})
export type Escalation = Static<typeof Escalation>

/** Who was called by an event, and why. */
export const Called = Type.Object({
  chain: Type.String(),
  on: Owed,
  /** From 1. */
  level: Type.Integer(),
  /** From 1; above the number of levels for a repetition. */
  step: Type.Integer(),
  department: Type.String(),
  position: Type.String(),
  /** Empty: nobody is on duty there. */
  people: Type.Array(Type.Object({ id: Type.String(), name: Name })),
})
export type Called = Static<typeof Called>

/** How people answer an alarm, from the newest time on that it began to wait for somebody. */
export const Answer = Type.Object({
  /** When it began to wait, UTC ms; null before it ever has. */
  since: OrNull(Type.Number()),
  /** When it became worse while it waited. */
  worseAt: OrNull(Type.Number()),
  /** When it was dealt with, and by whom; `system`: its cause went away. */
  respondedAt: OrNull(Type.Number()),
  respondedBy: OrNull(Type.String()),
  /** What was not done in time. */
  missed: Type.Array(Owed),
  escalation: OrNull(Escalation),
})
export type Answer = Static<typeof Answer>

/** Seconds in which an alarm is to be acknowledged and dealt with. */
export interface Within {
  readonly ack?: number | undefined
  readonly respond?: number | undefined
}

/** What of an alarm tells how it is answered. */
export interface Answered {
  readonly state: string
  readonly active: boolean
  readonly acknowledged: boolean
  readonly ackedAt: number | null
  readonly ackBy: number | null
  readonly respondBy: number | null
  readonly answer?: Answer | undefined
}

const NONE: Answer = { since: null, worseAt: null, respondedAt: null, respondedBy: null, missed: [], escalation: null }

/** Of an alarm; as if nothing had happened yet for one of an older version. */
export function answerOf({ answer }: { readonly answer?: Answer | undefined }): Answer {
  return answer ?? NONE
}

/** An alarm of an older version as if its wait had been noted: since it was raised. */
export function withAnswer<A extends Answered & { readonly raisedAt: number }>(alarm: A): A {
  return alarm.answer ? alarm : { ...alarm, answer: { ...NONE, since: waits(alarm) ? alarm.raisedAt : null } }
}

/** Whether it waits for somebody to take it up. */
export function waits({ state }: Pick<Answered, 'state'>): boolean {
  return state === 'unacknowledged' || state === 'returned'
}

/** The answer after a step that led from one to the other. */
export function answerAfter(
  before: Answered,
  after: Answered,
  step: {
    readonly type: string
    readonly at: number
    readonly by: string
    readonly isWorse: boolean
    readonly toldAt?: number
  },
): Answer {
  const answer = answerOf(before)
  const { at, by, isWorse } = step
  // Taken up before, or set aside, and now it calls: another wait.
  if (waits(after) && !waits(before)) return { ...NONE, since: step.toldAt ?? at, worseAt: isWorse ? at : null }
  if (step.type === 'respond') return { ...answer, respondedAt: at, respondedBy: by }
  if (before.active && !after.active && answer.respondedAt === null)
    return { ...answer, respondedAt: at, respondedBy: 'system' }
  // What a person has dealt with while it held, and what is known now to have gone on, is dealt with.
  const stands = step.type === 'amend' && answer.respondedBy !== 'system'
  if (!before.active && after.active && !stands) return { ...answer, respondedAt: null, respondedBy: null }
  return isWorse ? { ...answer, worseAt: at } : answer
}

/** By when it is to be answered: from the beginning of a wait; what becomes worse may not get more time by it. */
export function deadlinesAfter(
  before: Answered,
  after: Answered,
  { ack, respond }: Within,
): Pick<Answered, 'ackBy' | 'respondBy'> {
  const [old, { since, worseAt }] = [answerOf(before), answerOf(after)]
  const { ackBy, respondBy } = after
  if (since === null) return { ackBy, respondBy }
  const from = (at: number, seconds: number | undefined) => (seconds === undefined ? null : at + seconds * 1000)
  if (since !== old.since) return { ackBy: from(since, ack), respondBy: from(since, respond) }
  if (worseAt === null || worseAt === old.worseAt) return { ackBy, respondBy }
  return { ackBy: sooner(ackBy, from(worseAt, ack)), respondBy: sooner(respondBy, from(worseAt, respond)) }
}

function sooner(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b)
}

/** How long it took to be acknowledged, seconds; null when it was not, or nobody had to. */
export function ackSeconds(alarm: Answered): number | null {
  const { since } = answerOf(alarm)
  return since === null || alarm.ackedAt === null ? null : Math.max(0, alarm.ackedAt - since) / 1000
}

/** How long it took until it was dealt with, seconds; null when it is not. */
export function respondSeconds(alarm: Answered): number | null {
  const { since, respondedAt } = answerOf(alarm)
  return since === null || respondedAt === null ? null : Math.max(0, respondedAt - since) / 1000
}

/** Whether a target was met; null when there is none, or it is still open. */
export function isMet(alarm: Answered, duty: Owed, now: number): boolean | null {
  const [by, doneAt] = duty === 'ack' ? [alarm.ackBy, alarm.ackedAt] : [alarm.respondBy, answerOf(alarm).respondedAt]
  if (by === null || answerOf(alarm).since === null) return null
  if (doneAt !== null) return doneAt <= by
  return now > by ? false : null
}

/** What is overdue now and was not yet said to be. */
export function overdueAt(alarm: Answered & { readonly late: boolean }, now: number): Owed | null {
  const { missed, respondedAt } = answerOf(alarm)
  const { state, ackBy, respondBy, active, late } = alarm
  if (late) return null
  if (state === 'unacknowledged' && ackBy !== null && now >= ackBy && !missed.includes('ack')) return 'ack'
  const isOwed = active && respondedAt === null && (state === 'unacknowledged' || state === 'acknowledged')
  return isOwed && respondBy !== null && now >= respondBy && !missed.includes('respond') ? 'respond' : null
}
