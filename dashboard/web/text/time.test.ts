import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFormat } from './format.ts'
import { withTimes } from './time.ts'

const WEB = join(import.meta.dirname, '..')

/** Where a time is written without being the time of an element: what else can be read there, or why it is not read on a page. */
const OTHERWISE: Readonly<Record<string, string>> = {
  'alarms/columns.ts': 'a title, with UTC in it',
  'alarms/take-steps.ts': 'a message that goes away',
  'alarms/two-lines.ts': 'a title, with UTC in it',
  'audit/detail-words.ts': 'one of the values that an entry was written with',
  'chart/chart-view.ts': 'the title of a picture that is saved',
  'chart/option.ts': 'what hangs at the pointer, with UTC in it',
  'duty/week-view.ts': 'names of days, and a title with UTC in it',
  'missing/views.ts': 'whether two times are of one day',
  'performance/load-views.ts': 'days, and titles with UTC in them',
  'playback/bar-view.ts': 'within the time element of the banner',
  'playback/export.ts': 'a file, with UTC in it',
  'playback/playback-timeline.ts': 'what is read out at the slider',
}

describe('a time on a page', () => {
  it('is made by one function, which gives UTC to whoever rests on it', () => {
    const found = readdirSync(WEB, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('text'))
      .filter((file) => /\bformat\.(dateTime|short|time)\(/.test(readFileSync(join(WEB, file), 'utf8')))
    expect(found.toSorted()).toEqual(Object.keys(OTHERWISE).toSorted())
  })

  it('keeps its place in a sentence, and words that hold no time stay words', () => {
    const format = createFormat('en', 'Asia/Shanghai')
    const at = Date.UTC(2026, 10, 26, 1)
    const [before, time, between, short, ...rest] = withTimes(
      { format },
      (made) => `from ${made(at)} to ${made(at, 'short')}`,
    )
    expect([before, between, rest]).toEqual(['from ', ' to ', []])
    expect(time).toMatchObject({
      values: ['2026-11-26T01:00:00.000Z', '2026-11-26 01:00:00 UTC', '2026-11-26 09:00:00'],
    })
    expect(short).toMatchObject({ values: [expect.anything(), expect.anything(), '11-26 09:00'] })
    expect(withTimes({ format }, () => '\ue000')).toEqual(['\ue000'])
  })
})
