import { expect, it } from 'vitest'
import type { Alarm } from '../../../domain/alarm.ts'
import { MONITOR } from '../../../domain/trouble.ts'
import type { Desk } from '../desk.ts'
import { createText } from '../text/text.ts'
import { ownerOf, whereOf } from './words.ts'

it('an alarm of the monitor is of the monitor in the reader’s language, wherever it is told of', async () => {
  const city = { stations: new Map(), label: (_: string, id: string) => `label of ${id}` }
  const desk = { city, settings: { language: 'zh' }, text: await createText(() => 'zh') } as unknown as Desk
  const alarm = { kind: 'noise', station: 'noise-1', district: 'east', owner: 'police' } as Alarm
  const own = { kind: MONITOR, station: MONITOR, district: MONITOR, owner: MONITOR } as Alarm
  expect([whereOf(desk, own), ownerOf(desk, own)]).toEqual(['监测系统自身', '监测系统自身'])
  expect([whereOf(desk, alarm), ownerOf(desk, alarm)]).toEqual(['noise-1 · label of east', 'label of police'])
})
