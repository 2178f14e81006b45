import { expect, it } from 'vitest'
import { createFormat } from '../text/format.ts'
import { bytesText, rateText } from './words.ts'
import { lineOf } from './past-chart.ts'

const format = createFormat('en', 'Asia/Shanghai')

it('tells sizes in the unit that leaves the fewest figures', () => {
  const sizes = [0, 1023, 1024, 1.5 * 1024 ** 2, 8 * 1024 ** 3, 500 * 1024 ** 3]
  expect(sizes.map((bytes) => bytesText(format, bytes))).toEqual([
    '0 B',
    '1,023 B',
    '1.0 KiB',
    '1.5 MiB',
    '8.0 GiB',
    '500 GiB',
  ])
})

it('tells rates with a decimal only where it matters', () => {
  expect([0, 0.4, 9.9, 10.4, 2_345].map((rate) => rateText(format, rate))).toEqual(['0', '0.4', '9.9', '10', '2,345'])
})

it('draws an hour from left to right, the newest at the right edge and what is older not at all', () => {
  const now = 4_000_000
  const points = [
    { at: now - 3_700_000, value: 9 },
    { at: now - 3_600_000, value: 0 },
    { at: now - 1_800_000, value: 5 },
    { at: now, value: 10 },
  ]
  expect(lineOf(points, now, 10)).toBe('0,100 180,50 360,0')
})
