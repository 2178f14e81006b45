import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../support/sources.ts'
import { ROWS } from './rows-table.ts'
import { asvsDocument, counted } from './rows.ts'

/** The level of each requirement of each section of ASVS 5.0.0, in its order. */
const SECTIONS: Readonly<Record<string, string>> = {
  '1.1': '22',
  '1.2': '1111122223',
  '1.3': '112222222223',
  '1.4': '222',
  '1.5': '123',
  '2.1': '122',
  '2.2': '112',
  '2.3': '12223',
  '2.4': '23',
  '3.1': '3',
  '3.2': '113',
  '3.3': '12223',
  '3.4': '11222233',
  '3.5': '11122333',
  '3.6': '3',
  '3.7': '22333',
  '4.1': '12233',
  '4.2': '23333',
  '4.3': '22',
  '4.4': '1222',
  '5.1': '2',
  '5.2': '112333',
  '5.3': '113',
  '5.4': '222',
  '6.1': '122',
  '6.2': '111111112222',
  '6.3': '11223333',
  '6.4': '112233',
  '6.5': '22222333',
  '6.6': '2223',
  '6.7': '33',
  '6.8': '2222',
  '7.1': '222',
  '7.2': '1111',
  '7.3': '22',
  '7.4': '11222',
  '7.5': '223',
  '7.6': '22',
  '8.1': '1233',
  '8.2': '1123',
  '8.3': '133',
  '8.4': '23',
  '9.1': '111',
  '9.2': '1222',
  '10.1': '22',
  '10.2': '223',
  '10.3': '22223',
  '10.4': '1111122222233333',
  '10.5': '22222',
  '10.6': '22',
  '10.7': '222',
  '11.1': '2233',
  '11.2': '22233',
  '11.3': '11233',
  '11.4': '1222',
  '11.5': '23',
  '11.6': '23',
  '11.7': '33',
  '12.1': '12233',
  '12.2': '11',
  '12.3': '22223',
  '13.1': '2333',
  '13.2': '222223',
  '13.3': '2233',
  '13.4': '1222233',
  '14.1': '22',
  '14.2': '12223333',
  '14.3': '122',
  '15.1': '12233',
  '15.2': '12233',
  '15.3': '1222222',
  '15.4': '3333',
  '16.1': '2',
  '16.2': '22222',
  '16.3': '2222',
  '16.4': '222',
  '16.5': '2223',
  '17.1': '23',
  '17.2': '22223333',
  '17.3': '22',
}

describe('the requirements of ASVS 5.0, levels 1 and 2', () => {
  it('are all there, once', () => {
    const asked = Object.entries(SECTIONS).flatMap(([section, levels]) =>
      levels.split('').map((level, i) => `${section}.${i + 1} level ${level}`),
    )
    expect(ROWS.map(({ id, level }) => `${id} level ${level}`)).toEqual(asked.filter((one) => !one.endsWith('3')))
  })

  it('name tests that there are', () => {
    const texts = new Map<string, string>()
    const missing = ROWS.flatMap(({ id, tests }) =>
      tests
        .filter(([file, title]) => {
          const path = join(ROOT, file)
          if (!texts.has(file)) texts.set(file, existsSync(path) ? readFileSync(path, 'utf8') : '')
          return !isTitleIn(texts.get(file)!, title)
        })
        .map(([file, title]) => `${id}: ${file} has no test “${title}”`),
    )
    expect(missing).toEqual([])
  })

  it('would find a test that is missing', () => {
    expect(isTitleIn(`it('is whole', () => {})`, 'is whole')).toBe(true)
    expect(isTitleIn(`it('is whole again', () => {})`, 'is whole')).toBe(false)
    expect(isTitleIn('// is whole', 'is whole')).toBe(false)
    expect(isTitleIn(`const words = 'is whole'`, 'is whole')).toBe(false)
    expect(isTitleIn(`it.skip('is whole', () => {})`, 'is whole')).toBe(false)
    expect(isTitleIn(`  // it('is whole', () => {})`, 'is whole')).toBe(false)
    expect(isTitleIn(`it.each([1])('is whole', () => {})`, 'is whole')).toBe(true)
  })

  it('are tested, four of five of those that apply', () => {
    const { tested, applies } = counted(ROWS)
    expect(tested / applies).toBeGreaterThanOrEqual(0.8)
  })

  it('have no test where they do not apply, and words for how or why everywhere', () => {
    expect(ROWS.filter(({ state, tests }) => state === 'does not apply' && tests.length > 0)).toEqual([])
    expect(ROWS.filter(({ how }) => how.length < 4)).toEqual([])
  })

  it('are in docs/asvs.md as they are in the table', () => {
    expect(readFileSync(join(ROOT, 'docs', 'asvs.md'), 'utf8')).toBe(asvsDocument(ROWS))
  })
})

/** A test of this title is there and runs: the words in quotes are the first thing that a test, or each of several, is given. */
function isTitleIn(source: string, title: string): boolean {
  return [`'`, '`', '"'].some((quote) =>
    source.split(`${quote}${title}${quote}`).some((before, i, all) => i < all.length - 1 && isCall(before)),
  )
}

function isCall(before: string): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1)
  return !line.trimStart().startsWith('//') && /(\b(it|test)(\.(?!skip|todo)\w+)*|\))\(\s*$/.test(before)
}
