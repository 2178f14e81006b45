import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { messageOf } from '../../delivery/testing/small-office.ts'
import { buildAlarmRecords } from './alarms.ts'
import { MIGRATIONS } from './migrations/all.ts'
import { openRecords } from './open.ts'
import { makeTemporaryFolder } from './testing/temporary-folder.ts'

const owners = ['ecology', 'police', 'ecology', 'water', 'police', 'ecology', 'ecology']

describe('numbers of a department', () => {
  it('are given to the events of earlier versions in their order, without gaps', async () => {
    await using folder = await makeTemporaryFolder()
    const file = join(folder.path, 'records.db')
    const earlier = Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => name < '0010'))
    {
      await using records = await openRecords({ file, migrations: earlier })
      for (const [i, owner] of owners.entries()) {
        const { seq, event, alarm } = messageOf(i + 1, { owner })
        await sql`insert into alarm_events (seq, alarm, event, snapshot)
          values (${seq}, ${alarm.id}, ${JSON.stringify(event)}, ${JSON.stringify(alarm)})`.execute(records.db)
      }
    }
    await using records = await openRecords({ file })
    const alarms = buildAlarmRecords(records)
    const events = await alarms.eventsAfter(0, 100)
    expect(events.map(({ department, departmentSeq }) => `${department} ${departmentSeq}`)).toEqual([
      'ecology 1',
      'police 1',
      'ecology 2',
      'water 1',
      'police 2',
      'ecology 3',
      'ecology 4',
    ])
    expect(Object.fromEntries(await alarms.heads())).toEqual({ ecology: 4, police: 2, water: 1 })
    expect((await alarms.departmentEventsAfter('ecology', 2, 100)).map(({ seq }) => seq)).toEqual([6, 7])
    expect((await alarms.departmentEventsAfter('ecology', 0, 2)).map(({ seq }) => seq)).toEqual([1, 3])
  })

  it('cannot be given twice, and what carries one twice is not kept at all', async () => {
    await using folder = await makeTemporaryFolder()
    await using records = await openRecords({ file: join(folder.path, 'records.db') })
    const alarms = buildAlarmRecords(records)
    const keep = (seq: number, departmentSeq: number) => {
      const { event, alarm } = messageOf(seq)
      return records.transact([alarms.save(alarm), alarms.record(event, alarm, departmentSeq)])
    }
    await keep(1, 1)
    await expect(keep(2, 1)).rejects.toThrow()
    expect(await alarms.get('a-2')).toBeUndefined()
    await keep(2, 2)
    expect((await alarms.eventsAt([2, 1, 7])).map(({ seq }) => seq)).toEqual([1, 2])
  })
})
