import { describe, expect, it } from 'vitest'
import { everyFor, withGaps } from './window.ts'

const DAY = 86_400

describe('the width of a bucket', () => {
  it('is none where the readings themselves are few enough', () => {
    expect(everyFor(3600, 400, 60)).toBeNull()
  })

  it('asks for no more points than one in two pixels', () => {
    for (const span of [3600, DAY, 7 * DAY]) {
      for (const pixels of [300, 800, 2400]) {
        const every = everyFor(span, pixels, 5)
        if (every !== null) expect(span / every.seconds).toBeLessThanOrEqual(Math.max(50, pixels / 2))
      }
    }
  })

  it('is never narrower than the cadence, which would look like gaps', () => {
    expect(everyFor(7 * DAY, 1000, 900)?.seconds).toBeGreaterThanOrEqual(900)
  })
})

describe('gaps', () => {
  it('break the line where more than one and a half intervals are missing', () => {
    expect(
      withGaps(
        [
          [0, 1, 1],
          [60, 2, 1],
          [151, 3, 1],
        ],
        60,
      ),
    ).toEqual([
      [0, 1, 1],
      [60, 2, 1],
      [120, null, 9],
      [151, 3, 1],
    ])
  })

  it('do not break it for a reading that is only a little late', () => {
    expect(
      withGaps(
        [
          [0, 1, 1],
          [90, 2, 1],
        ],
        60,
      ),
    ).toHaveLength(2)
  })
})
