import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nth } from './nth.ts'

it('is what sorting would put there, also among many that are the same', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 200 }), fc.nat(1_000), (values, any) => {
      const n = any % values.length
      expect(nth(Float64Array.from(values), n)).toBe(values.toSorted((a, b) => a - b)[n])
    }),
  )
})

it.each([
  ['sorted', (i: number) => i],
  ['sorted down', (i: number) => 5_000 - i],
  ['all the same', () => 7],
])('finds the median of values that are %s', (_, valueOf) => {
  const values = Array.from({ length: 5_001 }, (__, i) => valueOf(i))
  expect(nth(Float64Array.from(values), 2_500)).toBe(values.toSorted((a, b) => a - b)[2_500])
})
