import { expect, it } from 'vitest'
import { leadLeft, placeInTime } from './place-in-time.ts'

const MINUTE = 60_000
const NOW = Date.UTC(2026, 10, 27, 4, 0)
const PLUME = { id: 'plume', begins: '2026-06-10T14:00', minutes: 90, leadMinutes: 60 }

it('a scenario that is live begins now, a faster one at its hour of the newest day on which it is over', () => {
  expect(placeInTime(PLUME, 1, () => NOW)).toMatchObject({ startedAt: NOW, isBackDated: false, leadMs: 60 * MINUTE })
  const { startedAt, isBackDated, worldAt, shiftMs } = placeInTime(PLUME, 10, () => NOW)
  // 14:00 in Shanghai, of the day before: of today it would not be over.
  expect([startedAt, isBackDated]).toEqual([Date.UTC(2026, 10, 26, 6, 0), true])
  expect(worldAt + shiftMs).toBe(startedAt)
})

it('of its quiet time only what the city has no readings of is sent', () => {
  for (const speed of [1, 10]) {
    const placed = placeInTime(PLUME, speed, () => NOW)
    const left = (newest: number | null) => leadLeft(PLUME, placed, { newest, speed })
    expect(left(null)).toBe(60 * MINUTE)
    expect(left(placed.startedAt - 61 * MINUTE)).toBe(60 * MINUTE)
    expect(left(placed.startedAt - 10 * MINUTE)).toBe(10 * MINUTE - 1)
    expect(left(placed.startedAt - 1)).toBe(0)
  }
})

it('a city with newer readings plays it live, and is told from when on it can be played faster', () => {
  expect(
    leadLeft(
      PLUME,
      placeInTime(PLUME, 1, () => NOW),
      { newest: NOW + 500, speed: 1 },
    ),
  ).toBe(0)
  const fast = placeInTime(PLUME, 10, () => NOW)
  const play = (at: number, newest: number) =>
    leadLeft(
      PLUME,
      placeInTime(PLUME, 10, () => at),
      { newest, speed: 10 },
    )
  const newest = fast.startedAt + 30 * MINUTE
  // From the next day's 14:00 on it takes 81 minutes until the end of it, played ten times as fast, is not of the future.
  expect(() => play(NOW, newest)).toThrow('from 2026-11-27T07:21:00Z on')
  expect(play(Date.UTC(2026, 10, 27, 7, 21), newest)).toBe(60 * MINUTE)
  expect(() => play(Date.UTC(2026, 10, 27, 7, 20), newest)).toThrow('play it at --speed 1')
})
