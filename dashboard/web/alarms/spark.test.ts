import { expect, it } from 'vitest'
import type { SeriesAnswer } from '../../../domain/wire.ts'
import { ALARM } from '../../../domain/testing/alarm.ts'
import { createSparkBook, runsOf } from './spark.ts'

const MINUTE = 60_000

it('a line breaks where a bucket has no value and where readings stay away', () => {
  expect(
    runsOf([
      [0, 1],
      [2, 2],
      [4, null],
      [6, 3],
      [8, 4],
      [20, 5],
    ]).map((run) => run.length),
  ).toEqual([2, 2, 1])
  expect(runsOf([])).toEqual([])
})

it('asks once a minute for each alarm that is seen, and never for one of the monitor itself', async () => {
  const asked: string[] = []
  const api = {
    series: async ({ station }: { station: string }): Promise<SeriesAnswer> => {
      asked.push(station)
      return { unit: 'dB{A}', points: [[0, 1, 1]] }
    },
  }
  let changes = 0
  const book = createSparkBook(api, () => (changes += 1))
  const alarm = { ...ALARM, station: 'a', value: 'LAmax' }
  book.of(alarm, 0)
  book.of(alarm, 1000)
  await expect.poll(() => changes).toBe(1)
  expect(book.of(alarm, 30_000)).toEqual([[0, 1]])
  book.of(alarm, 2 * MINUTE)
  await expect.poll(() => asked).toEqual(['a', 'a'])
  expect(book.of({ ...alarm, kind: 'monitor' }, 0)).toBeNull()
})
