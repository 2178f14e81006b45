import { expect, it } from 'vitest'
import { ALARM } from '../../../domain/testing/alarm.ts'
import { forgetLastList, keepLastList, lastListOf, listOf } from './last-list.ts'

const shelf = () => {
  const kept = new Map<string, string>()
  return {
    kept: (name: string) => kept.get(name) ?? null,
    keep: (name: string, value: string | null) => void (value === null ? kept.delete(name) : kept.set(name, value)),
  }
}
const of = {
  stations: new Map([['s', { name: { zh: '广场', en: 'Square' } }]]),
  at: 5,
  user: 'li',
  timeZone: 'Asia/Shanghai',
}

it('what is kept is read again, most urgent first, without what is set aside', () => {
  const alarms = [
    { ...ALARM, id: 'a', station: 's', severity: 'blue' as const, state: 'unacknowledged' as const },
    { ...ALARM, id: 'b', station: 'gone', severity: 'red' as const, state: 'unacknowledged' as const },
    { ...ALARM, id: 'c', state: 'shelved' as const },
  ]
  const on = shelf()
  keepLastList(on, listOf({ ...of, alarms }))
  const list = lastListOf(on)
  expect(list?.alarms.map(({ id, place }) => [id, place])).toEqual([
    ['b', 'gone'],
    ['a', { zh: '广场', en: 'Square' }],
  ])
  expect([list?.at, list?.count]).toEqual([5, 2])
  forgetLastList(on)
  expect(lastListOf(on)).toBeNull()
})

it('of thousands some hundred are kept, and the number says how many there were', () => {
  const alarms = Array.from({ length: 5000 }, (_, i) => ({ ...ALARM, id: `a${i}`, state: 'unacknowledged' as const }))
  const list = listOf({ ...of, alarms })
  expect([list.count, list.alarms.length]).toEqual([5000, 300])
})

it('what is no list is none', () => {
  for (const text of ['', '{', '7', '{"at":1}']) expect(lastListOf({ kept: () => text })).toBeNull()
})
