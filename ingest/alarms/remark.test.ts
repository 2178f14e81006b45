import { expect, it } from 'vitest'
import { openSmallLine } from '../testing/small-line.ts'

it('a remark on an alarm that is over is kept as one event, and the alarm does not carry its log along', async () => {
  await using city = await openSmallLine()
  const { line, tables } = city
  line.troubles.raise('store-away', 'it does not answer')
  const { id } = [...line.desk.open()].find(({ rule }) => rule === 'store-away')!
  await line.desk.step(id, { type: 'ack', by: 'anna' })
  line.troubles.clear('store-away')
  await line.settled()
  const told: object[] = []
  line.desk.onEvent(({ alarm }) => told.push(alarm))
  await line.desk.step(id, { type: 'comment', by: 'anna', text: 'a cable' })
  await line.desk.step(id, { type: 'comment', by: 'anna', text: 'a new one' })
  const { items } = await tables.alarms.list({ states: ['normal'], limit: 10 })
  expect(items.filter((alarm) => 'events' in alarm)).toEqual([])
  expect(told.map((alarm) => 'events' in alarm)).toEqual([false, false])
  expect((await tables.alarms.get(id))!.events.map(({ type }) => type)).toEqual([
    'raise',
    'ack',
    'clear',
    'comment',
    'comment',
  ])
})
