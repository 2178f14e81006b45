import { describe, expect, it } from 'vitest'
import { csvOf, fileNameOf } from './export.ts'
import type { ChartLine, Picture } from './picture.ts'

const AT = Date.UTC(2026, 10, 23, 4)
const line = (id: string, of: Partial<ChartLine>): ChartLine => ({
  id,
  label: id,
  unit: 'dB',
  decimals: 1,
  points: [],
  intervalMs: 60_000,
  range: null,
  ...of,
})
const picture = (lines: readonly ChartLine[]): Picture => ({
  title: 't',
  unit: 'dB',
  decimals: 1,
  from: AT,
  to: AT + 600_000,
  lines,
  limits: [],
  bands: [],
})
const WORDS = { time: 'Time', flag: 'quality' }

describe('the table of a chart', () => {
  it('begins with a byte order mark, has every time once, and leaves empty what a line does not have', () => {
    const text = csvOf(
      picture([
        line('a', {
          points: [
            [AT, 51.25, 1],
            [AT + 60_000, null, 9],
          ],
        }),
        line('b', { points: [[AT + 60_000, 48, 3]], range: [[AT + 60_000, 40, 60]] }),
      ]),
      WORDS,
    )
    expect(text.split('\r\n')).toEqual([
      '\uFEFFTime (UTC),a (dB),a quality,b (dB),b (dB) min,b (dB) max,b quality',
      '2026-11-23T04:00:00.000Z,51.25,1,,,,',
      '2026-11-23T04:01:00.000Z,,9,48,40,60,3',
      '',
    ])
  })

  it('holds no formula, however a station is called', () => {
    const text = csvOf(picture([line('=HYPERLINK("http://x")', {})]), WORDS)
    expect(text).toContain(`"'=HYPERLINK(""http://x"") (dB)"`)
  })
})

describe('the name of a file', () => {
  it('holds no path and nothing that a shell would read', () => {
    expect(fileNameOf('../../码头 "a"; rm -rf / · LAeq', AT, 'csv')).toBe('码头-a-rm-rf-LAeq-2026-11-23T0400.csv')
    expect(fileNameOf('///', AT, 'png')).toBe('chart-2026-11-23T0400.png')
  })
})
