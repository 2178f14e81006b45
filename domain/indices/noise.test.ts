import { describe, expect, it } from 'vitest'
import {
  isNight,
  isNoiseZone,
  judgeNoise,
  lden,
  ldn,
  ldnUs,
  leq,
  NOISE_ZONES,
  noiseLimit,
  percentileLevel,
  soundExposure,
} from './noise.ts'

const from = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i)

describe('noise levels', () => {
  it('add up by energy', () => {
    expect(leq([60, 60])).toBeCloseTo(60, 2)
    expect(leq([60, 70])).toBeCloseTo(67.4, 2)
    expect(leq([50, 60, 70])).toBeCloseTo(65.68, 2)
    expect(leq(from(50, 20))).toBeCloseTo(62.81, 2)
  })

  it('count for as long as they lasted', () => {
    expect(leq([80, 50], [60, 59 * 60])).toBeCloseTo(62.47, 2)
  })

  it('are exceeded for a share of the time by nearest rank', () => {
    expect([10, 50, 90].map((percent) => percentileLevel(from(1, 100), percent))).toEqual([91, 51, 11])
    expect([10, 50, 90].map((percent) => percentileLevel(from(50, 20), percent))).toEqual([68, 60, 52])
    expect(percentileLevel([], 50)).toBeNaN()
  })

  it('gather an event in one second', () => {
    expect(soundExposure(70, 10)).toBeCloseTo(80, 12)
  })

  it('weigh night and evening', () => {
    expect([ldn(60, 50), ldnUs(60, 50)].map((level) => level.toFixed(2))).toEqual(['60.00', '60.00'])
    expect([ldn(60, 60), ldnUs(60, 60)].map((level) => level.toFixed(2))).toEqual(['66.02', '66.41'])
    expect([lden(60, 55, 50), lden(65, 63, 57), lden(55, 55, 55)].map((level) => level.toFixed(2))).toEqual([
      '60.00',
      '66.34',
      '61.40',
    ])
  })
})

describe('GB 3096', () => {
  it('limits each zone by day and by night', () => {
    expect(NOISE_ZONES.map((zone) => [noiseLimit(zone, false), noiseLimit(zone, true)])).toEqual([
      [50, 40],
      [55, 45],
      [60, 50],
      [65, 55],
      [70, 55],
      [70, 60],
    ])
    expect([isNoiseZone('4a'), isNoiseZone('4'), isNoiseZone(2)]).toEqual([true, false, false])
  })

  it('has its night from 22 to 6 o’clock local time', () => {
    const hours = ['21:59:59', '22:00:00', '00:00:00', '05:59:59', '06:00:00']
    const nights = hours.map((time) => isNight(Date.parse(`2026-05-01T${time}+08:00`)))
    expect(nights).toEqual([false, true, true, true, false])
    expect(isNight(Date.parse('2026-05-01T22:00:00Z'), 0)).toBe(true)
    expect(isNight(Date.parse('1969-12-31T12:00:00Z'), 0)).toBe(false)
  })

  it('judges a sudden noise at night apart', () => {
    const levels = { equivalent: 48, maximum: 66 }
    expect(judgeNoise('2', true, levels)).toEqual({ over: -2, isWithinLimit: true, isTooSudden: true })
    expect(judgeNoise('2', true, { ...levels, maximum: 65 }).isTooSudden).toBe(false)
    expect(judgeNoise('2', false, levels)).toEqual({ over: -12, isWithinLimit: true, isTooSudden: false })
    expect(judgeNoise('2', true, { equivalent: 50.1 })).toMatchObject({ isWithinLimit: false, isTooSudden: false })
  })
})
