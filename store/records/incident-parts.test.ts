import { sql } from 'kysely'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { BY_CITY, type Incident } from '../../domain/incident.ts'
import { eventOf } from '../../domain/incident-event.ts'
import { newIncident, takeIncidentStep } from '../../domain/incident-steps.ts'
import { ALARM } from '../../domain/testing/alarm.ts'
import { buildAlarmRecords } from './alarms.ts'
import { buildHistoryRecords } from './history.ts'
import { buildIncidentRecords } from './incidents.ts'
import { MIGRATIONS } from './migrations/all.ts'
import { openRecords } from './open.ts'
import { makeTemporaryFolder } from './testing/temporary-folder.ts'

it('an incident of an earlier version says what is and was in it, also in its past', async () => {
  await using folder = await makeTemporaryFolder()
  const file = join(folder.path, 'records.db')
  const alarm = (id: string, kind: string, owner: string) => ({
    ...ALARM,
    id,
    kind,
    owner,
    station: `s-${id}`,
    district: 'd1',
    incident: 'i',
  })
  const all = [alarm('a', 'air', 'ecology'), alarm('b', 'parking', 'transport'), alarm('c', 'air', 'ecology')]
  {
    const earlier = Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => name < '0017'))
    await using records = await openRecords({ file, migrations: earlier })
    const [alarms, incidents] = [buildAlarmRecords(records), buildIncidentRecords(records)]
    let incident: Incident = newIncident({
      id: 'i',
      cause: 'air',
      label: { zh: 'i', en: 'i' },
      severity: 'red',
      at: 1,
      by: BY_CITY,
    })
    for (const [seq, step] of [
      { type: 'opened', at: 1, by: BY_CITY } as const,
      ...all.map((one) => ({ type: 'joined', at: 1, by: BY_CITY, alarm: one }) as const),
    ].entries()) {
      const result = takeIncidentStep(incident, step)
      if ('refused' in result) throw new Error(result.refused)
      incident = { ...result.incident, seq: seq + 1 }
      const { parts: _, ...old } = incident
      const { kind: __, owner: ___, ...event } = eventOf(incident, step, { seq: seq + 1, recordedAt: seq + 1 })
      await records.transact([incidents.save(old), incidents.record(event, old)])
    }
    const of = (one: (typeof all)[number], incidentId: string) => ({
      alarm: one.id,
      incident: incidentId,
      station: one.station,
      district: one.district,
      kind: one.kind,
      owner: one.owner,
      isOut: false,
    })
    // The parking alarm has gone into another incident since.
    const members = [of(all[0]!, 'i'), of(all[1]!, 'other'), of(all[2]!, 'i')]
    await records.transact([...all.map((one) => alarms.save(one)), ...members.map((one) => incidents.put(one))])
  }
  await using records = await openRecords({ file })
  const incidents = buildIncidentRecords(records)
  const parts = [
    { kind: 'air', owner: 'ecology', districts: ['d1'], members: 2, beside: false },
    { kind: 'parking', owner: 'transport', districts: ['d1'], members: 0, beside: true },
  ]
  expect((await incidents.get('i'))?.parts).toEqual(parts)
  expect((await incidents.eventsAfter(0, 1))[0]?.incident.parts).toEqual(parts)
  const history = buildHistoryRecords(records)
  expect((await history.incidentsAt(4, { limit: 9 })).items[0]?.parts).toEqual(parts)
  expect((await sql`select name from sqlite_temp_master`.execute(records.db)).rows).toEqual([])
})
