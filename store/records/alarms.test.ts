import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Alarm, AlarmEvent, AlarmState } from '../../domain/alarm.ts'
import { type AlarmFilter, type AlarmRecords, buildAlarmRecords } from './alarms.ts'
import { openRecords } from './open.ts'
import type { Records } from './records.ts'
import { makeTemporaryFolder } from './testing/temporary-folder.ts'

function makeAlarm(id: string, seq: number, more: Partial<Alarm> = {}): Alarm {
  return {
    id,
    rule: 'loud',
    label: { zh: '噪声', en: 'Loud' },
    response: { zh: '查', en: 'Look' },
    severity: 'red',
    state: 'unacknowledged',
    active: true,
    acknowledged: false,
    kind: 'noise',
    station: 's1',
    district: 'north',
    owner: 'ecology',
    raisedAt: 1764000000000.5,
    clearedAt: null,
    ackedAt: null,
    ackedBy: null,
    assignee: null,
    shelvedUntil: null,
    value: 'LAeq',
    reading: 90,
    limit: 80,
    unit: 'dB{A}',
    count: 1,
    consequence: null,
    grade: 0,
    ackBy: null,
    respondBy: null,
    late: false,
    simulated: false,
    incident: null,
    seq,
    ...more,
  }
}

function makeEvent({ id, seq, state }: Alarm): AlarmEvent {
  return { seq, alarm: id, type: 'raise', at: seq, recordedAt: seq, by: 'system', text: null, state, late: false }
}

async function withAlarms(work: (alarms: AlarmRecords, records: Records) => Promise<void>): Promise<void> {
  await using folder = await makeTemporaryFolder()
  await using records = await openRecords({ file: join(folder.path, 'records.db') })
  await work(buildAlarmRecords(records), records)
}

async function take({ transact }: Records, alarms: AlarmRecords, steps: readonly Alarm[]): Promise<void> {
  await transact(steps.flatMap((alarm) => [alarms.save(alarm), alarms.record(makeEvent(alarm), alarm, alarm.seq)]))
}

async function idsOf(alarms: AlarmRecords, filter: Partial<AlarmFilter> = {}): Promise<string[]> {
  const { items } = await alarms.list({ limit: 100, ...filter })
  return items.map(({ id }) => id)
}

describe('alarms', () => {
  it('come back as they were saved, with their events in order', async () => {
    await withAlarms(async (alarms, records) => {
      const steps = [makeAlarm('a', 1), makeAlarm('b', 2), makeAlarm('a', 3, { state: 'acknowledged' })]
      await take(records, alarms, steps)
      expect(await alarms.get('a')).toEqual({
        ...steps[2],
        events: [steps[0], steps[2]].map((alarm) => alarm && makeEvent(alarm)),
      })
      expect(await alarms.get('none')).toBeUndefined()
    })
  })

  it('cannot have one event number twice, and a step that tries leaves nothing', async () => {
    await withAlarms(async (alarms, records) => {
      await take(records, alarms, [makeAlarm('a', 1)])
      const again = take(records, alarms, [makeAlarm('b', 1)])
      await expect(again).rejects.toMatchObject({ code: 'records-failed' })
      expect(await idsOf(alarms)).toEqual(['a'])
    })
  })

  it('are filtered by their cause, whatever their state', async () => {
    await withAlarms(async (alarms, records) => {
      const of = (rule: string, station: string, state: AlarmState, seq: number) =>
        makeAlarm(`${rule}-${station}-${state}`, seq, { rule, station, state })
      await take(records, alarms, [
        of('loud', 's1', 'normal', 1),
        of('loud', 's2', 'normal', 2),
        of('quiet', 's1', 'normal', 3),
        of('loud', 's1', 'unacknowledged', 4),
      ])
      const cause = { rule: 'loud', station: 's1' }
      expect(await idsOf(alarms, cause)).toEqual(['loud-s1-unacknowledged', 'loud-s1-normal'])
      expect(await idsOf(alarms, { ...cause, states: ['normal', 'returned'] })).toEqual(['loud-s1-normal'])
      expect(await idsOf(alarms, { rule: 'quiet' })).toEqual(['quiet-s1-normal'])
    })
  })

  it('are filtered by state, severity, district and newest event, all at once', async () => {
    await withAlarms(async (alarms, records) => {
      const states: AlarmState[] = ['unacknowledged', 'normal', 'shelved']
      const steps = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((seq) =>
        makeAlarm(`a${seq}`, seq, {
          state: states[seq % 3] ?? 'normal',
          severity: seq % 2 ? 'red' : 'blue',
          district: seq % 4 ? 'north' : 'south',
        }),
      )
      await take(records, alarms, steps)
      const expected = (test: (alarm: Alarm) => boolean) =>
        steps
          .filter(test)
          .map(({ id }) => id)
          .toReversed()
      expect(await idsOf(alarms)).toEqual(expected(() => true))
      expect(await idsOf(alarms, { states: ['shelved'] })).toEqual(expected(({ state }) => state === 'shelved'))
      const open: AlarmState[] = ['unacknowledged', 'shelved']
      expect(await idsOf(alarms, { states: open })).toEqual(expected(({ state }) => open.includes(state)))
      expect(await idsOf(alarms, { states: [] })).toEqual([])
      expect(await idsOf(alarms, { states: open, severities: ['red'], district: 'north', after: 4 })).toEqual(
        expected(
          ({ state, severity, district, seq }) =>
            open.includes(state) && severity === 'red' && district === 'north' && seq > 4,
        ),
      )
      expect((await alarms.open()).map(({ id }) => id)).toEqual(
        expected(({ state }) => state !== 'normal').toReversed(),
      )
    })
  })

  it('are paged newest first without a gap or a repetition while new ones come in', async () => {
    await withAlarms(async (alarms, records) => {
      const first = Array.from({ length: 23 }, (_, i) => makeAlarm(`a${i + 1}`, i + 1))
      await take(records, alarms, first)
      const seen: string[] = []
      let cursor: string | null | undefined
      let seq = 23
      do {
        const page = await alarms.list({ limit: 5, ...(cursor ? { cursor } : {}) })
        expect(page.items.length).toBeLessThanOrEqual(5)
        seen.push(...page.items.map(({ id }) => id))
        cursor = page.next
        // One new alarm, and one that was shown already takes a step.
        seq += 2
        await take(records, alarms, [makeAlarm(`new${seq}`, seq - 1), makeAlarm('a23', seq)])
      } while (cursor)
      expect(seen).toEqual(first.map(({ id }) => id).toReversed())
    })
  })

  it('have no next page when the last one is exactly full', async () => {
    await withAlarms(async (alarms, records) => {
      await take(records, alarms, [makeAlarm('a', 1), makeAlarm('b', 2)])
      expect((await alarms.list({ limit: 2 })).next).toBeNull()
      expect((await alarms.list({ limit: 1 })).next).not.toBeNull()
    })
  })

  it('refuse a cursor that they did not give', async () => {
    await withAlarms(async (alarms) => {
      await expect(alarms.list({ limit: 1, cursor: 'rubbish' })).rejects.toMatchObject({ code: 'request-invalid' })
    })
  })

  it('give events after a number, each with the alarm as it stood then', async () => {
    await withAlarms(async (alarms, records) => {
      expect(await alarms.head()).toBe(0)
      const steps = [makeAlarm('a', 1), makeAlarm('a', 2, { state: 'acknowledged' }), makeAlarm('b', 3)]
      await take(records, alarms, steps)
      const messages = steps.map((alarm) => ({
        seq: alarm.seq,
        department: 'ecology',
        departmentSeq: alarm.seq,
        event: makeEvent(alarm),
        alarm,
      }))
      expect(await alarms.eventsAfter(0, 10)).toEqual(messages)
      expect(await alarms.eventsAfter(1, 1)).toEqual([messages[1]])
      expect(await alarms.eventsAfter(3, 10)).toEqual([])
      expect(await alarms.head()).toBe(3)
    })
  })
})
