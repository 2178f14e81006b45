import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeStationClock, noteReading, noteRefusal, shownClock } from './station-clock.ts'
import { NOON } from './testing/town.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** A device that measures once a minute for so many minutes, with a clock that is off and a network that delays. */
function heard(skewMs: number, delayOf: (i: number) => number, minutes = 12) {
  const clock = makeStationClock()
  for (let i = 0; i < minutes; i++) {
    const measuredAt = NOON + i * MINUTE
    noteReading(clock, measuredAt + skewMs, measuredAt + delayOf(i), MINUTE)
  }
  return clock
}

describe('the clock of a station', () => {
  it('is unknown until something is heard, and never told of by readings without a time', () => {
    expect(shownClock(makeStationClock(), HOUR)).toBeUndefined()
    const clock = makeStationClock()
    for (let i = 0; i < 20; i++) noteReading(clock, NOON + i * MINUTE, NOON + i * MINUTE, MINUTE)
    expect(shownClock(clock, HOUR)).toBeUndefined()
  })

  it('is known to within the least delay of the network, however the others are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -HOUR, max: 4 * MINUTE }),
        fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 12, maxLength: 12 }),
        (skewMs, delays) => {
          const { skewMs: found } = heard(skewMs, (i) => delays[i]!)
          expect(Math.abs(found - skewMs)).toBeLessThanOrEqual(Math.max(...delays))
          expect(found).toBeLessThanOrEqual(skewMs)
        },
      ),
    )
  })

  it('that is ahead is known from the first reading', () => {
    expect(
      shownClock(
        heard(3 * MINUTE, () => 200, 1),
        HOUR,
      ),
    ).toEqual({
      skewMs: 3 * MINUTE - 200,
      at: NOON + 200,
      hint: 'off',
    })
  })

  it('that is behind by less than what counts as late is off, by more is late', () => {
    expect(
      shownClock(
        heard(-MINUTE, () => 50),
        2 * MINUTE,
      ),
    ).toMatchObject({ hint: 'off' })
    expect(
      shownClock(
        heard(-10 * MINUTE, () => 50),
        2 * MINUTE,
      ),
    ).toMatchObject({ hint: 'late' })
    expect(
      shownClock(
        heard(-1000, () => 50),
        2 * MINUTE,
      ),
    ).toMatchObject({ hint: 'good' })
  })

  it('is not taken to be behind because a backlog is sent', () => {
    const clock = makeStationClock()
    // A day of minutes within ten of them.
    for (let i = 0; i < 1_000; i++) noteReading(clock, NOON - 1_000 * MINUTE + i * MINUTE, NOON + i * 600, MINUTE)
    expect(shownClock(clock, HOUR)).toBeUndefined()
  })

  it('is not taken to be behind because readings come in batches', () => {
    const clock = makeStationClock()
    for (let batch = 1; batch <= 6; batch++) {
      const sentAt = NOON + batch * 10 * MINUTE
      for (let i = 9; i >= 0; i--) noteReading(clock, sentAt - i * MINUTE - 100, sentAt, MINUTE)
    }
    expect(shownClock(clock, HOUR)).toMatchObject({ hint: 'good' })
  })

  it('whose readings are refused is off by what the refusal said, until one is taken again', () => {
    const clock = makeStationClock()
    noteRefusal(clock, 8 * HOUR, NOON)
    expect(shownClock(clock, HOUR)).toEqual({ skewMs: 8 * HOUR, at: NOON, hint: 'refused' })
    noteReading(clock, NOON + MINUTE - 20, NOON + MINUTE, MINUTE)
    expect(shownClock(clock, HOUR)).toBeUndefined()
  })
})
