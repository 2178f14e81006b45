import { describe, expect, it } from 'vitest'
import { airLimitsAt, type AirLimit } from './cn-air-limits.ts'

function limit(at: string, pollutant: AirLimit['pollutant'], over: AirLimit['over']) {
  return airLimitsAt(Date.parse(at)).find((row) => row.pollutant === pollutant && row.over === over)
}

describe('GB 3095-2026', () => {
  it('tightens fine dust with the year 2031 in China', () => {
    expect(limit('2030-12-31T23:59:59+08:00', 'pm25', 'day')).toMatchObject({ grade1: 35, grade2: 60 })
    expect(limit('2031-01-01T00:00:00+08:00', 'pm25', 'day')).toMatchObject({ grade1: 25, grade2: 50 })
  })

  it('limits ozone over eight hours and one', () => {
    expect(limit('2026-11-01T00:00:00Z', 'o3', '8h')).toMatchObject({ grade1: 100, grade2: 160 })
    expect(limit('2026-11-01T00:00:00Z', 'o3', '1h')).toMatchObject({ grade1: 160, grade2: 200 })
    expect(limit('2026-11-01T00:00:00Z', 'o3', 'year')).toBeUndefined()
  })
})
