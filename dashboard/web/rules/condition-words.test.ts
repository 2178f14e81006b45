import { expect, it } from 'vitest'
import type { Language } from '../../../domain/label.ts'
import type { Rule } from '../../../domain/rule.ts'
import type { Desk } from '../desk.ts'
import { createFormat } from '../text/format.ts'
import { createText } from '../text/text.ts'
import { conditionWords } from './condition-words.ts'

const VALUES = {
  pm25: { label: { zh: '细颗粒物 PM2.5', en: 'PM2.5' }, unit: 'ug/m3' },
  share: { label: { zh: '占用率', en: 'Occupancy' }, unit: '1' },
}

async function wordsOf(language: Language, value: keyof typeof VALUES, above: number) {
  const desk = {
    text: await createText(() => language),
    format: createFormat(language, 'UTC'),
    settings: { language },
    city: { kind: () => ({ values: VALUES }) },
  } as unknown as Desk
  const when = { type: 'threshold', value, above, forSeconds: 300 }
  return conditionWords(desk, { kind: 'air', when } as unknown as Rule)
}

it('leaves no gap where a value has no unit', async () => {
  expect(await wordsOf('zh', 'share', 0.92)).toBe('占用率高于 0.92，持续 5 分钟')
  expect(await wordsOf('en', 'share', 0.92)).toBe('Occupancy above 0.92, for 5 mins')
})

it('parts a name that ends in Latin letters or figures from the Chinese after it', async () => {
  expect(await wordsOf('zh', 'pm25', 115)).toBe('细颗粒物 PM2.5 高于 115 µg/m³，持续 5 分钟')
  expect(await wordsOf('en', 'pm25', 115)).toBe('PM2.5 above 115 µg/m³, for 5 mins')
})
