import { describe, expect, it } from 'vitest'
import { createFormat } from './format.ts'

const AT = Date.UTC(2026, 10, 23, 16, 5, 9)

describe('times', () => {
  it('are those of the city, whatever zone the browser is in', () => {
    expect(createFormat('zh', 'Asia/Shanghai').dateTime(AT)).toBe('2026-11-24 00:05:09')
    expect(createFormat('en', 'Europe/Berlin').dateTime(AT)).toBe('2026-11-23 17:05:09')
  })

  it('have the offset of the city at that time', () => {
    expect(createFormat('en', 'Europe/Berlin').offset(AT)).toBe(3_600_000)
    expect(createFormat('en', 'Europe/Berlin').offset(Date.UTC(2026, 6, 1))).toBe(7_200_000)
  })
})

describe('spans', () => {
  const { span } = createFormat('en', 'UTC')

  it('show two units from an hour on, and none that is zero', () => {
    expect(span(59_999)).toBe('59 secs')
    expect(span(7_800_000)).toBe('2 hrs 10 mins')
    expect(span(7_200_000)).toBe('2 hrs')
    expect(span(90_000_000)).toBe('1 day 1 hr')
  })

  it('have a space before the unit in Chinese too, as the texts around them', () => {
    const chinese = createFormat('zh', 'UTC')
    expect(chinese.span(59_999)).toBe('59 秒')
    expect(chinese.span(7_800_000)).toBe('2 小时 10 分钟')
    expect(chinese.span(90_000_000)).toBe('1 天 1 小时')
  })

  it('say the largest unit alone where there is no room', () => {
    expect(span(7_800_000, true)).toBe('2 hrs')
    expect(span(176_400_000, true)).toBe('2 days')
    expect(span(59_999, true)).toBe('59 secs')
  })

  it('are never negative, even when a clock is ahead', () => {
    expect(span(-5000)).toBe('0 secs')
  })
})
