import type { Polygon, Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { pictureOf, type Stand } from '../testing/picture.ts'
import { measured, moved, nearest, offset, part } from './along.ts'
import { plumeOf } from './plume.ts'
import { coursesOf, riverOf } from './river.ts'
import { detectorsOf, piecesOf, roadsIn, roadsOf } from './roads.ts'

const EAST_WEST = [
  [123, 31],
  [123.05, 31],
  [123.1, 31],
]
const line = (coordinates: Position[], properties: object) => ({
  type: 'Feature' as const,
  properties: { ...properties },
  geometry: { type: 'LineString' as const, coordinates },
})

describe('a place along a line', () => {
  it('is measured in metres from its beginning, and off to its side', () => {
    const { along, off } = nearest(EAST_WEST, [123.05, 31.001])
    expect(along).toBeCloseTo(111_320 * 0.05 * Math.cos((31 * Math.PI) / 180), -1)
    expect(off).toBeCloseTo(111.3, 0)
  })

  it('cuts a part out of it that ends where it was asked to', () => {
    const cut = part(EAST_WEST, 1000, 6000)!
    expect(measured(cut).at(-1)).toBeCloseTo(5000, 0)
    expect(cut).toHaveLength(3)
    expect(part(EAST_WEST, 20_000, 30_000)).toBeNull()
  })
})

describe('the reach of the air', () => {
  const station: Stand = { id: 'a', values: { pm25: 300, windSpeed: 4, windDirection: 270 } }
  const over = { station: 'a', kind: 'air', value: 'pm25', active: true, state: 'unacknowledged' as const }
  const reaches = (city: Parameters<typeof plumeOf>[0]) =>
    plumeOf(city).features.filter(({ properties }) => properties?.['is'] === 'reach')

  it('lies downwind of a station over its limit, as far as the wind has carried it', () => {
    const [half] = reaches(pictureOf([station], [over]))
    expect(half!.properties?.['minutes']).toBe(30)
    const corners = (half!.geometry as Polygon).coordinates[0]!.map((place) => offset([123, 31], place))
    const farthest = corners.toSorted((a, b) => Math.hypot(...b) - Math.hypot(...a))[0]!
    expect(Math.hypot(...farthest)).toBeCloseTo(4 * 60 * 30, -1)
    expect(Math.min(...corners.map(([east]) => east))).toBeGreaterThan(-1)
  })

  it('is not drawn of a station that is silent, over, or set aside', () => {
    const none = { ...over, value: null }
    expect(reaches(pictureOf([station], [none]))).toEqual([])
    expect(reaches(pictureOf([station], [{ ...over, active: false }]))).toEqual([])
    expect(reaches(pictureOf([station], [{ ...over, state: 'suppressed' }]))).toEqual([])
  })

  it('has no direction in a calm, and borrows no wind from far away nor from a bad or stale vane', () => {
    const calm = pictureOf([{ ...station, values: { windSpeed: 0.2, windDirection: 10 } }], [over])
    const corners = (reaches(calm)[0]!.geometry as Polygon).coordinates[0]!.map((place) => offset([123, 31], place))
    expect(Math.min(...corners.map(([east]) => east))).toBeLessThan(-500)
    const blind: Stand = { id: 'a', values: { pm25: 300 } }
    const far: Stand = { ...station, id: 'b', lon: moved([123, 31], 9000, 90)[0] }
    expect(reaches(pictureOf([blind, far], [over]))).toEqual([])
    expect(reaches(pictureOf([blind, { ...station, id: 'b', lon: 123.01 }], [over]))).toHaveLength(3)
    expect(reaches(pictureOf([{ ...station, flags: { windDirection: 4 } }], [over]))).toEqual([])
    expect(reaches(pictureOf([{ ...station, ageSeconds: 400 }], [over]))).toEqual([])
  })
})

describe('a river', () => {
  const water = { type: 'FeatureCollection' as const, features: [line(EAST_WEST, { class: 'course' })] }
  const at = (id: string, lon: number, level: number, lat = 31): Stand => ({
    id,
    kind: 'water',
    lon,
    lat,
    indices: { 'water-class': { value: null, level, factors: [] } },
  })

  it('has a stretch from each station to the next one downstream, whatever order they are known in', () => {
    const city = pictureOf([at('low', 123.08, 4), at('up', 123.02, 2), at('lake', 123.05, 3, 31.02)])
    const stretches = riverOf(city, coursesOf(water)).features.filter(
      ({ properties }) => properties?.['is'] === 'stretch',
    )
    expect(
      stretches.map(({ properties }) => [properties?.['station'], properties?.['next'], properties?.['level']]),
    ).toEqual([
      ['up', 'low', 2],
      ['low', '', 4],
    ])
  })

  it('marks the stretch below a station in alarm', () => {
    const alarm = {
      station: 'up',
      kind: 'water',
      value: 'O2',
      severity: 'orange' as const,
      active: true,
      state: 'acknowledged' as const,
    }
    const city = pictureOf([at('up', 123.02, 5), at('low', 123.08, 2)], [alarm])
    const marked = riverOf(city, coursesOf(water)).features.filter(
      ({ properties }) => properties?.['severity'] === 'orange',
    )
    expect(marked.map(({ properties }) => properties?.['station'])).toEqual(['up'])
  })
})

describe('roads', () => {
  const roads = {
    type: 'FeatureCollection' as const,
    features: [
      line(EAST_WEST, { class: 'arterial' }),
      line(
        EAST_WEST.map(([lon, lat]) => [lon!, lat! + 0.0003]),
        { class: 'street' },
      ),
      line(
        EAST_WEST.map(([lon, lat]) => [lon!, lat! - 0.0001]),
        { class: 'rail' },
      ),
    ],
  }
  const at = (id: string, lon: number, level: number, more: Partial<Stand> = {}): Stand => ({
    id,
    kind: 'traffic',
    lon,
    lat: 31.0002,
    indices: { traffic: { value: level, level, factors: [] } },
    ...more,
  })

  it('are coloured on the greater road near a detector, half way to its neighbour and no farther than it speaks for', () => {
    const city = pictureOf([at('a', 123.02, 5), at('b', 123.03, 1)])
    const pieces = piecesOf(roadsIn(roads), detectorsOf(city))
    expect(pieces.map(({ station }) => station)).toEqual(['a', 'b'])
    const lengths = pieces.map(({ coordinates }) => measured(coordinates).at(-1)!)
    const between = Math.hypot(...offset([123.02, 31], [123.03, 31])) / 2
    for (const length of lengths) expect(length).toBeCloseTo(800 + between, -1)
    for (const { coordinates } of pieces) for (const [, lat] of coordinates) expect(lat).toBeCloseTo(31, 6)
    expect(roadsOf(city, pieces).features.map(({ properties }) => properties?.['level'])).toEqual([5, 1])
  })

  it('say nothing of a detector that is stale, and have no piece for one that is on no road', () => {
    const city = pictureOf([at('a', 123.02, 5, { ageSeconds: 301 }), at('off', 123.05, 3, { lat: 31.01 })])
    const pieces = piecesOf(roadsIn(roads), detectorsOf(city))
    expect(
      roadsOf(city, pieces).features.map(({ properties }) => [properties?.['station'], properties?.['level']]),
    ).toEqual([['a', 0]])
  })
})
