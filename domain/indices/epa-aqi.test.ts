import { describe, expect, it } from 'vitest'
import fixture from '../test-vectors.json' with { type: 'json' }
import { epaAqi, type EpaColumn } from './epa-aqi.ts'
import { nowCast } from './nowcast.ts'
import { scaledTruncated } from './rounding.ts'

describe('EPA AQI', () => {
  it.each(fixture.epa2024.vectors)('gives $col $c the index $aqi', ({ col, c, aqi }) => {
    expect(epaAqi(col as EpaColumn, c)).toBe(aqi)
  })

  it('says nothing where the table is blank', () => {
    expect([epaAqi('O3_8h', 0.201), epaAqi('O3_1h', 0.1249), epaAqi('SO2_24h', 304)]).toEqual([null, null, null])
  })

  it('leaves SO2 above 304 ppb to the 24-hour mean', () => {
    expect([epaAqi('SO2_1h', 305), epaAqi('SO2_1h', 900)]).toEqual([200, 200])
    expect([epaAqi('SO2_24h', 305), epaAqi('SO2_24h', 1004)]).toEqual([201, 500])
  })
})

describe('NowCast', () => {
  it.each(fixture.nowcast)('of $newestFirst', ({ newestFirst, result }) => {
    const { weight = null, value = null } = nowCast(newestFirst) ?? {}
    if (result === null) return expect(value).toBeNull()
    expect(weight).toBeCloseTo(result.w, 12)
    expect(value).toBeCloseTo(result.nowcast, 9)
    expect(scaledTruncated(value!, 1)).toBe(Math.round(result.truncated * 10))
  })

  it.each([
    [[50, ...Array(11).fill(10)], 90],
    [[10, ...Array(11).fill(10)], 53],
    [[100, 80, 60, 40, 30, ...Array(7).fill(20)], 169],
    [[30, null, 28, 27, 26, 25, 24, 23, 22, 21, 20, 20], 86],
    [[null, 30, 28, ...Array(9).fill(20)], 81],
    [[20.4, 21.1, 19.8, 18.9, 18.2, 17.7, 17.1, 16.8, 16.4, 16, 15.7, 15.5], 70],
    [[40, 35, 30], 102],
    [Array(12).fill(0), 0],
  ] as [(number | null)[], number][])('turns %j into the index %i', (hours, aqi) => {
    expect(epaAqi('PM2_5', nowCast(hours)!.value)).toBe(aqi)
  })
})
