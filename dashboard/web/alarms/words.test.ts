import { expect, it } from 'vitest'
import { createFormat } from '../text/format.ts'
import { createText } from '../text/text.ts'
import { amendedText } from './words.ts'

it('times that were put right are told in the language and the time of the reader', async () => {
  const zh = { text: await createText(() => 'zh'), format: createFormat('zh', 'Asia/Shanghai') }
  const en = { text: await createText(() => 'en'), format: createFormat('en', 'Asia/Shanghai') }
  expect([zh, en].map((desk) => amendedText(desk, 'it did not hold'))).toEqual(['实际未发生', 'It did not hold'])
  const told = amendedText(en, '2026-11-26T01:00:00.000Z – …')
  expect(told).toBe(`${en.format.dateTime(Date.UTC(2026, 10, 26, 1))} – …`)
  expect(told).toContain('09:00')
})
