import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Incident, IncidentStep, Joining } from './incident.ts'
import { eventOf } from './incident-event.ts'
import { isOverFor, newIncident, stepsOfStanding, takeIncidentStep } from './incident-steps.ts'
import { rankOf, SEVERITIES, type Severity } from './severity.ts'

const TEXT = { zh: '处置', en: 'Act' }
const ALARM: Joining = {
  id: 'a1',
  district: 'north',
  kind: 'air',
  owner: 'ecology',
  response: TEXT,
  respondBy: 900,
  simulated: true,
  late: false,
  raisedAt: 100,
}
const NEW = newIncident({ id: 'i', cause: 'air', label: TEXT, severity: 'blue', at: 100, by: 'system' })

type Loose = { readonly type: IncidentStep['type']; readonly [key: string]: unknown }

/** Takes steps one after the other; every one must be allowed. */
function after(from: Incident, ...steps: readonly Loose[]): Incident {
  return steps.reduce((incident, step, i) => {
    const result = takeIncidentStep(incident, full(step, 1000 + i))
    if ('refused' in result) throw new Error(`${step.type}: ${result.refused}`)
    return result.incident
  }, from)
}

function full(step: Loose, at = 9000): IncidentStep {
  return { at, by: 'anna', text: 'because', ...step } as unknown as IncidentStep
}

function refusal(incident: Incident, step: Loose): string {
  const result = takeIncidentStep(incident, full(step))
  return 'refused' in result ? result.refused : 'allowed'
}

const JOINED = after(NEW, { type: 'opened', by: 'system' }, { type: 'joined', alarm: ALARM, by: 'system' })

describe('an incident', () => {
  it('knows the places, departments and times of the alarms that join it', () => {
    const more = after(JOINED, {
      type: 'joined',
      alarm: { ...ALARM, id: 'a2', district: 'south', owner: 'emergency', raisedAt: 50, simulated: false },
    })
    expect(more).toMatchObject({
      members: 2,
      districts: ['north', 'south'],
      departments: ['ecology', 'emergency'],
      openedAt: 50,
      lastRaisedAt: 100,
      simulated: false,
    })
  })

  it('is at least what a person said of any part that it took in, also when nothing holds', () => {
    const said = after({ ...NEW, id: 'other' }, { type: 'opened' }, { type: 'severity', severity: 'orange' })
    const both = after(JOINED, { type: 'absorbed', from: said, by: 'system' })
    expect([both.atLeast, after(both, { type: 'severity', severity: 'red' }).atLeast]).toEqual(['orange', 'red'])
    const levels = (severity: Severity | null) =>
      stepsOfStanding(both, { active: severity === null ? 0 : 1, waiting: 0, severity }, 9000).flatMap((step) =>
        step.type === 'severity' ? [step.severity] : [],
      )
    expect([levels(null), levels('yellow'), levels('red')]).toEqual([['orange'], ['orange'], ['red']])
    // What the city says follows the members, and is no word of a person.
    expect(after(JOINED, { type: 'severity', severity: 'yellow', by: 'system' }).atLeast).toBeNull()
  })

  it('has one task for each department and response of its members', () => {
    const more = after(
      JOINED,
      { type: 'joined', alarm: { ...ALARM, id: 'a2' } },
      { type: 'joined', alarm: { ...ALARM, id: 'a3', owner: 'emergency' } },
    )
    expect(more.tasks.map(({ id, department, due, by }) => [id, department, due, by])).toEqual([
      [1, 'ecology', 900, 'system'],
      [2, 'emergency', 900, 'system'],
    ])
  })

  it('is closed only when nothing of it holds or waits, and no task is open that somebody has taken', () => {
    const stable = after({ ...JOINED, active: 0 }, { type: 'stable' })
    expect(refusal({ ...JOINED, active: 2 }, { type: 'closed' })).toBe('2 of its alarms still hold')
    expect(refusal({ ...stable, waiting: 1 }, { type: 'closed' })).toBe('1 of its alarms waits to be acknowledged')
    const taken = after(stable, { type: 'task-assigned', task: 1, assignee: 'crew 3' })
    expect(refusal(taken, { type: 'closed' })).toBe('task 1 is open, and somebody has taken it')
    const done = after(taken, { type: 'task-done', task: 1 })
    expect(after(done, { type: 'closed' })).toMatchObject({ state: 'closed', closedBy: 'anna' })
    // What a rule says and nobody took holds nothing up.
    expect(after(stable, { type: 'closed' }).state).toBe('closed')
  })

  it('refuses what its state does not allow, and says why', () => {
    const closed = after(after(JOINED, { type: 'stable' }), { type: 'closed' })
    expect(refusal(closed, { type: 'lead', lead: 'anna' })).toBe('it is closed')
    expect(refusal(JOINED, { type: 'reopened' })).toBe('it is not closed')
    expect(refusal(JOINED, { type: 'acknowledged' })).toBe('no alarm of it waits to be acknowledged')
    expect(refusal(JOINED, { type: 'task-done', task: 7 })).toBe('it has no task 7')
    expect(refusal(JOINED, { type: 'task-again', task: 1 })).toBe('task 1 is open already')
    expect(refusal(JOINED, { type: 'merged', into: 'i' })).toBe('an incident cannot be merged with itself')
    expect(refusal(after(JOINED, { type: 'merged', into: 'j' }), { type: 'note' })).toBe('it was merged into j')
  })

  it('is touched once somebody works on it, and not by who has only seen it', () => {
    expect(after({ ...JOINED, waiting: 1 }, { type: 'acknowledged' }).touched).toBe(false)
    expect(after(JOINED, { type: 'stable', by: 'system' }).touched).toBe(false)
    expect(after(JOINED, { type: 'note' }).touched).toBe(true)
  })

  it('is handed over when the other takes it, and by nobody else', () => {
    const handed = after(JOINED, { type: 'lead', lead: 'anna' }, { type: 'hand-over', to: 'bo' })
    expect(handed.handOver).toMatchObject({ from: 'anna', to: 'bo', text: 'because' })
    expect(refusal(handed, { type: 'taken-over', by: 'eve' })).toBe('it is handed over to bo')
    expect(after(handed, { type: 'taken-over', by: 'bo' })).toMatchObject({ lead: 'bo', handOver: null })
    expect(refusal(JOINED, { type: 'taken-over' })).toBe('nobody hands it over')
    expect(refusal(JOINED, { type: 'hand-over', to: 'anna' })).toBe('one hands over to somebody else')
  })

  it('takes another one in with its tasks, each only once', () => {
    const other = after(
      { ...JOINED, id: 'j' },
      { type: 'joined', alarm: { ...ALARM, id: 'b', owner: 'water', district: 'east' } },
    )
    const both = after(JOINED, { type: 'absorbed', from: other })
    expect(both).toMatchObject({ members: 3, districts: ['north', 'east'], departments: ['ecology', 'water'] })
    expect(both.tasks.map(({ id, department }) => [id, department])).toEqual([
      [1, 'ecology'],
      [2, 'water'],
    ])
  })

  it('is closed by the city once it has been over for long and all is acknowledged', () => {
    const stable = after(JOINED, { type: 'stable', at: 5000 })
    expect(isOverFor(stable, 5999, 1000)).toBe(false)
    expect(isOverFor(stable, 6000, 1000)).toBe(true)
    expect(isOverFor({ ...stable, waiting: 1 }, 6000, 1000)).toBe(false)
    expect(isOverFor(after(stable, { type: 'task', task: ownTask() }), 6000, 1000)).toBe(false)
  })
})

function ownTask() {
  return { text: TEXT, department: 'fire', assignee: null, due: null }
}

/** How alarms stand, and what people do, in any order. */
const anyStep = fc.oneof(
  fc.record({
    kind: fc.constant('stand' as const),
    active: fc.nat(3),
    waiting: fc.nat(3),
    severity: fc.constantFrom(...SEVERITIES),
  }),
  fc.record({
    kind: fc.constant('step' as const),
    step: fc.constantFrom<Loose>(
      { type: 'joined', alarm: ALARM },
      { type: 'joined', alarm: { ...ALARM, district: 'west', owner: 'fire', late: true } },
      { type: 'left', alarm: 'a1', part: ALARM, rest: { districts: [], kinds: [], departments: [] } },
      { type: 'acknowledged' },
      { type: 'lead', lead: 'anna' },
      { type: 'lead', lead: 'bo' },
      { type: 'note' },
      { type: 'task', task: ownTask() },
      { type: 'task-assigned', task: 1, assignee: 'crew' },
      { type: 'task-done', task: 1 },
      { type: 'task-done', task: 2 },
      { type: 'task-again', task: 1 },
      { type: 'hand-over', to: 'bo' },
      { type: 'taken-over', by: 'bo' },
      { type: 'merged', into: 'other' },
      { type: 'closed' },
      { type: 'reopened' },
    ),
  }),
)

describe('any life of an incident', () => {
  it('keeps its numbers without gaps, its state true to its members, and the end of a merge final', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), (all) => {
        let incident = after(NEW, { type: 'opened' })
        let number = incident.number
        let worst: Severity = incident.worst
        const take = (step: IncidentStep) => {
          const before = incident
          const result = takeIncidentStep(incident, step)
          if ('refused' in result) {
            expect(result.refused).not.toBe('')
            return
          }
          incident = result.incident
          const event = eventOf(incident, step, { seq: 1, recordedAt: 0 })
          expect(event.number).toBe(++number)
          expect(event.state).toBe(incident.state)
          // A merged incident is never changed again.
          expect(before.mergedInto).toBeNull()
        }
        for (const [i, one] of all.entries()) {
          if (one.kind === 'step') take(full(one.step, i))
          else if (incident.mergedInto === null && incident.members > 0) {
            const active = Math.min(one.active, incident.members)
            const standing = {
              active,
              waiting: Math.min(one.waiting, incident.members),
              severity: active > 0 ? one.severity : null,
            }
            incident = { ...incident, active, waiting: standing.waiting }
            const steps = stepsOfStanding(incident, standing, i)
            for (const step of steps) take(step)
            // Told once, it is told.
            expect(stepsOfStanding(incident, standing, i)).toEqual([])
            if (active > 0) expect([incident.state, incident.severity]).toEqual(['open', one.severity])
            else expect(incident.state).not.toBe('open')
          }
          expect(incident.closedAt !== null).toBe(incident.state === 'closed')
          if (incident.state === 'stable') expect(incident.stableAt).not.toBeNull()
          expect(rankOf(incident.worst)).toBeGreaterThanOrEqual(Math.max(rankOf(worst), rankOf(incident.severity)))
          worst = incident.worst
          expect(incident.members).toBeGreaterThanOrEqual(0)
          expect(incident.tasks.map(({ id }) => id)).toEqual(incident.tasks.map((_, at) => at + 1))
          expect(new Set(incident.departments).size).toBe(incident.departments.length)
          if (incident.state === 'closed' && incident.mergedInto === null)
            expect([incident.active, incident.waiting]).toEqual([0, 0])
        }
      }),
      { numRuns: 400 },
    )
  })
})
