import { expect, it } from 'vitest'
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
  ['\r=1', '"\'\r=1"'],
  ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
])('the text %j is the cell %j', ([text, cell]) => {
  expect(csvLine([text!])).toBe(`${cell}\r\n`)
})

it('numbers stay numbers, also below nothing, and nothing is an empty cell', () => {
  expect(csvLine([-3, 0.5, null, 'x'])).toBe('-3,0.5,,x\r\n')
})
