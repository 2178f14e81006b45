import { describe, expect, it } from 'vitest'
import { createText } from './text.ts'
import { counted } from './plural.ts'
import { en, zh } from './texts.ts'

/** Holes that are filled with no count, by name. */
const NO_COUNT = new Set(['at', 'by', 'from', 'fault', 'kind', 'key', 'ms', 'name', 'span', 'version', 'what', 'who'])

/** A hole and, within three words that belong to it, something in the plural. */
const BARE =
  /\{\{(\w+)\}\} (?:(?:(?!(?:of|at|in|with|without|or|refused|is)\b)\w+ ){0,2}(?!(?:plus|equals|status|is)\b)\w+s|(?:wait|hold|were|have|people))\b/g

describe('a counted thing', () => {
  it.each([
    [1, '1 alarm'],
    [0, '0 alarms'],
    ['1', '1 alarm'],
    ['1,001', '1,001 alarms'],
    ['1.0', '1.0 alarms'],
    ['–', '– alarms'],
  ])('%s is %s', (figure, words) => {
    expect(counted(figure, 'alarm|alarms')).toBe(words)
  })

  it('has its verb with it, and none of this in Chinese', async () => {
    const [english, chinese] = await Promise.all([createText(() => 'en'), createText(() => 'zh')])
    expect(english('flood.over', { count: 1 })).toBe('The alarm flood is over. 1 alarm is unacknowledged.')
    expect(english('flood.over', { count: '12' })).toBe('The alarm flood is over. 12 alarms are unacknowledged.')
    expect(chinese('incident.alarms', { count: 1 })).toMatch(/^1 ?\p{Script=Han}/u)
    expect(english('list.mark', { what: '{{count, a|b}} $t(x)' })).toContain('{{count, a|b}}')
  })

  it('has both forms in every English text', () => {
    const bare = Object.entries(en).filter(([, text]) =>
      [...text.matchAll(BARE)].some(([, hole = '']) => !NO_COUNT.has(hole)),
    )
    expect(bare.map(([key, text]) => `${key}: ${text}`)).toEqual([])
    expect(Object.values(zh).filter((text) => text.includes('|'))).toEqual([])
  })

  it('is found where it has but one', () => {
    const found = ['{{count}} alarms', '{{n}} more old lines', 'all {{n}} entries are', '{{waiting}} wait']
    expect(found.filter((text) => [...text.matchAll(BARE)].length === 1)).toEqual(found)
  })
})
