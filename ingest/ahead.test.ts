import { describe, expect, it } from 'vitest'
import { makePoints, type Points } from '../domain/points.ts'
import type { Priority } from '../domain/priority.ts'
import { choose, makeAheadLane } from './ahead.ts'
import { makeSheets } from './sheets.ts'
import { planOf } from './testing/town.ts'

const PRIORITY: Readonly<Record<number, Priority>> = { 1: 'alarm', 2: 'normal', 3: 'low' }
const priorityOf = (station: number) => PRIORITY[station]!

function points(kind: string, rows: readonly (readonly [station: number, position: number, doubtful?: number])[]) {
  const of = makePoints(kind, planOf(kind).names, rows.length + 2)
  for (const [i, [station, position, doubtful = 0]] of rows.entries()) {
    of.station[i] = station
    of.position[i] = position
    of.doubtful[i] = doubtful
    of.ts[i] = position * 10
    of.values[0]![i] = position / 2
    of.flags[0]![i] = position % 3
  }
  of.count = rows.length
  return of
}

const listOf = (chosen: readonly Points[]) =>
  chosen.flatMap(({ kind, count, station, position }) =>
    Array.from({ length: count }, (_, i) => [kind, station[i], position[i]]),
  )

describe('what goes ahead', () => {
  const batches = [
    points('noise', [
      [3, 1],
      [2, 2],
      [1, 3],
      [2, 4, 1],
      [3, 5],
    ]),
    points('water', [
      [1, 6],
      [1, 7, 1],
      [2, 8],
    ]),
  ]

  it('is all of it when there is room, but nothing doubtful', () => {
    expect(listOf(choose(batches, { most: 100, from: 0, priorityOf, onlyAlarms: false }))).toEqual([
      ['noise', 3, 1],
      ['noise', 2, 2],
      ['noise', 1, 3],
      ['noise', 3, 5],
      ['water', 1, 6],
      ['water', 2, 8],
    ])
  })

  it('is what the alarm class sent before all others, then the newest', () => {
    expect(listOf(choose(batches, { most: 3, from: 0, priorityOf, onlyAlarms: false }))).toEqual([
      ['water', 1, 6],
      ['water', 2, 8],
      ['noise', 1, 3],
    ])
  })

  it('is the alarm class alone when the backlog does not grow shorter', () => {
    expect(listOf(choose(batches, { most: 100, from: 0, priorityOf, onlyAlarms: true }))).toEqual([
      ['noise', 1, 3],
      ['water', 1, 6],
    ])
  })

  it('has its columns unchanged', () => {
    const [noise] = choose(batches, { most: 100, from: 0, priorityOf, onlyAlarms: false })
    for (let i = 0; i < noise!.count; i++) {
      const position = noise!.position[i]!
      expect([noise!.ts[i], noise!.values[0]![i], noise!.flags[0]![i]]).toEqual([
        position * 10,
        position / 2,
        position % 3,
      ])
    }
  })
})

describe('the lane', () => {
  function bench(most = 4) {
    const sheets = makeSheets()
    const plan = planOf('noise')
    const written: number[][] = []
    const open: (() => void)[] = []
    const to = {
      write: (given: readonly Points[]) => {
        written.push(listOf(given).map(([, , position]) => position as number))
        return new Promise<void>((resolve) => open.push(resolve))
      },
      latestBelow: async () => [],
    }
    const lane = makeAheadLane({ to, sheets, most, priorityOf: () => 'normal' })
    let position = 0
    const row = (count = 1) => {
      for (let n = 0; n < count; n++) {
        const sheet = sheets.sheetOf(plan)
        sheet.position[sheet.count++] = position++
        lane.look()
      }
    }
    const end = async () => {
      open.shift()!()
      await new Promise(setImmediate)
    }
    return { lane, sheets, written, row, end }
  }

  it('has one write for each turn of the backlog, and one on its way', async () => {
    const { lane, written, row, end } = bench()
    lane.open()
    row(2)
    expect(written).toEqual([])
    lane.turn(0, true)
    expect(written).toEqual([[0, 1]])
    row(1)
    lane.turn(0, true)
    expect(written).toHaveLength(1)
    await end()
    row(1)
    expect(written).toEqual([
      [0, 1],
      [2, 3],
    ])
    await end()
    row(1)
    expect(written).toHaveLength(2)
  })

  it('keeps no more rows than a write has, however long its turn does not come', () => {
    const { lane, sheets, written, row } = bench(4)
    lane.open()
    row(1000)
    expect(sheets.rows).toBeLessThan(4)
    lane.turn(0, true)
    expect(written[0]!.length).toBeLessThanOrEqual(4)
    expect(Math.min(...written[0]!)).toBeGreaterThan(990)
  })

  it('tells the backlog to wait for rows of its own that are on their way', async () => {
    const { lane, row, end } = bench()
    lane.open()
    row(3)
    lane.turn(0, true)
    expect(lane.passed(0)).toBe(null)
    expect(lane.passed(1)).toBeInstanceOf(Promise)
    await end()
    expect(lane.passed(1)).toBe(null)
  })

  it('keeps the newest of an outage for its first turn, without what the backlog has written by then', () => {
    const { lane, written, row } = bench(4)
    lane.gather()
    row(10)
    lane.turn(0, true)
    expect(written).toEqual([])
    lane.open()
    row(1)
    expect(written).toEqual([])
    lane.turn(9, true)
    expect(written).toEqual([[9, 10]])
  })

  it('lets nothing pass while it is closed', () => {
    const { lane, sheets, written, row } = bench()
    row(3)
    lane.turn(0, true)
    expect([written, sheets.rows]).toEqual([[], 0])
  })
})
