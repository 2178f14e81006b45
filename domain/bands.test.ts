import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BANDS, DEFAULT_BANDS, fillOfLag, mayEnter, nextBand, roomOf, verdictOf } from './bands.ts'
import { PRIORITIES } from './priority.ts'

const band = fc.constantFrom(...BANDS)
const priority = fc.constantFrom(...PRIORITIES)
const qos = fc.constantFrom<(0 | 1 | 2)[]>(0, 1, 2)
const fill = fc.double({ min: 0, max: 1.2, noNaN: true })
const level = (of: (typeof BANDS)[number]) => BANDS.indexOf(of)

describe('the band', () => {
  it.each([
    [0, 'normal'],
    [0.699, 'normal'],
    [0.7, 'shedding'],
    [0.849, 'shedding'],
    [0.85, 'slowed'],
    [0.949, 'slowed'],
    [0.95, 'reserved'],
    [0.999, 'reserved'],
    [1, 'stopped'],
  ] as const)('on the way up at %d is %s', (at, expected) => {
    expect(nextBand('normal', at, DEFAULT_BANDS)).toBe(expected)
  })

  it.each([
    ['stopped', 0.991, 'stopped'],
    ['stopped', 0.98, 'reserved'],
    ['reserved', 0.901, 'reserved'],
    ['reserved', 0.899, 'slowed'],
    ['slowed', 0.801, 'slowed'],
    ['slowed', 0.79, 'shedding'],
    ['shedding', 0.651, 'shedding'],
    ['shedding', 0.64, 'normal'],
    ['stopped', 0.1, 'normal'],
  ] as const)('after %s at %d is %s', (before, at, expected) => {
    expect(nextBand(before, at, DEFAULT_BANDS)).toBe(expected)
  })

  it('is never emptier than the fill calls for, whatever came before', () => {
    fc.assert(
      fc.property(band, fill, (before, at) => {
        expect(level(nextBand(before, at, DEFAULT_BANDS))).toBeGreaterThanOrEqual(
          level(nextBand('normal', at, DEFAULT_BANDS)),
        )
      }),
    )
  })

  it('does not move again at the same fill, so that it cannot tremble', () => {
    fc.assert(
      fc.property(band, fill, (before, at) => {
        const once = nextBand(before, at, DEFAULT_BANDS)
        expect(nextBand(once, at, DEFAULT_BANDS)).toBe(once)
      }),
    )
  })

  it('does not change back at a fill that trembles by less than the margin', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.72, max: 0.98, noNaN: true }), (at) => {
        const up = nextBand('normal', at, DEFAULT_BANDS)
        expect(level(nextBand(up, at - DEFAULT_BANDS.margin * 0.99, DEFAULT_BANDS))).toBe(level(up))
      }),
    )
  })
})

describe('the verdict', () => {
  it('never sheds what was to be acknowledged, and nothing of the alarm class', () => {
    fc.assert(
      fc.property(band, priority, qos, (at, of, level) => {
        if (level > 0 || of === 'alarm') expect(verdictOf(at, of, level)).not.toBe('shed')
      }),
    )
  })

  it('takes nothing where it is stopped, and everything where it is normal', () => {
    for (const of of PRIORITIES)
      for (const level of [0, 1, 2] as const) {
        expect(verdictOf('stopped', of, level)).not.toBe('take')
        expect(verdictOf('stopped', of, level)).not.toBe('later')
        expect(verdictOf('normal', of, level)).toBe('take')
      }
  })

  it('is never harder on a more urgent class, nor milder in a fuller band', () => {
    const order = ['take', 'later', 'hold']
    const hardness = (at: (typeof BANDS)[number], of: (typeof PRIORITIES)[number]) =>
      order.indexOf(verdictOf(at, of, 1))
    for (const at of BANDS) {
      expect(hardness(at, 'alarm')).toBeLessThanOrEqual(hardness(at, 'normal'))
      expect(hardness(at, 'normal')).toBeLessThanOrEqual(hardness(at, 'low'))
      for (const of of PRIORITIES)
        for (const fuller of BANDS.slice(level(at)))
          expect(hardness(fuller, of)).toBeGreaterThanOrEqual(hardness(at, of))
    }
  })

  it('makes low classes wait first, then all but the alarm class', () => {
    expect(PRIORITIES.map((of) => verdictOf('shedding', of, 1))).toEqual(['take', 'take', 'later'])
    expect(PRIORITIES.map((of) => verdictOf('slowed', of, 1))).toEqual(['take', 'hold', 'hold'])
    expect(PRIORITIES.map((of) => verdictOf('reserved', of, 1))).toEqual(['take', 'hold', 'hold'])
    expect(PRIORITIES.map((of) => verdictOf('stopped', of, 1))).toEqual(['hold', 'hold', 'hold'])
  })

  it('keeps the alarm class out of nothing, and the others out where they would only be held', () => {
    fc.assert(
      fc.property(band, priority, (at, of) => {
        expect(mayEnter(at, of)).toBe(of === 'alarm' || verdictOf(at, of, 1) !== 'hold')
      }),
    )
  })
})

describe('a line that is behind', () => {
  it('sheds at its limit, slows at twice its limit, and never closes the door further', () => {
    expect(nextBand('normal', fillOfLag(29, 30, DEFAULT_BANDS), DEFAULT_BANDS)).toBe('normal')
    expect(nextBand('normal', fillOfLag(31, 30, DEFAULT_BANDS), DEFAULT_BANDS)).toBe('shedding')
    expect(nextBand('normal', fillOfLag(61, 30, DEFAULT_BANDS), DEFAULT_BANDS)).toBe('slowed')
    expect(nextBand('normal', fillOfLag(1e9, 30, DEFAULT_BANDS), DEFAULT_BANDS)).toBe('slowed')
  })
})

describe('the room of the journal', () => {
  const GB = 1024 ** 3
  it('is its bound where the disk has more', () => {
    expect(roomOf(GB, 8 * GB, { freeBytes: 100 * GB, totalBytes: 500 * GB })).toBe(8 * GB)
  })

  it('is what it has and what is free, less what others need, where the disk has less', () => {
    expect(roomOf(GB, 8 * GB, { freeBytes: 2 * GB, totalBytes: 500 * GB })).toBe(3 * GB - (256 + 16) * 1024 * 1024)
    expect(roomOf(1e6, 8 * GB, { freeBytes: 2e6, totalBytes: 6e6 })).toBe(1e6 + 0.25e6)
  })

  it('is what it has where nothing is free, so that it counts as full', () => {
    expect(roomOf(GB, 8 * GB, { freeBytes: 0, totalBytes: 500 * GB })).toBe(GB)
  })
})
