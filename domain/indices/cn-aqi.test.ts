import { describe, expect, it } from 'vitest'
import fixture from '../test-vectors.json' with { type: 'json' }
import { aqiVersionAt, BREAKPOINTS, IAQI, type AqiColumn } from './cn-aqi-tables.ts'
import { AQI_CATEGORIES, aqiLevel } from './cn-aqi-words.ts'
import { cnAqi, cnIaqi } from './cn-aqi.ts'

const AT_2026 = Date.UTC(2026, 10, 1)
const AT_2012 = Date.UTC(2025, 10, 1)

const { vectors, breakpoints2012, breakpoints2026, iaqi } = fixture.hj633

describe('HJ 633', () => {
  it('has the breakpoints of both editions', () => {
    expect(BREAKPOINTS['2026']).toEqual(breakpoints2026)
    expect(BREAKPOINTS['2012']).toEqual({ ...breakpoints2026, ...breakpoints2012 })
    expect(IAQI).toEqual(iaqi)
  })

  it.each(vectors)('gives $col $c the index $iaqi2026, and $iaqi2012 before', ({ col, c, iaqi2026, iaqi2012 }) => {
    expect(cnIaqi(col as AqiColumn, c, '2026')).toBe(iaqi2026)
    expect(cnIaqi(col as AqiColumn, c, '2012')).toBe(iaqi2012)
  })

  it('agrees with exact arithmetic on every tenth of CO', () => {
    for (const column of ['CO_24h', 'CO_1h'] as const) {
      const points = BREAKPOINTS['2026'][column].map((point) => BigInt(point * 10))
      for (let tenths = 1; tenths <= Number(points.at(-1)); tenths++) {
        const k = points.findIndex((point) => BigInt(tenths) <= point)
        const [low, high] = [points[k - 1]!, points[k]!]
        const step = BigInt(IAQI[k]! - IAQI[k - 1]!)
        const exact = Number((step * (BigInt(tenths) - low) + (high - low) - 1n) / (high - low)) + IAQI[k - 1]!
        expect([tenths, cnIaqi(column, tenths / 10, '2026')]).toEqual([tenths, exact])
      }
    }
  })

  it('takes small negatives for zero', () => {
    expect(cnIaqi('SO2_1h', -1.4, '2026')).toBe(0)
  })

  it('changes edition at midnight of 2026-03-01 in China', () => {
    const change = Date.parse('2026-03-01T00:00:00+08:00')
    expect([aqiVersionAt(change - 1), aqiVersionAt(change)]).toEqual(['2012', '2026'])
  })
})

describe('AQI report', () => {
  const day = { so2: 12, no2: 44, co: 0.9, o3: 132, pm10: 98, pm25: 57 }

  it('reports a day', () => {
    expect(cnAqi('daily', day, AT_2026)).toEqual({
      aqi: 94,
      level: 2,
      primary: ['pm25'],
      iaqi: { so2: 12, no2: 55, co: 23, o3: 77, pm10: 85, pm25: 94 },
    })
    expect(cnAqi('daily', day, AT_2012)).toMatchObject({ aqi: 78, primary: ['pm25'], iaqi: { pm10: 74, pm25: 78 } })
  })

  it('reports an hour', () => {
    const hour = { so2: 20, no2: 88, co: 1.4, o3: 210, pm10: 140, pm25: 62 }
    expect(cnAqi('hourly', hour, AT_2026)).toEqual({
      aqi: 108,
      level: 3,
      primary: ['pm10'],
      iaqi: { so2: 7, no2: 44, co: 14, o3: 105, pm10: 108, pm25: 102 },
    })
  })

  it('names all pollutants of the largest index, and none up to 50', () => {
    const low = { so2: 5, no2: 5, co: 0.1, o3: 5, pm10: 120, pm25: 60 }
    expect(cnAqi('daily', low, AT_2026)).toMatchObject({ aqi: 100, level: 2, primary: ['pm10', 'pm25'] })
    expect(cnAqi('daily', { ...low, pm10: 50, pm25: 35 }, AT_2026)).toMatchObject({ aqi: 50, level: 1, primary: [] })
  })

  it('publishes an incomplete set only when it shows pollution', () => {
    const rest60 = { so2: 12, no2: 44, co: 0.9, o3: NaN, pm10: 70, pm25: 20 }
    expect(cnAqi('daily', rest60, AT_2026)).toMatchObject({ aqi: null, level: null, primary: [], iaqi: { pm10: 65 } })
    expect(cnAqi('daily', { ...rest60, pm25: 75 }, AT_2026)).toMatchObject({ aqi: 114, level: 3, primary: ['pm25'] })
    expect(cnAqi('daily', {}, AT_2026).aqi).toBeNull()
  })

  it('does not miss what is not monitored by design', () => {
    const { o3: _, ...rest } = day
    expect(cnAqi('daily', rest, AT_2026).aqi).toBeNull()
    expect(cnAqi('daily', rest, AT_2026, { notMonitored: ['o3'] }).aqi).toBe(94)
  })
})

describe('AQI categories', () => {
  it('ends each category where the standard does', () => {
    expect([0, 1, 50, 51, 100, 101, 150, 151, 200, 201, 300, 301, 500].map(aqiLevel)).toEqual([
      1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6,
    ])
    expect(AQI_CATEGORIES.map(({ label }) => label.zh)).toEqual([
      '优',
      '良',
      '轻度污染',
      '中度污染',
      '重度污染',
      '严重污染',
    ])
  })
})
