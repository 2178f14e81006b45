import { type Alarm, type AlarmEvent, type AlarmWithEvents, takeStep } from '../../../domain/alarm.ts'
import { ApiFailure, type AskedStep } from '../api.ts'
import type { Desk } from '../desk.ts'
import { faultText } from '../fault-text.ts'

const AT_ONCE = 6

/** What became of a step that was taken with several alarms. */
export interface Outcome {
  readonly taken: readonly Alarm[]
  /** Why it was not taken with others, each reason once. */
  readonly faults: readonly string[]
}

/** Asked of the life cycle itself, so that no button shows a step that the server would refuse. */
export function isAllowed(alarm: Alarm, type: AskedStep, now: number): boolean {
  return 'alarm' in takeStep(alarm, { type, at: now, by: 'me', text: 'reason', until: now + 1 })
}

/** Takes a step with each of some alarms, a few at once; those as they were before come back. `onStep` tells how many are done. */
export async function takeSteps(
  desk: Desk,
  alarms: readonly Alarm[],
  step: {
    readonly type: AskedStep
    readonly body: Readonly<Record<string, unknown>>
    readonly onStep?: (done: number) => void
  },
): Promise<Outcome> {
  const taken: Alarm[] = []
  const faults = new Set<string>()
  const left = [...alarms]
  let done = 0

  async function work(): Promise<void> {
    for (let alarm = left.shift(); alarm !== undefined; alarm = left.shift()) {
      try {
        desk.city.takeAlarm(await desk.api.step(alarm.id, step.type, step.body))
        taken.push(alarm)
      } catch (error) {
        if (!(error instanceof ApiFailure)) throw error
        faults.add(await whyNot(desk, alarm, error))
      }
      step.onStep?.((done += 1))
    }
  }

  await Promise.all(Array.from({ length: Math.min(AT_ONCE, alarms.length) }, work))
  return { taken, faults: [...faults] }
}

/** Of a step that came too late: who was first, with what and when; and the list shows it from now on. */
async function whyNot(desk: Desk, { id }: Alarm, error: ApiFailure): Promise<string> {
  const fault = faultText(desk.text, error)
  if (error.problem.code !== 'step-not-allowed') return fault
  const found = await desk.api.alarm(id).catch(() => null)
  if (found === null) return fault
  desk.city.takeAlarm(found)
  const first = lastByPerson(found)
  if (first === undefined) return fault
  const what = desk.text.of('event', first.type, first.type)
  return desk.text('step.lost', { who: first.by, what, at: desk.format.time(first.recordedAt), fault })
}

/** The newest event that a person caused. */
export function lastByPerson({ events }: AlarmWithEvents): AlarmEvent | undefined {
  return events.findLast(({ by }) => by !== 'system')
}

/** What takes a step back, and for which of the alarms as they were before it; null for what stays as it is. */
export function undoOf(
  type: AskedStep,
  before: readonly Alarm[],
): { readonly type: AskedStep; readonly body: (alarm: Alarm) => Readonly<Record<string, unknown>> } | null {
  if (type === 'shelve') return { type: 'unshelve', body: () => ({}) }
  if (type === 'out-of-service') return { type: 'return-to-service', body: () => ({}) }
  if (type === 'assign' && before.every(({ assignee }) => assignee !== null))
    return { type: 'assign', body: ({ assignee }) => ({ assignee }) }
  return null
}
