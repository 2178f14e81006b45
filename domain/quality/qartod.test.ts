import { describe, expect, it } from 'vitest'
import type { Flag } from '../flag.ts'
import { flatLine } from './flat-line.ts'
import { grossRange } from './gross-range.ts'
import { rateOfChange } from './rate-of-change.ts'
import { rollUpSeries } from './roll-up.ts'
import { spike } from './spike.ts'
import { timeGap } from './time-gap.ts'

// Inputs and flags are those of ioos_qc's own tests.
const QUARTER = 15 * 60
const every = (seconds: number, count: number) => Array.from({ length: count }, (_, i) => i * seconds * 1000)

describe('gross range', () => {
  it('fails outside the sensor span, suspects outside the city span, passes on the limits', () => {
    const series = [5, 10, 15, 20, 25, 30, 35, 40, 45, 51]
    expect(grossRange(series, [10, 50], [20, 40])).toEqual([4, 3, 3, 1, 1, 1, 1, 1, 3, 4])
    expect(grossRange([1, 2, 3, 4, 8], [0, 5], [1, 4])).toEqual([1, 1, 1, 1, 4])
  })

  it('needs no suspect span, and marks what is missing', () => {
    expect(grossRange([1, null, 8], [0, 5])).toEqual([1, 9, 4])
  })
})

describe('spike', () => {
  it('flags a spike and, by the average method, its neighbours', () => {
    expect(spike([10, 12, 999.99, 13, 15, 40, 9, 9], 25, 50)).toEqual([2, 4, 4, 4, 1, 3, 1, 2])
  })

  it('does not evaluate beside a gap', () => {
    const series = [10, 12, 999.99, 13, 15, 40, 9, 9, null, 10, 10, 999.99, 10, null]
    expect(spike(series, 25, 50)).toEqual([2, 4, 4, 4, 1, 3, 1, 2, 9, 2, 4, 4, 2, 9])
  })

  it('does not evaluate the ends', () => {
    expect(spike([-100, -99, -99, -98], 25, 50)).toEqual([2, 1, 1, 2])
  })
})

describe('rate of change', () => {
  const suspectPerSecond = 5 / QUARTER

  it('suspects what changes faster than the limit', () => {
    const series = [2, 10, 2.1, 3, 4, 5, 7, 10, 0, 2]
    const flags = rateOfChange(series, every(QUARTER, 10), { suspectPerSecond })
    expect(flags).toEqual([1, 3, 3, 1, 1, 1, 1, 1, 3, 1])
  })

  it('fails what changes faster than the second limit', () => {
    const limits = { suspectPerSecond, failPerSecond: 10 / QUARTER }
    expect(rateOfChange([2, 3, 90, 91, 1], every(QUARTER, 5), limits)).toEqual([1, 1, 4, 1, 4])
  })

  it('passes the first value behind a gap', () => {
    const series = [2, 10, 2, 3, null, null, 7, 10]
    expect(rateOfChange(series, every(QUARTER, 8), { suspectPerSecond })).toEqual([1, 3, 3, 1, 9, 9, 1, 1])
  })
})

describe('flat line', () => {
  const limits = { suspectSeconds: 3000, failSeconds: 4800, tolerance: 0.01 }

  it('suspects and then fails what stands still', () => {
    const series = [1, 2, 2.0001, 2, 2.0001, 2, 2.0001, 2, 4, 5, 3, 3.0001, 3.0005, 3.00001]
    const flags = flatLine(series, every(QUARTER, 14), limits)
    expect(flags).toEqual([1, 1, 1, 1, 3, 3, 4, 4, 1, 1, 1, 1, 1, 3])
  })

  it('says nothing before the window is full', () => {
    const short = { suspectSeconds: 3, failSeconds: 5, tolerance: 0.1 }
    expect(flatLine([5, 5, 5, 5, 5, 5], every(1, 6), short)).toEqual([1, 1, 1, 3, 3, 4])
    expect(flatLine([5], [0], short)).toEqual([1])
  })

  it('passes over gaps', () => {
    const series = [1, null, null, 2, 2.0001, 2, 2.0001, 2, 4, null, 3, null, null, 3.00001]
    const flags = flatLine(series, every(QUARTER, 14), limits)
    expect(flags).toEqual([1, 9, 9, 1, 3, 3, 4, 4, 1, 9, 1, 9, 9, 3])
  })

  it('takes a tolerance of 0 as exactly unchanged', () => {
    const exact = { suspectSeconds: 1, failSeconds: 2, tolerance: 0 }
    expect(flatLine([5, 5, 5.1, 5.1], every(1, 4), exact)).toEqual([1, 3, 1, 3])
  })
})

describe('time gap', () => {
  it('fails the sample after more than two hours of silence', () => {
    const start = Date.UTC(2020, 0, 1, 23, 5, 14)
    const times = [start, start + 1000, start + 2000, start + 3000, start + 31 * 86400_000]
    expect(timeGap(times)).toEqual([1, 1, 1, 1, 4])
    expect(timeGap([0, 7200_000, 14400_001])).toEqual([1, 1, 4])
  })
})

describe('roll-up', () => {
  it('keeps the flag of highest precedence for each sample', () => {
    const range: Flag[] = [1, 1, 1, 9, 1, 1, 9, 9]
    const spikes: Flag[] = [2, 1, 1, 1, 1, 1, 9, 9]
    const gradient: Flag[] = [1, 3, 3, 4, 3, 1, 2, 9]
    expect(rollUpSeries([range, spikes, gradient])).toEqual([1, 3, 3, 4, 3, 1, 2, 9])
  })
})
