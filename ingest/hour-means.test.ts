import { expect, it } from 'vitest'
import { makeHourMeans } from './hour-means.ts'

const HOUR = 3_600_000
const MINUTE = 60_000
const START = 480_000 * HOUR

/** Takes a value every minute of [from, to) in minutes since START. */
function minutes(means: ReturnType<typeof makeHourMeans>, from: number, to: number, value: (m: number) => number) {
  let wasNew = false
  for (let m = from; m < to; m++) wasNew = means.take(START + m * MINUTE, [value(m)]) || wasNew
  return wasNew
}

it('has the mean of an hour at the first reading of the next', () => {
  const means = makeHourMeans(1, 60)
  minutes(means, 0, 60, (m) => m)
  expect(means.lastEnd).toBeNaN()
  expect(means.take(START + HOUR, [1_000])).toBe(true)
  expect(means.last[0]).toBe(29.5)
  expect(means.lastEnd).toBe(START + HOUR)
})

it('says so only once an hour', () => {
  const means = makeHourMeans(1, 60)
  expect(means.take(START, [1])).toBe(true)
  expect(minutes(means, 1, 60, () => 1)).toBe(false)
  expect(means.take(START + HOUR + 1, [1])).toBe(true)
  expect(means.take(START + HOUR + 2, [1])).toBe(false)
})

it('wants 45 minutes of data for each value of its own', () => {
  const means = makeHourMeans(2, 60)
  for (let m = 0; m < 60; m++) means.take(START + m * MINUTE, [5, m < 40 ? 7 : Number.NaN])
  means.take(START + HOUR, [5, 7])
  expect(means.last[0]).toBe(5)
  expect(means.last[1]).toBeNaN()
})

it('counts a reading after a gap for ten minutes at the most', () => {
  const means = makeHourMeans(1, 60)
  minutes(means, 0, 20, () => 1)
  means.take(START + 59 * MINUTE, [1])
  means.take(START + HOUR, [1])
  expect(means.last[0]).toBeNaN()
})

it('counts of a reading that stands for two hours only what lies in its own', () => {
  const means = makeHourMeans(1, 600)
  for (let m = 5; m < 60; m += 10) means.take(START + m * MINUTE, [2])
  means.take(START + HOUR + 5 * MINUTE, [4])
  expect(means.last[0]).toBe(2)
  for (let m = 75; m < 120; m += 10) means.take(START + m * MINUTE, [4])
  means.take(START + 2 * HOUR, [8])
  expect(means.last[0]).toBe(4)
})

it('forgets the hour before a silence of a whole hour', () => {
  const means = makeHourMeans(1, 60)
  minutes(means, 0, 60, () => 3)
  means.take(START + 2 * HOUR, [3])
  expect(means.last[0]).toBeNaN()
  expect(means.lastEnd).toBeNaN()
})
