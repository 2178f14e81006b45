import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Alarm, type AlarmEvent, type Step, StepType, takeStep } from './alarm.ts'
import { eventOf } from './incident-event.ts'
import { newIncident, takeIncidentStep } from './incident-steps.ts'
import type { Incident, IncidentStep } from './incident.ts'
import { makeReel, play, type Scene } from './playback.ts'
import { ALARM } from './testing/alarm.ts'
import type { AlarmMessage, IncidentMessage } from './wire.ts'

const EMPTY: Scene = { alarms: new Map(), incidents: new Map() }

/** A step of one of five alarms, or of one of three incidents, and how long after the one before. */
const Deed = fc.record({
  of: fc.constantFrom('alarm', 'incident'),
  id: fc.integer({ min: 0, max: 4 }),
  waitMs: fc.integer({ min: -5, max: 400 }),
  type: fc.constantFrom(...StepType.enum),
  severity: fc.constantFrom('red' as const, 'orange' as const, 'yellow' as const, 'blue' as const),
  late: fc.boolean(),
  step: fc.constantFrom(
    { type: 'stable' } as const,
    { type: 'active' } as const,
    { type: 'closed', text: 'over' } as const,
    { type: 'reopened' } as const,
    { type: 'note', text: 'seen' } as const,
  ),
})
type Deed = typeof Deed extends fc.Arbitrary<infer T> ? T : never

/** The city as it lives: its state machines, what they told, and how it looked after each telling. */
function live(deeds: readonly Deed[]) {
  const alarms = new Map<string, Alarm>()
  const incidents = new Map<string, Incident>()
  const told: { at: number; alarm?: AlarmMessage; incident?: IncidentMessage; scene: Scene }[] = []
  let now = 1000
  const counts = { alarm: 0, incident: 0 }
  for (const deed of deeds) {
    now += deed.waitMs
    if (deed.of === 'alarm') {
      const id = `a${deed.id}`
      const step: Step = {
        type: deed.type,
        at: now,
        by: 'ada',
        text: 'why',
        until: now + 50,
        severity: deed.severity,
        late: deed.late,
      }
      const result = takeStep(alarms.get(id) ?? { ...ALARM, id }, step)
      if ('refused' in result) continue
      const seq = ++counts.alarm
      const alarm = { ...result.alarm, seq }
      // What is over stays as it is for the machine; for people it is gone.
      alarms.set(id, alarm)
      const event: AlarmEvent = {
        seq,
        alarm: id,
        type: step.type,
        at: now,
        recordedAt: now,
        by: 'ada',
        text: null,
        state: alarm.state,
        late: deed.late,
      }
      told.push({ at: now, alarm: { seq, department: 'o', departmentSeq: seq, event, alarm }, scene: picture() })
    } else {
      const id = `i${deed.id % 3}`
      const known =
        incidents.get(id) ??
        newIncident({ id, cause: 'c', label: { zh: 'i', en: 'i' }, severity: 'red', at: now, by: 'ada', districts: [] })
      const step = { ...deed.step, at: now, by: 'ada' } as IncidentStep
      const result = takeIncidentStep(known, step)
      if ('refused' in result) continue
      const seq = ++counts.incident
      const incident = { ...result.incident, seq }
      incidents.set(id, incident)
      told.push({
        at: now,
        incident: { seq, incident, event: eventOf(incident, step, { seq, recordedAt: now }) },
        scene: picture(),
      })
    }
  }
  return told

  function picture(): Scene {
    return {
      alarms: new Map([...alarms].filter(([, { state }]) => state !== 'normal')),
      incidents: new Map([...incidents].filter(([, { state }]) => state !== 'closed')),
    }
  }
}

type Lived = ReturnType<typeof live>

function eventsOf(lived: Lived) {
  return {
    alarms: lived.flatMap(({ alarm }) => alarm ?? []),
    incidents: lived.flatMap(({ incident }) => incident ?? []),
  }
}

/** Maps are compared by what is in them, not by the order in which it came. */
function plain({ alarms, incidents }: Scene) {
  const sorted = <T>(of: ReadonlyMap<string, T>) => Object.fromEntries([...of].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  return { alarms: sorted(alarms), incidents: sorted(incidents) }
}

describe('a past that is played', () => {
  it('ends as the live picture is, from wherever it is begun', () => {
    fc.assert(
      fc.property(fc.array(Deed, { maxLength: 80 }), fc.nat(), (deeds, cut) => {
        const lived = live(deeds)
        const begin = lived.length === 0 ? 0 : cut % (lived.length + 1)
        const start = lived[begin - 1]?.scene ?? EMPTY
        const events = lived.slice(begin).flatMap(({ alarm, incident }) => alarm ?? incident ?? [])
        expect(plain(play(start, events))).toEqual(plain(lived.at(-1)?.scene ?? EMPTY))
      }),
    )
  })

  it('is at every moment as it was, in whatever order its moments are looked at and however it was fetched', () => {
    const Case = fc.record({
      deeds: fc.array(
        Deed.map((deed) => ({ ...deed, waitMs: Math.max(0, deed.waitMs) })),
        { maxLength: 80 },
      ),
      cuts: fc.array(fc.integer({ min: 1000, max: 40_000 }), { maxLength: 4 }),
      looks: fc.array(fc.integer({ min: 1000, max: 40_000 }), { minLength: 1, maxLength: 12 }),
    })
    fc.assert(
      fc.property(Case, ({ deeds, cuts, looks }) => {
        const lived = live(deeds)
        const reel = makeReel(EMPTY, 999)
        for (const to of [...cuts.toSorted((a, b) => a - b), 1e6]) {
          const part = lived.filter(({ at }) => at > reel.to && at <= to)
          reel.extend(to, eventsOf(part))
        }
        expect(reel.frames).toHaveLength(lived.length)
        for (const look of looks) {
          const last = lived.findLast(({ at }) => at <= look)
          expect(plain(reel.at(look))).toEqual(plain(last?.scene ?? EMPTY))
        }
      }),
    )
  })

  it('keeps the order of the numbers where the clock was put back', () => {
    fc.assert(
      fc.property(fc.array(Deed, { maxLength: 60 }), (deeds) => {
        const lived = live(deeds)
        const reel = makeReel(EMPTY, 0)
        reel.extend(1e6, eventsOf(lived))
        expect(plain(reel.at(1e6))).toEqual(plain(lived.at(-1)?.scene ?? EMPTY))
        expect(reel.frames.every(({ at }, i) => at >= (reel.frames[i - 1]?.at ?? 0))).toBe(true)
      }),
    )
  })

  it('plays a long stretch back and forth through the scenes that it keeps', () => {
    const waits = Array.from(
      { length: 1200 },
      (_, i): Deed => ({
        of: 'alarm',
        id: i % 5,
        waitMs: 10,
        late: false,
        severity: 'red',
        step: { type: 'stable' },
        type: ['raise', 'ack', 'clear', 'comment'][Math.floor(i / 5) % 4] as Deed['type'],
      }),
    )
    const lived = live(waits)
    expect(lived.length).toBeGreaterThan(800)
    const reel = makeReel(EMPTY, 0)
    reel.extend(1e6, eventsOf(lived))
    for (const look of [12_000, 1000, 6000, 5990, 12_990, 3333, 3334, 9000])
      expect(plain(reel.at(look))).toEqual(plain(lived.findLast(({ at }) => at <= look)?.scene ?? EMPTY))
  })

  it('steps to the event after and before a moment', () => {
    const lived = live([
      { of: 'alarm', id: 0, waitMs: 10, type: 'raise', severity: 'red', late: false, step: { type: 'stable' } },
      { of: 'alarm', id: 0, waitMs: 10, type: 'ack', severity: 'red', late: false, step: { type: 'stable' } },
    ])
    const reel = makeReel(EMPTY, 0)
    reel.extend(5000, eventsOf(lived))
    expect(reel.after(0)?.at).toBe(1010)
    expect(reel.after(1010)?.at).toBe(1020)
    expect(reel.after(1020)).toBeUndefined()
    expect(reel.before(1020)?.at).toBe(1010)
    expect(reel.before(1010)).toBeUndefined()
  })
})
