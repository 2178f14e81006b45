import { expect, it } from 'vitest'
import { CityError } from '../domain/errors.ts'
import { makeBackOff } from './back-off.ts'

const away = new CityError('store-unreachable', 'away')

it('waits under a bound that doubles from 0.5 to 30 s, anything between nothing and all of it', () => {
  const longest = makeBackOff(() => 1)
  const waits = Array.from({ length: 9 }, () => longest.after(away))
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  longest.reset()
  expect(longest.after(away)).toBe(500)
  const shortest = makeBackOff(() => 0)
  expect(Array.from({ length: 5 }, () => shortest.after(away))).toEqual([20, 20, 20, 20, 20])
})

it('waits at least as long as it is asked to, up to five minutes', () => {
  const asked = (waitMs: number) => new CityError('store-unreachable', 'busy', { waitMs })
  for (const random of [0, 0.5, 0.999]) {
    const backOff = makeBackOff(() => random)
    for (const [waitMs, least] of [
      [30_000, 30_000],
      [0, 0],
      [86_400_000, 300_000],
    ] as const) {
      const ms = backOff.after(asked(waitMs))
      expect(ms).toBeGreaterThanOrEqual(least)
      expect(ms).toBeLessThanOrEqual(least + 500)
    }
  }
})
