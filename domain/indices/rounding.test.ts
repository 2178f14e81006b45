import { describe, expect, it } from 'vitest'
import { roundHalfEven, scaledTruncated } from './rounding.ts'

describe('rounding', () => {
  it('rounds a bare five to the even digit', () => {
    expect([0.5, 1.5, 35.5, 60.5, 60.51, 34.4].map((x) => roundHalfEven(x, 0))).toEqual([0, 2, 36, 60, 61, 34])
    expect([1.25, 1.35, 1.15, 4.35, 8.25].map((x) => roundHalfEven(x, 1))).toEqual([1.2, 1.4, 1.2, 4.4, 8.2])
  })

  it('sees a five behind the noise of doubles', () => {
    expect(roundHalfEven((0.1 + 0.2) * 5, 0)).toBe(2)
    expect(roundHalfEven(60.5 - 1e-13, 0)).toBe(60)
  })

  it('cuts decimals off without falling below what was meant', () => {
    expect([35.45, 9.09, 8.2, 0.3].map((x) => scaledTruncated(x, 1))).toEqual([354, 90, 82, 3])
    expect(scaledTruncated(0.07853333, 3)).toBe(78)
  })
})
