import { answerOf, type Answered, type Escalation } from './answer.ts'
import type { Chain, Target } from './duty.ts'
import type { Severity } from './severity.ts'

/** What of an alarm says who is called for it. */
export type Escalated = Answered & {
  readonly owner: string
  readonly severity: Severity
  readonly late: boolean
}

/** A call that is to be made. */
export interface Call {
  readonly chain: Chain
  /** From 0. */
  readonly level: number
  readonly department: string
  readonly position: Chain['levels'][number]['position']
  /** When it came due, UTC ms. */
  readonly dueAt: number
  /** Where the chain stands once it was made at `at`. */
  after(at: number, reached: boolean): Escalation
}

const MINUTE = 60_000

/** What the alarm is called out for, and since when; null when nobody is called: taken up, over, set aside, or of the past. */
export function calledFor(alarm: Escalated, now: number): { readonly on: Chain['on']; readonly since: number } | null {
  const { since, respondedAt } = answerOf(alarm)
  if (alarm.late || !alarm.active || since === null) return null
  if (alarm.state === 'unacknowledged') return { on: 'ack', since }
  const { respondBy } = alarm
  const isOwed = alarm.state === 'acknowledged' && respondedAt === null && respondBy !== null
  return isOwed && now >= respondBy ? { on: 'respond', since: respondBy } : null
}

/** The chain of an alarm: one that names its department goes before one that does not, then one that names its colour. */
export function chainFor(
  { owner, severity }: Pick<Escalated, 'owner' | 'severity'>,
  on: Chain['on'],
  chains: readonly Chain[],
): Chain | undefined {
  const fits = chains.filter(
    (chain) =>
      chain.on === on && (chain.departments?.includes(owner) ?? true) && (chain.severities?.includes(severity) ?? true),
  )
  const rank = ({ departments, severities }: Chain) => (departments ? 2 : 0) + (severities ? 1 : 0)
  return fits.sort((a, b) => rank(b) - rank(a) || (a.id < b.id ? -1 : 1))[0]
}

/** The call that comes next, due or not; null when the chain has come to its end or nobody is called. */
export function nextCall(alarm: Escalated, chains: readonly Chain[], now: number): Call | null {
  const why = calledFor(alarm, now)
  if (!why) return null
  const { escalation, worseAt } = answerOf(alarm)
  // One that has begun goes on until the alarm becomes worse: what becomes better does not call everybody anew.
  const isUnderWay = escalation?.on === why.on && escalation.wait === why.since && (worseAt ?? 0) <= escalation.from
  const begun = isUnderWay ? chains.find(({ id }) => id === escalation.chain) : undefined
  const chain = begun ?? chainFor(alarm, why.on, chains)
  if (!chain) return null
  const wait = why.since
  const isSame = escalation?.chain === chain.id && escalation.on === why.on && escalation.wait === wait
  // A chain begins when the wait does, or when the alarm became bad enough for it.
  const from = isSame ? escalation.from : why.on === 'ack' ? Math.max(wait, worseAt ?? wait) : wait
  const step = isSame ? escalation.step : 0
  const last = chain.levels.length - 1
  const level = Math.min(step, last)
  const { afterMinutes, position, department = alarm.owner } = chain.levels[level]!
  let dueAt = from + afterMinutes * MINUTE
  if (step > last) {
    if (chain.repeatMinutes === undefined || !isSame) return null
    dueAt = escalation.at + chain.repeatMinutes * MINUTE
  } else if (isSame && !escalation.reached) dueAt = Math.min(dueAt, escalation.at)
  return {
    chain,
    level,
    department,
    position,
    dueAt,
    after: (at, reached) => ({ chain: chain.id, on: why.on, wait, from, step: step + 1, at, reached }),
  }
}

/** The call that is due; taken again with what it leads to, it gives the one behind it. */
export function dueCall(alarm: Escalated, chains: readonly Chain[], now: number): Call | null {
  const call = nextCall(alarm, chains, now)
  return call && call.dueAt <= now ? call : null
}

/** Seconds in which an alarm is to be answered: a target of its department, else one of all. */
export function targetOf(
  { owner, severity }: Pick<Escalated, 'owner' | 'severity'>,
  targets: readonly Target[],
): Pick<Target, 'ackSeconds' | 'respondSeconds'> {
  const fits = targets.filter((target) => target.severity === severity)
  const own = fits.find(({ department }) => department === owner)
  const common = fits.find(({ department }) => department === undefined)
  return { ...common, ...own }
}
