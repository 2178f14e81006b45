import { expect, it } from 'vitest'
import type { AlarmEvent } from '../domain/alarm.ts'
import { letterOfEvent, type LetterSource } from './letter.ts'
import { messageOf } from './testing/small-office.ts'

const SOURCE: LetterSource = {
  timeZone: 'Asia/Shanghai',
  publicUrl: null,
  label: { zh: '城市', en: 'City' },
  districts: new Map(),
  departments: new Map([['water', { zh: '水务局', en: 'Water' }]]),
  stationName: () => undefined,
}

it('what the city notes of calls and deadlines is told in the language of the channel, what people write as they wrote it', () => {
  const people = [{ id: 'w1', name: { zh: '王', en: 'Wang' } }]
  const call = { chain: 'c', on: 'ack' as const, level: 2, step: 2, department: 'water', position: 'head' }
  const steps: Partial<AlarmEvent>[] = [
    { type: 'escalate', text: 'level 2', called: { ...call, people } },
    { type: 'escalate', text: 'level 2', called: { ...call, people: [] } },
    { type: 'overdue', text: 'not acknowledged in time', owed: 'ack' },
    { type: 'amend', text: 'it did not hold' },
    { type: 'comment', text: 'a cable' },
  ]
  const notesIn = (language: 'zh' | 'en') =>
    steps.flatMap(
      (step) => letterOfEvent(messageOf(1, {}, step), { language, templates: { [language]: '{text}' } }, SOURCE).lines,
    )
  expect(notesIn('zh')).toEqual([
    '第 2 级，部门负责人（水务局）：王',
    '第 2 级，部门负责人（水务局）：无人值班',
    '未按时确认',
    '实际未发生',
    'a cable',
  ])
  expect(notesIn('en')).toEqual([
    'Level 2, head of department, Water: Wang',
    'Level 2, head of department, Water: nobody is on duty',
    'Not acknowledged in time',
    'it did not hold',
    'a cable',
  ])
})
