import { describe, expect, it } from 'vitest'
import type { WaterItem } from './water-class-limits.ts'
import { exceedance, itemClass, oxygenSaturation, waterClass } from './water-class.ts'

const river = { waterBody: 'river' } as const
const lake = { waterBody: 'lake' } as const
const sample = { pH: 7.4, O2: 6.8, codMn: 3.2, cod: 14, ammoniaNitrogen: 0.42, 'P-TOT': 0.09, 'N-TOT': 3.1 }

describe('GB 3838 class', () => {
  it('is that of the worst item, and leaves total nitrogen out in rivers', () => {
    const verdict = { grade: 2, deciding: ['O2', 'codMn', 'ammoniaNitrogen', 'P-TOT'] }
    expect(waterClass(sample, river)).toEqual(verdict)
    expect(waterClass(sample, { ...river, totalNitrogen: true })).toEqual(verdict)
  })

  it('is stricter on phosphorus in lakes', () => {
    expect(waterClass(sample, lake)).toEqual({ grade: 4, deciding: ['P-TOT'] })
  })

  it('counts total nitrogen in lakes when asked to', () => {
    expect(waterClass(sample, { ...lake, totalNitrogen: true })).toEqual({ grade: 6, deciding: ['N-TOT'] })
  })

  it('includes its limits', () => {
    expect([1, 1.01].map((x) => itemClass('ammoniaNitrogen', x, river))).toEqual([3, 4])
    expect([5, 4.99, 1.8].map((x) => itemClass('O2', x, river))).toEqual([3, 4, 6])
    expect([5.99, 6, 9, 9.2].map((x) => itemClass('pH', x, river))).toEqual([6, 1, 1, 6])
    expect(itemClass('mercury', 0.00005, river)).toBe(1)
  })

  it('lets warm water be of class I with less oxygen', () => {
    expect(itemClass('O2', 7, { ...river, temperature: 30 })).toBe(1)
    expect(itemClass('O2', 7, { ...river, temperature: 20 })).toBe(2)
    expect(itemClass('O2', 7, river)).toBe(2)
    expect(itemClass('O2', 7.5, { ...river, temperature: 5 })).toBe(1)
  })

  it('names nothing as deciding in class I', () => {
    expect(waterClass({ pH: 7, O2: 8, codMn: 1 }, river)).toEqual({ grade: 1, deciding: [] })
  })

  it('cannot be said from what is missing, nor from a pH that is in order', () => {
    expect(waterClass({}, river)).toBeNull()
    expect(waterClass({ pH: 7.4, O2: NaN, 'N-TOT': 3 }, river)).toBeNull()
    expect(waterClass({ pH: 9.2 }, river)).toEqual({ grade: 6, deciding: ['pH'] })
  })
})

describe('GB 3838 exceedance', () => {
  it('is the multiple above the limit of a class', () => {
    expect(exceedance('cod', 26, 3, 'river')).toBeCloseTo(0.3, 12)
    expect(exceedance('P-TOT', 0.09, 3, 'lake')).toBeCloseTo(0.8, 12)
  })

  it('is not given for pH and oxygen, nor where the limit holds', () => {
    const cases: [WaterItem, number][] = [
      ['pH', 9.2],
      ['O2', 1.8],
      ['cod', 20],
    ]
    expect(cases.map(([item, value]) => exceedance(item, value, 3, 'river'))).toEqual([null, null, null])
  })
})

describe('oxygen saturation', () => {
  it.each([
    [0, 14.81],
    [10, 11.25],
    [20, 9.07],
    [25, 8.269],
    [30, 7.597],
  ])('at %i °C is %f mg/L', (temperature, result) => {
    expect(oxygenSaturation(temperature)).toBeCloseTo(result, 3)
  })
})
