import { expect, it } from 'vitest'
import { createText } from '../text/text.ts'
import { makerWord, scopeWords } from './words.ts'

it('names what a token may be used for, and who made an account, in the language of the reader', async () => {
  const [zh, en] = await Promise.all([createText(() => 'zh'), createText(() => 'en')])
  expect(scopeWords(zh, ['read', 'act', 'wall'])).toBe('读取、处置、大屏')
  expect(scopeWords(en, ['read', 'unheard'])).toBe('read, unheard')
  expect([scopeWords(zh, null), scopeWords(en, null), scopeWords(zh, [])]).toEqual(['不限', 'everything', ''])
  expect([makerWord(zh, 'system'), makerWord(en, 'system'), makerWord(zh, 'ann')]).toEqual(['系统', 'system', 'ann'])
})
