import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GapEntry, GapRecords } from '../../store/records/gaps.ts'
import { planKinds } from '../catalogue.ts'
import { makePlaces } from '../places.ts'
import { KINDS, makeTown, NOON } from '../testing/town.ts'
import { makeGapBook, MOST_OF_STATION } from './gap-book.ts'
import { makeGapWatch } from './gap-watch.ts'

const MINUTE = 60_000

/** A station of one reading a minute whose gaps are kept in a map; `at` is the server's clock, in minutes from noon. */
function bench() {
  const town = makeTown()
  town.add('n', 'noise', { everySeconds: 60 })
  const places = makePlaces(town, planKinds(KINDS))
  const place = places.byId('n')!
  const table = new Map<number, GapEntry>()
  const orders: (() => void)[] = []
  const records = {
    put: (gaps: readonly GapEntry[]) => orders.push(() => gaps.forEach((gap) => table.set(gap.id, gap))),
    remove: (ids: readonly number[]) => orders.push(() => ids.forEach((id) => table.delete(id))),
  } as unknown as GapRecords
  let now = NOON
  let book = makeGapBook(records, 0)
  let watch = makeGapWatch(book, () => now)
  const flush = () => {
    book.flush(() => {})
    for (const order of orders.splice(0)) order()
  }
  return {
    place,
    get size() {
      return book.size
    },
    at: (minutes: number) => void (now = NOON + minutes * MINUTE),
    send(...readings: (readonly [minutes: number, seq: number])[]) {
      for (const [minutes, seq] of readings) watch.seen(place, NOON + minutes * MINUTE, seq)
      flush()
    },
    refuse(minutes: number, seq: number) {
      watch.refused(place, NOON + minutes * MINUTE, seq)
      flush()
    },
    tick() {
      watch.tick(places.all(), now)
      flush()
    },
    retire() {
      watch.retire('n', now)
      flush()
    },
    lost(from: number, to: number) {
      book.lost({ from, to }, now, now)
      flush()
    },
    restart() {
      const { headTs, nextSeq } = place
      Object.assign(place, { gaps: null, silence: null, backSeq: -1 })
      book = makeGapBook(records, Math.max(0, ...table.keys()))
      watch = makeGapWatch(book, () => now)
      Object.assign(place, { headTs, nextSeq })
      book.restore(
        [...table.values()].filter(({ state }) => state !== 'healed'),
        (id) => places.byId(id),
      )
    },
    /** `cause state from-to (first..last) missing`, times in minutes from noon. */
    gaps: () =>
      [...table.values()]
        .toSorted((a, b) => a.fromAt - b.fromAt || (a.first ?? 0) - (b.first ?? 0))
        .map(({ cause, state, fromAt, toAt, first, last, missing }) => {
          const minutes = (at: number | null) => (at === null ? '' : Math.round((at - NOON) / MINUTE))
          const numbers = first === null ? '' : ` (${first}..${last})`
          return `${cause} ${state} ${minutes(fromAt)}-${minutes(toAt)}${numbers} ${missing}`
        }),
  }
}

/** Readings of a minute each: number n at minute n. */
const run = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i): [number, number] => [from + i, from + i])

describe('gaps by sequence number', () => {
  it('are none while numbers follow one another', () => {
    const of = bench()
    of.send(...run(100, 200))
    expect(of.gaps()).toEqual([])
  })

  it('tell first, last and count of the numbers that were left out', () => {
    const of = bench()
    of.send([0, 10], [1, 11], [2, 15], [3, 16])
    expect(of.gaps()).toEqual(['sequence open 1-2 (12..14) 3'])
  })

  it('shrink, split and heal as what is late comes in, and say what had been missing', () => {
    const of = bench()
    of.send([0, 10], [1, 11], [2.9, 17])
    of.at(5)
    of.send([1.5, 14])
    expect(of.gaps()).toEqual(['sequence open 1-3 (12..13) 2', 'sequence open 1-3 (15..16) 2'])
    of.send([1.3, 13], [1.6, 15], [1.7, 16])
    expect(of.gaps()).toEqual(['sequence open 1-3 (12..12) 1'])
    of.send([1.2, 12])
    expect(of.gaps()).toEqual(['sequence healed 1-3 (12..16) 5'])
  })

  it('leave nothing behind when it was only a matter of order', () => {
    const of = bench()
    of.send([0, 1], [2, 3], [1, 2], [3, 4])
    of.send([5, 6])
    of.send([4, 5], [6, 7])
    expect(of.gaps()).toEqual([])
  })

  it('are not filled by the same reading sent again', () => {
    const of = bench()
    of.send([0, 1], [1, 2], [2, 5], [1, 2], [2, 5], [0, 1])
    expect(of.gaps()).toEqual(['sequence open 1-2 (3..4) 2'])
  })

  it('are none when a device counts anew after a reboot, and are measured from there', () => {
    const of = bench()
    of.send([0, 999_990], [1, 999_991], [2, 0], [3, 1], [4, 2], [5, 5])
    expect(of.gaps()).toEqual(['sequence open 4-5 (3..4) 2'])
  })

  it('are none when a device begins to number from a million ahead', () => {
    const of = bench()
    of.send([0, 1], [1, 2], [2, 1_764_000_000], [3, 1_764_000_001])
    expect(of.gaps()).toEqual([])
  })

  it('of a life before the reboot are not filled by the numbers of the next', () => {
    const of = bench()
    of.send(...run(0, 5), [6, 9], [7, 0], [8, 1], ...run(2, 12).map(([, seq]) => [seq + 7, seq] as const))
    expect(of.gaps()).toEqual(['sequence open 5-6 (6..8) 3'])
  })

  it('are none of a device that does not number', () => {
    const of = bench()
    of.send([0, 0], [1, 0], [2, 0], [3, 0])
    expect(of.gaps()).toEqual([])
    of.send([4, 1], [5, 2], [6, 4])
    expect(of.gaps()).toEqual(['sequence open 5-6 (3..3) 1'])
  })

  it('are not made by a reading that was received and refused', () => {
    const of = bench()
    of.send([0, 1], [1, 2])
    of.refuse(2, 3)
    of.refuse(3, 4)
    of.send([4, 5], [5, 8])
    expect(of.gaps()).toEqual(['sequence open 4-5 (6..7) 2'])
    of.refuse(4.5, 6)
    expect(of.gaps()).toEqual(['sequence open 4-5 (7..7) 1'])
  })
})

describe('gaps by cadence', () => {
  it('begin with the fourth interval without a reading, and estimate what is missing', () => {
    const of = bench()
    of.send([0, 0], [3, 0], [7, 0])
    expect(of.gaps()).toEqual(['cadence open 3-7 3'])
  })

  it('are one long gap of a station that sends too seldom all the time, with what is missing in it', () => {
    const of = bench()
    of.send([0, 0], [5, 0], [10, 0], [15, 0], [16, 0], [20, 0])
    expect(of.gaps()).toEqual(['cadence open 0-15 12', 'cadence open 16-20 3'])
    of.at(40)
    of.send(...run(1, 14).map(([minute]) => [minute, 0] as const))
    expect(of.gaps()).toEqual(['cadence healed 0-15 12', 'cadence open 16-20 3'])
  })

  it('heal when the hole is filled, from whichever end, and in the middle', () => {
    for (const order of [
      [1, 4, 7, 10],
      [10, 7, 4, 1],
      [7, 1, 10, 4],
    ]) {
      const of = bench()
      of.send([0, 0], [12, 0])
      of.at(20)
      of.send(...order.map((minute) => [minute, 0] as const))
      expect(of.gaps()).toEqual(['cadence healed 0-12 11'])
    }
  })

  it('stay where only a part is filled', () => {
    const of = bench()
    of.send([0, 0], [20, 0])
    of.send([10, 0], [11, 0], [12, 0])
    expect(of.gaps()).toEqual(['cadence open 0-10 9', 'cadence open 12-20 7'])
  })

  it('go on until now while nothing comes, and keep the hole that is left', () => {
    const of = bench()
    of.place.heardAt = NOON
    of.send([0, 0])
    of.at(3)
    of.tick()
    expect(of.gaps()).toEqual([])
    of.at(4)
    of.tick()
    of.at(9)
    of.tick()
    expect(of.gaps()).toEqual(['cadence ongoing 0- 3'])
    of.send([9, 0])
    expect(of.gaps()).toEqual(['cadence open 0-9 8'])
  })

  it('heal when a device sends from the beginning what it had kept, and not before it has caught up', () => {
    const of = bench()
    of.place.heardAt = NOON
    of.send([0, 0])
    of.at(30)
    of.tick()
    of.send(...run(1, 20).map(([minute]) => [minute, 0] as const))
    expect(of.gaps()).toEqual(['cadence ongoing 0- 29'])
    of.at(32)
    of.send(...run(21, 32).map(([minute]) => [minute, 0] as const))
    expect(of.gaps()).toEqual(['cadence healed 0-29 28'])
  })

  it('are none of a station that is heard now but tells of the past only', () => {
    const of = bench()
    of.send([0, 0])
    of.at(30)
    of.place.heardAt = NOON + 29 * MINUTE
    of.tick()
    expect(of.gaps()).toEqual([])
  })

  it('end when the station is retired', () => {
    const of = bench()
    of.place.heardAt = NOON
    of.send([0, 0])
    of.at(10)
    of.tick()
    of.retire()
    expect(of.gaps()).toEqual(['cadence open 0-10 9'])
  })
})

describe('gaps', () => {
  it('go on after a restart as if there had been none', () => {
    const scripts = [
      [
        [0, 1],
        [1, 2],
        [2, 9],
      ],
      [
        [1.5, 5],
        [30, 10],
      ],
      [
        [20, 0],
        [1.2, 3],
        [1.3, 4],
      ],
      [
        [31, 11],
        [10, 0],
        [32, 14],
      ],
    ] as const
    const play = (isRestarted: boolean) => {
      const of = bench()
      of.at(60)
      for (const readings of scripts) {
        of.send(...readings)
        if (isRestarted) of.restart()
      }
      return of.gaps()
    }
    expect(play(true)).toEqual(play(false))
    expect(play(true)).toContain('sequence open 1-2 (6..8) 3')
  })

  it('are missing exactly the numbers that never came, however what came was shuffled behind the first', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 2, max: 60 }), { minLength: 1, maxLength: 50 }),
        fc.boolean(),
        (numbers, isRestarted) => {
          const of = bench()
          of.send([0, 1])
          for (const seq of numbers) {
            of.send([seq * 0.01, seq])
            if (isRestarted) of.restart()
          }
          const highest = Math.max(...numbers)
          const known = new Set(numbers)
          const missing = run(2, highest).flatMap(([, seq]) => (known.has(seq) ? [] : [seq]))
          const told = of.gaps().flatMap((text) => {
            const [, first, last] = /\((\d+)\.\.(\d+)\)/.exec(text)!
            return run(Number(first), Number(last)).map(([, seq]) => seq)
          })
          expect(told.toSorted((a, b) => a - b)).toEqual(missing)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('of a station take bounded memory; the oldest stay in the records as they were', () => {
    const of = bench()
    of.send([0, 1])
    for (let n = 1; n <= MOST_OF_STATION + 10; n++) of.send([n, n * 2 + 1])
    expect(of.size).toBe(MOST_OF_STATION)
    expect(of.gaps()).toHaveLength(MOST_OF_STATION + 10)
    of.send([0.5, 2])
    expect(of.gaps()).toHaveLength(MOST_OF_STATION + 10)
  })

  it('of the journal are told once', () => {
    const of = bench()
    of.lost(7, 12)
    of.restart()
    of.lost(7, 12)
    expect(of.gaps()).toEqual(['journal open 0-0 (7..11) 5'])
  })
})
