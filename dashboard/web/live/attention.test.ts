import { array, assert, constantFrom, double, option, property, record, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { covers } from '../../server/ops/watch.ts'
import type { Watch } from '../../../domain/wire.ts'
import { both, createAttention, NOTHING } from './attention.ts'

const kinds = constantFrom('air', 'noise', 'water')
const place = double({ min: -80, max: 80, noNaN: true })
const watches = record(
  {
    kinds: array(kinds, { maxLength: 2 }),
    districts: array(constantFrom('east', 'west'), { maxLength: 2 }),
    bounds: tuple(place, place, place, place).map(
      ([a, b, c, d]): NonNullable<Watch['bounds']> => [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)],
    ),
    everywhere: array(kinds, { maxLength: 2 }),
  },
  { requiredKeys: [] },
)
const station = record({ kind: kinds, district: constantFrom('east', 'west'), lon: place, lat: place })

describe('what a page looks at', () => {
  it('is covered whole when two parts look at different things', () => {
    assert(
      property(watches, watches, station, (a, b, one) => {
        if (covers(a)(one) || covers(b)(one)) expect(covers(both(a, b))(one)).toBe(true)
      }),
    )
  })

  it('is everything until somebody says less, and again when nobody looks any longer', () => {
    const told: Watch[] = []
    const attention = createAttention((watch) => told.push(watch))
    const map = {}
    attention.look(map, { bounds: [1, 2, 3, 4] })
    attention.look(map, { bounds: [1, 2, 3, 4] })
    attention.look(map, null)
    expect(told).toEqual([{ bounds: [1, 2, 3, 4] }, {}])
    expect(attention.watch).toEqual({})
  })

  it('can be nothing', () => {
    assert(property(option(station, { freq: 1000 }), (one) => one === null || !covers(NOTHING)(one)))
  })
})
