import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../support/sources.ts'
import { ROWS } from './rows-table.ts'
import { asvsDocument, counted } from './rows.ts'

/** How many requirements of level 1, and of level 2, each section of ASVS 5.0.0 has. */
const SECTIONS: Readonly<Record<string, readonly [one: number, two: number]>> = {
  '1.1': [0, 2],
  '1.2': [5, 4],
  '1.3': [2, 9],
  '1.4': [0, 3],
  '1.5': [1, 1],
  '2.1': [1, 2],
  '2.2': [2, 1],
  '2.3': [1, 3],
  '2.4': [0, 1],
  '3.2': [2, 0],
  '3.3': [1, 3],
  '3.4': [2, 4],
  '3.5': [3, 2],
  '3.7': [0, 2],
  '4.1': [1, 2],
  '4.2': [0, 1],
  '4.3': [0, 2],
  '4.4': [1, 3],
  '5.1': [0, 1],
  '5.2': [2, 1],
  '5.3': [2, 0],
  '5.4': [0, 3],
  '6.1': [1, 2],
  '6.2': [8, 4],
  '6.3': [2, 2],
  '6.4': [2, 2],
  '6.5': [0, 5],
  '6.6': [0, 3],
  '6.8': [0, 4],
  '7.1': [0, 3],
  '7.2': [4, 0],
  '7.3': [0, 2],
  '7.4': [2, 3],
  '7.5': [0, 2],
  '7.6': [0, 2],
  '8.1': [1, 1],
  '8.2': [2, 1],
  '8.3': [1, 0],
  '8.4': [0, 1],
  '9.1': [3, 0],
  '9.2': [1, 3],
  '10.1': [0, 2],
  '10.2': [0, 2],
  '10.3': [0, 4],
  '10.4': [5, 6],
  '10.5': [0, 5],
  '10.6': [0, 2],
  '10.7': [0, 3],
  '11.1': [0, 2],
  '11.2': [0, 3],
  '11.3': [2, 1],
  '11.4': [1, 3],
  '11.5': [0, 1],
  '11.6': [0, 1],
  '12.1': [1, 2],
  '12.2': [2, 0],
  '12.3': [0, 4],
  '13.1': [0, 1],
  '13.2': [0, 5],
  '13.3': [0, 2],
  '13.4': [1, 4],
  '14.1': [0, 2],
  '14.2': [1, 3],
  '14.3': [1, 2],
  '15.1': [1, 2],
  '15.2': [1, 2],
  '15.3': [1, 6],
  '16.1': [0, 1],
  '16.2': [0, 5],
  '16.3': [0, 4],
  '16.4': [0, 3],
  '16.5': [0, 3],
  '17.1': [0, 1],
  '17.2': [0, 4],
  '17.3': [0, 2],
}

describe('the requirements of ASVS 5.0, levels 1 and 2', () => {
  it('are all there, once', () => {
    const ids = ROWS.map(({ id }) => id)
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
    const there: Record<string, [number, number]> = {}
    for (const { id, level } of ROWS) (there[id.split('.').slice(0, 2).join('.')] ??= [0, 0])[level - 1]!++
    expect(there).toEqual(SECTIONS)
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

/** A title stands in quotes that end with it. */
function isTitleIn(source: string, title: string): boolean {
  return [`'`, '`', '"'].some((quote) => source.includes(`${quote}${title}${quote}`))
}
