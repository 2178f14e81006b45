import { describe, expect, it } from 'vitest'
import { quietUntil, waitsInQuiet } from './quiet-hours.ts'

const NIGHT = { from: '22:00', to: '07:00', upTo: 'orange' } as const
const at = (text: string) => Date.parse(text)

describe('quiet hours', () => {
  it.each([
    ['2026-11-25T21:59:59+08:00', null],
    ['2026-11-25T22:00:00+08:00', '2026-11-26T07:00:00+08:00'],
    ['2026-11-26T00:00:30+08:00', '2026-11-26T07:00:00+08:00'],
    ['2026-11-26T06:59:59+08:00', '2026-11-26T07:00:00+08:00'],
    ['2026-11-26T07:00:00+08:00', null],
  ])('over midnight, at %s, end at %s', (now, end) => {
    expect(quietUntil(NIGHT, at(now), 'Asia/Shanghai')).toBe(end === null ? null : at(end))
  })

  it.each([
    ['2026-11-25T11:59:00Z', null],
    ['2026-11-25T12:00:00Z', '2026-11-25T13:30:00Z'],
    ['2026-11-25T13:30:00Z', null],
  ])('within a day, at %s, end at %s', (now, end) => {
    const quiet = { from: '12:00', to: '13:30', upTo: 'blue' } as const
    expect(quietUntil(quiet, at(now), 'UTC')).toBe(end === null ? null : at(end))
  })

  it('follow the zone of the city: asked again at the end that was told, they are over also where the clock changed', () => {
    // New York, 2026-11-01: 02:00 comes twice, and 07:00 an hour later than it looked.
    let now: number | null = at('2026-11-01T00:30:00-04:00')
    let asked = 0
    let end = 0
    while (now !== null && asked++ < 3) {
      end = now
      now = quietUntil(NIGHT, now, 'America/New_York')
    }
    expect(new Date(end).toISOString()).toBe('2026-11-01T12:00:00.000Z')
  })

  it('never keep red, and keep others up to their bound', () => {
    expect((['blue', 'yellow', 'orange', 'red'] as const).filter((one) => waitsInQuiet(NIGHT, one))).toEqual([
      'blue',
      'yellow',
      'orange',
    ])
    expect(waitsInQuiet({ ...NIGHT, upTo: 'blue' }, 'yellow')).toBe(false)
  })
})
