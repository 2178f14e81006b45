import type { Alarm } from '../../domain/alarm.ts'
import { type Called, overdueAt } from '../../domain/answer.ts'
import type { Contact, Duty } from '../../domain/duty.ts'
import { type Call, dueCall, nextCall } from '../../domain/escalation.ts'
import { type DutyGap, dutyGaps, LOOK_AHEAD_MS, peopleOn } from '../../domain/on-duty.ts'
import type { Zone } from '../../domain/zone.ts'
import type { Desk } from './desk.ts'
import type { Troubles } from './troubles.ts'

/** Who is on duty and who is called, as it stands, in the time of the city. */
export interface DutyPlan {
  readonly duty: Duty
  readonly zone: Zone
}

/** Calls whoever is on duty for what nobody has taken up, says what was not done in time, and looks for gaps in the rosters. */
export interface Escalator {
  tick(now: number): void
}

const GAPS_EVERY_MS = 60_000
const MOST_GAPS = 5

export function makeEscalator(of: {
  readonly desk: Pick<Desk, 'open' | 'note'>
  readonly troubles: Pick<Troubles, 'raise' | 'clear' | 'tell' | 'holds'>
  readonly plan: () => DutyPlan
}): Escalator {
  const { desk, troubles } = of
  let lookedAt = Number.NEGATIVE_INFINITY
  let lookedInto: Duty | null = null
  let told: readonly DutyGap[] = []

  /** When an alarm, as it stands, has to be looked at again. Only spares the looking: what was called is in the alarm. */
  let quietUntil = new WeakMap<Alarm, number>()
  let quietWith: Duty | null = null

  /** The desk refuses what was called already; nothing is remembered here, so that a restart has nothing to forget. */
  function call(alarm: Alarm, now: number, { duty, zone }: DutyPlan): void {
    let standing: Alarm | undefined = alarm
    while (standing) {
      const owed = overdueAt(standing, now)
      if (owed) {
        standing = desk.note(alarm.id, { type: 'overdue', at: now, owed, text: OVERDUE[owed] })
        continue
      }
      const due = dueCall(standing, duty.escalations, now)
      if (!due) {
        quietUntil.set(standing, nextLook(standing, duty, now))
        return
      }
      const { department, position } = due
      const people = peopleOn(duty, { zone, department, position, at: now })
      const escalation = due.after(now, people.length > 0)
      const called = calledBy(due, escalation.step, people)
      standing = desk.note(alarm.id, { type: 'escalate', at: now, escalation, called, text: textOf(called) })
    }
  }

  function lookForGaps(now: number): void {
    const { duty, zone } = of.plan()
    if (duty === lookedInto && now < lookedAt + GAPS_EVERY_MS) return
    lookedAt = now
    lookedInto = duty
    const gaps = dutyGaps(duty, zone, { from: now, to: now + LOOK_AHEAD_MS })
    if (gaps.length === 0) {
      told = []
      return troubles.clear('duty-gap')
    }
    const isNews = !troubles.holds('duty-gap') || gaps.some((gap) => !told.some((other) => isSame(gap, other, now)))
    told = gaps
    if (!isNews) return
    const shown = gaps.slice(0, MOST_GAPS).map(({ label, from, to }) => {
      return `${label.zh} / ${label.en}: ${localTime(zone, from)} – ${localTime(zone, to)}`
    })
    const more = gaps.length > MOST_GAPS ? ` (+${gaps.length - MOST_GAPS})` : ''
    troubles.tell('duty-gap', `${shown.join('; ')}${more}`)
  }

  return {
    tick(now) {
      const plan = of.plan()
      if (plan.duty !== quietWith) {
        quietWith = plan.duty
        quietUntil = new WeakMap()
      }
      for (const alarm of desk.open())
        if (alarm.active && !alarm.late && now >= (quietUntil.get(alarm) ?? 0)) call(alarm, now, plan)
      lookForGaps(now)
    },
  }
}

/** One that has begun has a new beginning at every look, and one that reaches far a new end. */
function isSame(gap: DutyGap, told: DutyGap, now: number): boolean {
  return gap.roster === told.roster && (gap.from === told.from || (gap.from <= now && told.from <= now))
}

function nextLook(alarm: Alarm, duty: Duty, now: number): number {
  const times = [nextCall(alarm, duty.escalations, now)?.dueAt, alarm.ackBy, alarm.respondBy]
  return Math.min(...times.map((at) => (at == null || at <= now ? Number.POSITIVE_INFINITY : at)))
}

const OVERDUE = {
  ack: 'not acknowledged in time',
  respond: 'not dealt with in time',
} as const

function calledBy(call: Call, step: number, people: readonly Contact[]): Called {
  const { chain, level, department, position } = call
  return {
    chain: chain.id,
    on: chain.on,
    level: level + 1,
    step,
    department,
    position,
    people: people.map(({ id, name }) => ({ id, name })),
  }
}

function textOf({ level, department, position, people }: Called): string {
  const names = people.map(({ id, name }) => (typeof name === 'string' ? name : `${name.zh} / ${name.en}`) || id)
  const who = names.length === 0 ? 'nobody is on duty' : names.join(', ')
  return `level ${level}, ${position} of ${department}: ${who}`
}

function localTime(zone: Zone, at: number): string {
  const minute = zone.minuteOf(at)
  const two = (figure: number) => `${figure}`.padStart(2, '0')
  return `${new Date(zone.dayOf(at) * 86_400_000).toISOString().slice(5, 10)} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}
