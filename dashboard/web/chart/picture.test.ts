import { describe, expect, it } from 'vitest'
import {
  type Band,
  bandsAt,
  type ChartLine,
  lanesOf,
  type Picture,
  pointAt,
  rowsOf,
  stepFrom,
  timesOf,
} from './picture.ts'

const line = (id: string, times: readonly number[]): ChartLine => ({
  id,
  label: id,
  unit: '',
  decimals: 1,
  points: times.map((at) => [at, at, 1]),
  intervalMs: 10,
  range: null,
})
const band = (from: number, to: number | null): Band => ({ kind: 'alarm', from, to, label: `${from}` })
const picture = (...lines: readonly ChartLine[]): Picture => ({
  title: '',
  unit: '',
  decimals: 0,
  from: 0,
  to: 100,
  lines,
  limits: [],
  bands: [],
})

describe('lanes', () => {
  it('put bands that overlap into rows of their own, and use a row again once it is free', () => {
    const lanes = lanesOf([band(0, 10), band(5, 20), band(12, 30)], 3)
    expect(lanes.map(([{ from }, lane]) => [from, lane])).toEqual([
      [0, 0],
      [5, 1],
      [12, 0],
    ])
  })

  it('are never more than there is room for, and a band without an end keeps its row', () => {
    const lanes = lanesOf([band(0, null), band(1, null), band(2, null)], 2)
    expect(lanes.map(([, lane]) => lane)).toEqual([0, 1, 1])
  })
})

describe('the rows of a picture', () => {
  it('are as many as its bands need at once, gaps apart, and never more than there is room for', () => {
    const rows = (...bands: readonly Band[]) => rowsOf({ ...picture(), bands })
    expect([rows(), rows(band(0, 10), band(20, 30)), rows(band(0, 10), band(5, 30))]).toEqual([0, 1, 2])
    expect(rows({ ...band(0, 10), kind: 'gap' })).toBe(0)
    expect(rows(...Array.from({ length: 9 }, () => band(0, null)))).toBe(5)
  })
})

describe('the cursor', () => {
  const times = timesOf(picture(line('a', [10, 20, 30]), line('b', [20, 25, 300])))

  it('stands at the times of every line within the window, each once', () => {
    expect(times).toEqual([10, 20, 25, 30])
  })

  it('begins at the newest going back and at the oldest going on, and stops at the ends', () => {
    expect([stepFrom(times, null, -1), stepFrom(times, null, 1)]).toEqual([30, 10])
    expect([stepFrom(times, 30, 1), stepFrom(times, 10, -1)]).toEqual([30, 10])
    expect([stepFrom(times, 20, 1), stepFrom(times, 25, -1)]).toEqual([25, 20])
    expect(stepFrom([], 5, 1)).toBeNull()
  })

  it('goes from between two times to the next in its direction', () => {
    expect([stepFrom(times, 22, 1), stepFrom(times, 22, -1)]).toEqual([25, 20])
  })
})

describe('what a line says at a time', () => {
  it('is the newest point before it, and nothing once that is more than an interval and a half away', () => {
    const of = line('a', [10, 20, 60])
    expect(pointAt(of, 20)?.[0]).toBe(20)
    expect(pointAt(of, 34)?.[0]).toBe(20)
    expect(pointAt(of, 36)).toBeNull()
    expect(pointAt(of, 5)).toBeNull()
  })

  it('goes with the bands that hold then, their end not among them', () => {
    expect(bandsAt([band(0, 10), band(10, null)], 10).map(({ from }) => from)).toEqual([10])
  })
})
