import { describe, expect, it } from 'vitest'
import { pictureOf, type Stand } from './testing/picture.ts'
import { districtIndices } from './district-index.ts'

const stand = (id: string, level: number | null, more: Partial<Stand> = {}): Stand => ({
  id,
  kind: 'air',
  district: 'east',
  indices: level === null ? {} : { 'cn-aqi': { value: level * 50, level, factors: [] } },
  ...more,
})

describe('the index of a district', () => {
  it('is that of its middle station, the worse of two, and names the worst', () => {
    const city = pictureOf([stand('a', 1), stand('b', 1), stand('c', 6)])
    expect(districtIndices(city, 'air').get('east')).toEqual({
      level: 1,
      value: 50,
      counted: 3,
      of: 3,
      worst: { station: 'c', level: 6 },
    })
    expect(districtIndices(pictureOf([stand('a', 2), stand('b', 3)]), 'air').get('east')?.level).toBe(3)
  })

  it('is not said when more than a quarter of its stations say nothing', () => {
    const three = [stand('a', 1), stand('b', 1), stand('c', 1)]
    expect(districtIndices(pictureOf([...three, stand('d', null)]), 'air').get('east')).toMatchObject({
      level: 1,
      counted: 3,
      of: 4,
    })
    const two = [stand('a', 1), stand('b', 1), stand('c', null)]
    expect(districtIndices(pictureOf(two), 'air').get('east')).toMatchObject({ level: null, counted: 2, of: 3 })
  })

  it('counts nothing that is stale, and nothing of another kind', () => {
    const city = pictureOf([stand('a', 1, { ageSeconds: 301 }), stand('n', 5, { kind: 'noise' })])
    expect(districtIndices(city, 'air').get('east')).toMatchObject({ level: null, counted: 0, of: 1, worst: null })
    expect(districtIndices(city, 'air').has('west')).toBe(false)
  })
})
