import { array, assert, double, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fanned, group, groupingFor, NEAR_ZOOM, type Spot } from './clusters.ts'
import { toDegrees, toPixels } from './plane.ts'

const nobody = (): boolean => false
const spots = (places: readonly (readonly [number, number])[]): Spot[] =>
  places.map(([lon, lat], i) => ({ id: `s${i}`, lon, lat }))
const cities = array(
  record({
    lon: double({ min: 122.8, max: 123.2, noNaN: true }),
    lat: double({ min: 30.8, max: 31.2, noNaN: true }),
  }),
  { minLength: 1, maxLength: 400 },
).map((places) => places.map((place, i): Spot => ({ id: `s${i}`, ...place })))

describe('clusters of stations', () => {
  it('and single marks together are every station once', () => {
    assert(
      property(cities, integer({ min: 8, max: 17 }), (city, zoom) => {
        const { clusters, singles } = group(city, { ...groupingFor(10_000, zoom), isApart: nobody })
        const ids = [...clusters.flatMap((cluster) => cluster.ids), ...singles.map(({ id }) => id)]
        expect(ids.toSorted()).toEqual(city.map(({ id }) => id).toSorted())
      }),
      { numRuns: 40 },
    )
  })

  it('never take in a station that must be seen, however near the others are', () => {
    const city = spots(Array.from({ length: 50 }, () => [123, 31] as const))
    const { clusters, singles } = group(city, { ...groupingFor(10_000, 9), isApart: (id) => id === 's7' })
    expect(clusters.map(({ ids }) => ids.length)).toEqual([49])
    expect(singles.map(({ id, offset }) => [id, offset])).toEqual([['s7', [0, 0]]])
  })

  it('stand in the middle of their members and are no wider than the radius around the first', () => {
    const city = spots([
      [123, 31],
      [123.001, 31],
      [123.002, 31],
      [123.5, 31],
    ])
    const { clusters, singles } = group(city, { zoom: 10, radius: 44, least: 3, isApart: nobody })
    expect(clusters).toHaveLength(1)
    expect(clusters[0]!.lon).toBeCloseTo(123.001, 6)
    expect(clusters[0]!.lat).toBeCloseTo(31, 6)
    expect(singles.map(({ id }) => id)).toEqual(['s3'])
  })

  it('are gone when one is near enough', () => {
    const city = spots(Array.from({ length: 30 }, () => [123, 31] as const))
    const { clusters, singles } = group(city, { ...groupingFor(10_000, NEAR_ZOOM), isApart: nobody })
    expect(clusters).toEqual([])
    expect(singles).toHaveLength(30)
  })

  it('leave a small city whole until it is seen from far away', () => {
    const city = spots(Array.from({ length: 20 }, (_, i) => [122.9 + i * 0.002, 31] as const))
    expect(group(city, { ...groupingFor(20, 10.5), isApart: nobody }).clusters).toEqual([])
    expect(group(city, { ...groupingFor(20, 8.5), isApart: nobody }).clusters).toHaveLength(1)
  })
})

describe('stations at the very same place', () => {
  it('are fanned out so that no two marks lie on each other, up to hundreds of them', () => {
    assert(
      property(integer({ min: 2, max: 300 }), (count) => {
        const marks = fanned(spots(Array.from({ length: count }, () => [123, 31] as const))).map(({ offset }) => offset)
        for (let i = 0; i < marks.length; i++)
          for (let j = 0; j < i; j++)
            expect(Math.hypot(marks[i]![0] - marks[j]![0], marks[i]![1] - marks[j]![1])).toBeGreaterThan(20)
      }),
      { numRuns: 15 },
    )
  })

  it('leave a station that is alone where it is', () => {
    expect(fanned(spots([[123, 31]]))[0]!.offset).toEqual([0, 0])
  })
})

it('degrees become pixels and degrees again', () => {
  assert(
    property(
      double({ min: -179, max: 179, noNaN: true }),
      double({ min: -84, max: 84, noNaN: true }),
      integer({ min: 0, max: 20 }),
      (lon, lat, zoom) => {
        const [x, y] = toPixels(lon, lat, zoom)
        const [again, alike] = toDegrees(x, y, zoom)
        expect(again).toBeCloseTo(lon, 7)
        expect(alike).toBeCloseTo(lat, 7)
      },
    ),
  )
})
