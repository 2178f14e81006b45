import { describe, expect, it } from 'vitest'
import { CITY_SAYS, citySays, gatewayOffline, saidByCity } from './city-says.ts'

const WORD = /\{(\w+)\}/g
const namesIn = (text: string) => [...text.matchAll(WORD)].map(([, name]) => name!).toSorted()

describe('what the city says', () => {
  it.each(Object.entries(CITY_SAYS))('%s is read in either language, with its words', (_, { zh, en }) => {
    expect(namesIn(zh)).toEqual(namesIn(en))
    // Words as they come: figures, paths, names with what a pattern could take for its own.
    const words = ['4.5', '/var/lib/a (b)', 'gw-1', '北区 $& \\1', '17']
    const wordOf = (name: string) => words[namesIn(en).indexOf(name) % words.length]!
    const fill = (text: string) => text.replace(WORD, (_whole, name: string) => wordOf(name))
    expect([saidByCity(fill(en), 'zh'), saidByCity(fill(en), 'en')]).toEqual([fill(zh), fill(en)])
  })

  it('is kept in English', () => {
    expect(citySays('replayed', { station: 'air-1', count: 60 })).toBe(
      'air-1 sent 60 readings within a minute that were there already',
    )
    expect(saidByCity(gatewayOffline('gw-1'), 'zh')).toBe('网关 gw-1 离线')
  })

  it('is read in one language also where one text stands in another', () => {
    const what = citySays('entriesCut', { first: 7, last: 9, from: '/a/heads' })
    expect(saidByCity(citySays('auditBroken', { seq: 7, what }), 'zh')).toBe(
      '自第 7 条起：第 7 至 9 条被截去，/a/heads 曾为其签名',
    )
    expect(saidByCity(citySays('auditBroken', { seq: 7, what: CITY_SAYS.entryOther.en }), 'zh')).toBe(
      `自第 7 条起：${CITY_SAYS.entryOther.zh}`,
    )
  })

  it('leaves what people wrote as it is', () => {
    expect(saidByCity('its time is over, she says', 'zh')).toBe('its time is over, she says')
  })
})
