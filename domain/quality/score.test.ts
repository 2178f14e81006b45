import { describe, expect, it } from 'vitest'
import { qualityOf } from './score.ts'

const hour = {
  expected: 60,
  received: 57,
  duplicates: 2,
  passed: 50,
  suspect: 3,
  failed: 2,
  onTime: 52,
  relationsChecked: 0,
  relationsHeld: 0,
}

describe('quality', () => {
  it('measures an hour of a stream', () => {
    const quality = qualityOf(hour)
    expect(quality.completeness).toBeCloseTo(0.9167, 4)
    expect(quality.uniqueness).toBeCloseTo(0.9649, 4)
    expect(quality.accuracy).toBeCloseTo(0.9091, 4)
    expect(quality.timeliness).toBeCloseTo(0.9455, 4)
  })

  it('weighs only what could be judged', () => {
    expect(qualityOf(hour).consistency).toBeNull()
    const three = (0.3 * 55) / 60 + (0.3 * 50) / 55 + (0.2 * 52) / 55
    expect(qualityOf(hour).score).toBeCloseTo(three / 0.8, 12)
    const four = qualityOf({ ...hour, relationsChecked: 50, relationsHeld: 40 })
    expect(four.consistency).toBe(0.8)
    expect(four.score).toBeCloseTo(three + 0.2 * 0.8, 12)
  })

  it('has no score for a silent stream but its completeness', () => {
    const silent = { ...hour, received: 0, duplicates: 0, passed: 0, suspect: 0, failed: 0, onTime: 0 }
    expect(qualityOf(silent)).toEqual({
      completeness: 0,
      timeliness: null,
      accuracy: null,
      consistency: null,
      uniqueness: null,
      score: 0,
    })
  })

  it('is complete at most, however much came', () => {
    expect(qualityOf({ ...hour, received: 100 }).completeness).toBe(1)
  })
})
