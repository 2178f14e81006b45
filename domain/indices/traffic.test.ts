import { describe, expect, it } from 'vitest'
import {
  congestionClass,
  delayProportion,
  density,
  headway,
  loopOccupancy,
  loopSpeed,
  performanceIndex,
  spaceMeanSpeed,
  speedClass,
  travelTimeIndex,
} from './traffic.ts'

describe('GB/T 33171', () => {
  it.each([
    [60, 60, 0, 1, 0, 1],
    [45, 60, 0.25, 1.333, 1.667, 1],
    [42, 60, 0.3, 1.429, 2, 2],
    [36, 60, 0.4, 1.667, 3, 2],
    [30, 60, 0.5, 2, 4, 3],
    [24, 60, 0.6, 2.5, 6, 4],
    [18, 60, 0.7, 3.333, 8, 5],
    [6, 60, 0.9, 10, 9.333, 5],
    [0, 60, 1, Infinity, 10, 5],
    [80, 60, 0, 1, 0, 1],
  ])('of %i km/h where %i are free', (speed, freeFlow, dtp, tti, tpi, grade) => {
    const delay = delayProportion(speed, freeFlow)
    expect(delay).toBe(dtp)
    expect(travelTimeIndex(speed, freeFlow)).toBeCloseTo(tti, 3)
    expect(performanceIndex(delay)).toBeCloseTo(tpi, 3)
    expect(congestionClass(delay)).toBe(grade)
  })

  it('classes by speed alone where no free-flow speed is known', () => {
    expect([66, 65, 50, 35, 20].map((speed) => speedClass('expressway', speed))).toEqual([1, 2, 3, 4, 5])
    expect([41, 40, 30, 20, 15].map((speed) => speedClass('arterial', speed))).toEqual([1, 2, 3, 4, 5])
    expect([36, 35, 25, 15, 10].map((speed) => speedClass('branch', speed))).toEqual([1, 2, 3, 4, 5])
  })
})

describe('detector figures', () => {
  it('belong together: flow is density times speed', () => {
    expect(density(1200, 60)).toBe(20)
    expect(headway(1200)).toBe(3)
    expect(loopOccupancy(20, 6.5)).toBeCloseTo(0.13, 12)
    expect(loopSpeed(1200, 0.13, 6.5)).toBeCloseTo(60, 9)
  })

  it('take the harmonic mean of spot speeds', () => {
    expect(spaceMeanSpeed([30, 60])).toBeCloseTo(40, 12)
  })
})
