import { assert, double, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groundIn } from './ground.ts'

const metres = ([aLon, aLat]: readonly number[], [bLon, bLat]: readonly number[]) =>
  Math.hypot((aLon! - bLon!) * 111_320 * Math.cos((aLat! * Math.PI) / 180), (aLat! - bLat!) * 111_320)

describe('a ground', () => {
  it('in WGS-84 leaves every place where it is', () => {
    expect(groundIn('wgs84').to(116.397428, 39.90923)).toEqual([116.397428, 39.90923])
  })

  // Pairs published by the map services of China for the same point.
  it('in GCJ-02 and BD-09 lies where Chinese maps draw it', () => {
    expect(metres(groundIn('gcj02').to(116.397428, 39.90923), [116.403671, 39.910632])).toBeLessThan(5)
    expect(metres(groundIn('bd09').to(116.397428, 39.90923), [116.410049, 39.916955])).toBeLessThan(20)
  })

  it('gives a place of China back to less than a metre', () => {
    for (const coordinates of ['gcj02', 'bd09'] as const) {
      const ground = groundIn(coordinates)
      assert(
        property(double({ min: 75, max: 130, noNaN: true }), double({ min: 20, max: 50, noNaN: true }), (lon, lat) => {
          const there = ground.to(lon, lat)
          expect(metres(ground.from(...there), [lon, lat])).toBeLessThan(1)
        }),
      )
    }
  })

  it('moves every corner of an outline', () => {
    const ring = [
      [121, 31],
      [122, 31],
      [122, 32],
      [121, 31],
    ]
    const outline = {
      type: 'FeatureCollection' as const,
      features: [
        {
          type: 'Feature' as const,
          properties: { id: 'a' },
          geometry: { type: 'Polygon' as const, coordinates: [ring] },
        },
      ],
    }
    const laid = groundIn('gcj02').lay(outline)
    const moved = (laid.features[0]!.geometry as { coordinates: number[][][] }).coordinates[0]!
    moved.forEach((place, i) => expect(metres(place, ring[i]!)).toBeGreaterThan(100))
    expect(ring[0]).toEqual([121, 31])
  })
})
