import { expect, it } from 'vitest'
import { timeIn } from './time-field.ts'

const city = (timeZone: string) => ({ city: { facts: { timeZone } } }) as Parameters<typeof timeIn>[0]
const read = (written: string, zone = 'Asia/Shanghai') => {
  const at = timeIn(city(zone), written)
  return Number.isNaN(at) ? null : new Date(at).toISOString()
}

it('a time that is written is one of the city, with seconds or without, in any width', () => {
  expect(read('2026-11-27 20:08')).toBe('2026-11-27T12:08:00.000Z')
  expect(read(' 2026-11-27T20:08:09 ')).toBe('2026-11-27T12:08:09.000Z')
  expect(read('2026-11-27 8:05')).toBe('2026-11-27T00:05:00.000Z')
  expect(read('2026-11-27 20\uff1a08')).toBe('2026-11-27T12:08:00.000Z')
  expect(read('2026-07-01 12:00', 'Europe/Berlin')).toBe('2026-07-01T10:00:00.000Z')
})

it('what is no time is none', () => {
  for (const written of [
    '',
    '2026-11-27',
    '2026-02-30 10:00',
    '2026-11-27 24:00',
    '2026-11-27 10:60',
    '27.11.2026 10:00',
    'now',
  ])
    expect(read(written), written).toBeNull()
})
