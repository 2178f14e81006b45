import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { readSources } from '../test/support/sources.ts'
import { csvLine } from './csv.ts'

it.for([
  ['plain', 'plain'],
  ['', ''],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  [' =1', "' =1"],
  ['\u00a0@x', "'\u00a0@x"],
  ['＝1', "'＝1"],
  ['\n=1', '"\'\n=1"'],
  ['\r=1', '"\'\r=1"'],
  ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
])('the text %j is the cell %j', ([text, cell]) => {
  expect(csvLine([text!])).toBe(`${cell}\r\n`)
})

it('numbers stay numbers, also below nothing, and nothing is an empty cell', () => {
  expect(csvLine([-3, 0.5, null, 'x'])).toBe('-3,0.5,,x\r\n')
})

it('no text at all begins a cell as a formula, in whatever it stands', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('=', '+', '-', '@', '\t', '\r', '＝', ' ='),
      (text, sign) => {
        const cell = csvLine([sign + text]).replace(/^"/, '')
        expect(cell.startsWith("'")).toBe(true)
      },
    ),
  )
})

/** What speaks of tables and writes none: it sends, reads or hands on what others wrote. */
const HANDS_ON: ReadonlySet<string> = new Set([
  'commands/api.ts',
  'dashboard/server/routes/enrolment.ts',
  'dashboard/web/client/client.ts',
  'dashboard/web/enrolment/list-view.ts',
])
/** Writers, and the file of theirs that makes the lines. */
const WRITERS: Readonly<Record<string, string>> = {
  'dashboard/server/csv.ts': 'dashboard/server/csv.ts',
  'dashboard/web/chart/chart-view.ts': 'dashboard/web/chart/export.ts',
  'dashboard/web/playback/ways-out.ts': 'dashboard/web/playback/export.ts',
}

it('every table of the product is written by it', () => {
  const own = readSources().filter(({ file, room }) => room !== 'test' && /text\/csv/.test(readFileSync(file, 'utf8')))
  const writers = own.map(({ file }) => file).filter((file) => !HANDS_ON.has(file))
  expect(writers.toSorted()).toEqual(Object.keys(WRITERS))
  for (const file of Object.values(WRITERS)) expect(readFileSync(file, 'utf8')).toMatch(/domain\/csv\.ts'/)
})
