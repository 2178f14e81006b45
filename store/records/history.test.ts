import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Alarm, type AlarmEvent, StepType, takeStep } from '../../domain/alarm.ts'
import { eventOf } from '../../domain/incident-event.ts'
import { newIncident, takeIncidentStep } from '../../domain/incident-steps.ts'
import type { Incident, IncidentStep } from '../../domain/incident.ts'
import { makeReel } from '../../domain/playback.ts'
import { ALARM } from '../../domain/testing/alarm.ts'
import { buildAlarmRecords } from './alarms.ts'
import { buildHistoryRecords, type HistoryRecords } from './history.ts'
import { buildIncidentRecords } from './incidents.ts'
import { openRecords } from './open.ts'
import type { Paging } from './page.ts'
import type { Records } from './records.ts'
import { makeTemporaryFolder } from './testing/temporary-folder.ts'

interface Deed {
  readonly id: number
  readonly type: StepType
  readonly waitMs: number
}

/** Lives some steps in the records; answers how the open alarms were after each of them. */
async function live(records: Records, deeds: readonly Deed[], from = 1000) {
  const table = buildAlarmRecords(records)
  const alarms = new Map<string, Alarm>()
  const scenes: { readonly at: number; readonly open: Readonly<Record<string, Alarm>> }[] = []
  let [now, seq] = [from, 0]
  const statements = deeds.flatMap(({ id: n, type, waitMs }) => {
    const id = `a${n}`
    now += waitMs
    const step = { type, at: now, by: 'ada', text: 'why', until: now + 50, severity: 'orange' as const }
    const result = takeStep(alarms.get(id) ?? { ...ALARM, id }, step)
    if ('refused' in result) return []
    const alarm = { ...result.alarm, seq: ++seq }
    alarms.set(id, alarm)
    const event: AlarmEvent = {
      seq,
      alarm: id,
      type,
      at: now,
      recordedAt: now,
      by: 'ada',
      text: null,
      state: alarm.state,
      late: false,
    }
    scenes.push({ at: now, open: openOf(alarms) })
    return [table.save(alarm), table.record(event, alarm, seq)]
  })
  await records.transact(statements)
  return scenes
}

function openOf(alarms: ReadonlyMap<string, Alarm>): Readonly<Record<string, Alarm>> {
  return sorted([...alarms.values()].filter(({ state }) => state !== 'normal'))
}

function sorted<T extends { readonly id: string }>(items: Iterable<T>): Readonly<Record<string, T>> {
  return Object.fromEntries([...items].map((one) => [one.id, one] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

async function pages<T>(ask: (paging: Paging) => Promise<{ items: readonly T[]; next: string | null }>, limit: number) {
  const items: T[] = []
  let cursor: string | null = null
  do {
    const page: { items: readonly T[]; next: string | null } = await ask({
      limit,
      ...(cursor === null ? {} : { cursor }),
    })
    items.push(...page.items)
    cursor = page.next
  } while (cursor !== null)
  return items
}

async function withHistory(work: (history: HistoryRecords, records: Records) => Promise<void>): Promise<void> {
  await using folder = await makeTemporaryFolder()
  await using records = await openRecords({ file: join(folder.path, 'records.db') })
  await work(buildHistoryRecords(records), records)
}

const Deeds = fc.array(
  fc.record({
    id: fc.integer({ min: 0, max: 9 }),
    type: fc.constantFrom(...StepType.enum),
    waitMs: fc.integer({ min: 0, max: 30 }),
  }),
  { minLength: 1, maxLength: 120 },
)

describe('alarms of the past', () => {
  it('are at every moment the alarms that were open then, page by page, and their events lead to the next moment', async () => {
    await fc.assert(
      fc.asyncProperty(Deeds, fc.integer({ min: 1, max: 7 }), async (deeds, limit) => {
        await withHistory(async (history, records) => {
          const scenes = await live(records, deeds)
          const sceneAt = (at: number) => scenes.findLast((scene) => scene.at <= at)?.open ?? {}
          for (const at of new Set([0, 999, ...scenes.flatMap((scene) => [scene.at - 1, scene.at]), 1e9])) {
            expect(sorted(await pages((paging) => history.alarmsAt(at, paging), limit))).toEqual(sceneAt(at))
          }
          const [from, to] = [scenes.at(Math.floor(scenes.length / 3))?.at ?? 0, scenes.at(-1)?.at ?? 0]
          const start = await pages((paging) => history.alarmsAt(from, paging), limit)
          const reel = makeReel({ alarms: new Map(start.map((one) => [one.id, one])), incidents: new Map() }, from)
          const alarms = await pages((paging) => history.alarmEvents({ from, to }, paging), limit)
          reel.extend(to, { alarms, incidents: [] })
          for (const { at } of scenes.filter((scene) => scene.at >= from))
            expect(sorted(reel.at(at).alarms.values())).toEqual(sceneAt(at))
        })
      }),
      { numRuns: 12 },
    )
  })

  it('are all found where they go on changing between two pages', async () => {
    await withHistory(async (history, records) => {
      const raise = Array.from({ length: 9 }, (_, id): Deed => ({ id, type: 'raise', waitMs: 10 }))
      const scenes = await live(records, raise)
      const at = scenes.at(-1)?.at ?? 0
      const first = await history.alarmsAt(at, { limit: 4 })
      const table = buildAlarmRecords(records)
      // The first and the last of them take a step that no page has seen.
      let seq = await table.head()
      for (const id of ['a0', 'a8']) {
        const found = await table.get(id)
        const result = takeStep(found!, { type: 'ack', at: at + 100, by: 'ada' })
        if ('refused' in result) throw new Error(result.refused)
        const { events: _, ...alarm } = { ...found!, ...result.alarm, seq: ++seq }
        const event: AlarmEvent = {
          seq,
          alarm: id,
          type: 'ack',
          at: at + 100,
          recordedAt: at + 100,
          by: 'ada',
          text: null,
          state: alarm.state,
          late: false,
        }
        await records.transact([table.save(alarm), table.record(event, alarm, seq)])
      }
      const rest = await pages((paging) => history.alarmsAt(at, { ...paging, cursor: paging.cursor ?? first.next! }), 4)
      expect(sorted([...first.items, ...rest])).toEqual(scenes.at(-1)?.open)
    })
  })

  it('are counted in marks: what was raised by its severity, and what a person took up', async () => {
    await withHistory(async (history, records) => {
      await live(records, [
        { id: 0, type: 'raise', waitMs: 10 },
        { id: 1, type: 'raise', waitMs: 10 },
        { id: 0, type: 'ack', waitMs: 100 },
        { id: 0, type: 'clear', waitMs: 1000 },
      ])
      expect(await history.marks({ from: 1000, to: 5000 }, 100)).toEqual([
        { at: 1010, events: 2, red: 2, orange: 0, yellow: 0, blue: 0, acks: 0 },
        { at: 1120, events: 1, red: 0, orange: 0, yellow: 0, blue: 0, acks: 1 },
        { at: 2120, events: 1, red: 0, orange: 0, yellow: 0, blue: 0, acks: 0 },
      ])
      expect(await history.marks({ from: 1010, to: 1020 }, 100)).toMatchObject([{ at: 1020, events: 1 }])
    })
  })

  it('refuse a cursor that is none', async () => {
    await withHistory(async (history) => {
      await expect(history.alarmsAt(1, { limit: 1, cursor: 'x' })).rejects.toMatchObject({ code: 'request-invalid' })
    })
  })
})

describe('incidents of the past', () => {
  it('are those that were not closed then, as they stood', async () => {
    await withHistory(async (history, records) => {
      const table = buildIncidentRecords(records)
      const known = new Map<string, Incident>()
      const steps: (IncidentStep & { id: string })[] = [
        { id: 'i1', type: 'opened', at: 1000, by: 'ada' },
        { id: 'i2', type: 'opened', at: 1010, by: 'ada' },
        { id: 'i1', type: 'lead', lead: 'bo', at: 1020, by: 'ada' },
        { id: 'i2', type: 'stable', at: 1025, by: 'ada' },
        { id: 'i2', type: 'closed', text: 'over', at: 1030, by: 'ada' },
      ]
      for (const [i, { id, ...step }] of steps.entries()) {
        const before =
          known.get(id) ??
          newIncident({ id, cause: 'c', label: { zh: id, en: id }, severity: 'red', at: step.at, by: 'ada' })
        const result = takeIncidentStep(before, step)
        if ('refused' in result) throw new Error(result.refused)
        const incident = { ...result.incident, seq: i + 1 }
        known.set(id, incident)
        const event = eventOf(incident, step, { seq: i + 1, recordedAt: step.at })
        await records.transact([table.save(incident), table.record(event, incident)])
      }
      const at = async (time: number) =>
        Object.values(sorted(await pages((paging) => history.incidentsAt(time, paging), 1))).map(({ id, lead }) => [
          id,
          lead,
        ])
      expect(await at(999)).toEqual([])
      expect(await at(1015)).toEqual([
        ['i1', null],
        ['i2', null],
      ])
      expect(await at(1020)).toEqual([
        ['i1', 'bo'],
        ['i2', null],
      ])
      expect(await at(1030)).toEqual([['i1', 'bo']])
      const events = await pages((paging) => history.incidentEvents({ from: 1010, to: 1025 }, paging), 1)
      expect(events.map(({ event }) => event.type)).toEqual(['lead', 'stable'])
    })
  })
})
