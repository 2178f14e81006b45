import { describe, expect, it } from 'vitest'
import type { Language } from '../../../domain/label.ts'
import type { Desk } from '../desk.ts'
import { createFormat } from '../text/format.ts'
import { createText } from '../text/text.ts'
import { detailWords } from './detail-words.ts'
import { resultWord } from './words.ts'

async function readerOf(language: Language) {
  const city = { label: (_: string, id: string) => `<${id}>`, kind: () => undefined } as unknown as Desk['city']
  const settings = { language } as Desk['settings']
  return { text: await createText(() => language), format: createFormat(language, 'Asia/Shanghai'), settings, city }
}

describe('an entry of the audit', async () => {
  const [zh, en] = await Promise.all([readerOf('zh'), readerOf('en')])
  const inBoth = (detail: string) => [detailWords(zh, detail), detailWords(en, detail)]

  it('has one word for what was done, under whichever name it is kept', () => {
    expect(['done', 'ok', 'done,ok'].map((result) => resultWord(zh.text, result))).toEqual(['完成', '完成', '完成'])
    expect([resultWord(en.text, 'refused'), resultWord(en.text, '<b>')]).toEqual(['refused', '<b>'])
  })

  it('says the code of an error in words, and how often more it came', () => {
    expect(inBoth('sign-in-failed')).toEqual(['用户名或密码不正确。', 'Wrong user or password.'])
    expect(detailWords(zh, 'sign-in-failed, 3 times more within a minute')).toBe(
      '用户名或密码不正确。（一分钟内又有 3 次）',
    )
    expect(inBoth('main')).toEqual(['main', 'main'])
  })

  it('says JSON as names and values, in the language of the reader', () => {
    const detail = JSON.stringify({
      label: { zh: '码头', en: 'Pier' },
      severity: 'orange',
      alarms: ['a', 'b'],
      districts: [],
      departments: null,
      due: Date.UTC(2026, 10, 27, 1),
      unheard: { of: true },
    })
    expect(inBoth(detail)).toEqual([
      '名称：码头 · 级别：橙色 · 告警：a、b · 区：– · 部门：– · 期限：2026-11-27 09:00:00 · unheard：of：是',
      'Name: Pier · Level: Orange · Alarms: a, b · Districts: – · Departments: – · Due: 2026-11-27 09:00:00 · unheard: of: yes',
    ])
  })

  it('says what the city writes of itself in the language of the reader', () => {
    expect(inBoth('316 stations, 1 gateways')).toEqual(['站点 316 个，网关 1 个', '316 stations, 1 gateway'])
    expect(detailWords(zh, 'version 0.1.0')).toBe('版本 0.1.0')
  })

  it('leaves what it does not know as it was written', () => {
    expect(inBoth('{"label":{"zh":')).toEqual(['{"label":{"zh":', '{"label":{"zh":'])
    expect(inBoth('')).toEqual(['', ''])
    expect(detailWords(zh, 'city.yaml changed')).toBe('city.yaml changed')
    expect(detailWords(en, '{}')).toBe('')
  })
})
