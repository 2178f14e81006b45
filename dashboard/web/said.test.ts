import { describe, expect, it } from 'vitest'
import type { AlarmEvent } from '../../domain/alarm.ts'
import { gatewayOffline } from '../../domain/city-says.ts'
import type { IncidentEvent } from '../../domain/incident.ts'
import type { Language } from '../../domain/label.ts'
import type { Desk } from './desk.ts'
import { saidIn } from './said.ts'
import { createFormat } from './text/format.ts'
import { createText } from './text/text.ts'

const LABEL = { zh: '北厂异味', en: 'Smell at the north works' }

async function readerOf(language: Language) {
  const city = { incidents: new Map([['other', { label: LABEL }]]) } as unknown as Desk['city']
  const settings = { language } as Desk['settings']
  return { text: await createText(() => language), format: createFormat(language, 'Asia/Shanghai'), settings, city }
}

function event(of: Partial<AlarmEvent> | Partial<IncidentEvent>) {
  return { by: 'system', type: 'clear', text: null, ...of } as AlarmEvent | IncidentEvent
}

describe('what was said with a step', async () => {
  const [zh, en] = await Promise.all([readerOf('zh'), readerOf('en')])
  const inBoth = (of: Parameters<typeof event>[0]) => [saidIn(zh, event(of)), saidIn(en, event(of))]

  it('is in the language of the reader where the city says it', () => {
    expect(inBoth({ text: null })).toEqual(['', ''])
    expect(inBoth({ text: 'its station was retired' })).toEqual(['站点已注销', 'its station was retired'])
    expect(inBoth({ type: 'suppress', text: `outage: ${gatewayOffline('gw-1')}` })).toEqual([
      '停运 · 网关 gw-1 离线',
      'Outage · gateway gw-1 is offline',
    ])
    expect(inBoth({ type: 'amend', text: 'it did not hold' })).toEqual(['实际未发生', 'it did not hold'])
  })

  it('is in the time of the reader where the city puts times right', () => {
    const told = saidIn(en, event({ type: 'amend', text: '2026-11-26T01:00:00.000Z – …' }))
    expect(told).toBe(`${en.format.dateTime(Date.UTC(2026, 10, 26, 1))} – …`)
    expect(told).toContain('09:00')
  })

  it('names the other incident', () => {
    expect(inBoth({ type: 'moved', text: 'other' })).toEqual([LABEL.zh, LABEL.en])
    expect(inBoth({ type: 'merged', text: 'other: one cause: the works', by: 'chen' })).toEqual([
      `${LABEL.zh} · one cause: the works`,
      `${LABEL.en} · one cause: the works`,
    ])
    expect(inBoth({ type: 'absorbed', text: 'gone: an alarm belongs to both' })).toEqual([
      'gone · 有告警同属两起事件',
      'gone · an alarm belongs to both',
    ])
  })

  it('is as people wrote it', () => {
    expect(inBoth({ type: 'comment', by: 'chen', text: 'its station was retired' })).toEqual(
      Array(2).fill('its station was retired'),
    )
  })
})
