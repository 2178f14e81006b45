import { expect, it } from 'vitest'
import { createFormat } from '../text/format.ts'
import { bytesText, rateText } from './words.ts'
import { pastPicture } from './past-chart.ts'

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

it('shows of a quantity the last hour, on a scale from nothing to a round figure', () => {
  const now = 4_000_000
  const points = [
    { at: now - 3_700_000, value: 90 },
    { at: now - 3_600_000, value: 0 },
    { at: now, value: 17 },
  ]
  const picture = pastPicture(points, { label: 'Rate', unit: '/s', everySeconds: 10, now })
  expect(picture).toMatchObject({ from: now - 3_600_000, to: now, scale: [0, 20] })
  expect(picture.lines[0]?.points).toEqual([
    [now - 3_600_000, 0, 1],
    [now, 17, 1],
  ])
  expect(pastPicture([], { label: 'Fill', unit: '%', everySeconds: 10, now, most: 100 }).scale).toEqual([0, 100])
})
