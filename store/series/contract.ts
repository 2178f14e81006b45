import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CityError } from '../../domain/errors.ts'
import { valueNames, type Kinds } from '../../domain/kind.ts'
import {
  KINDS,
  numberOf,
  placedAt,
  pointsOf,
  readAll,
  RECEIVED_AT,
  stationOf,
  writeOf,
  type Row,
} from './contract-points.ts'
import type { NewestQuery, Series, SeriesQuery, StationOf } from './series.ts'

/** What an adapter is opened with; the same `place` keeps what was written to it. */
export interface ContractOptions {
  readonly place: string
  readonly kinds: Kinds
  readonly stationOf: StationOf
  readonly numberOf: (id: string) => number | undefined
}

const T = 1_764_000_000_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** What every adapter of the time series keeps. */
export function seriesContract(name: string, open: (options: ContractOptions) => Promise<Series>): void {
  describe(`${name} keeps the series contract`, () => {
    const opened: Series[] = []
    let places = 0
    let place = ''

    const openAt = async (at: string, kinds: Kinds = KINDS) => {
      const series = await open({ place: at, kinds, stationOf, numberOf })
      opened.push(series)
      return series
    }
    const fresh = () => openAt((place = `place${++places}`))

    let shared: Series
    let parts = 0
    beforeAll(async () => {
      shared = await open({ place: 'shared', kinds: KINDS, stationOf, numberOf })
    })
    afterAll(() => shared[Symbol.asyncDispose]())
    /** Opening takes longer than a test: most share a store and have stations and positions of their own in it. */
    const ownPart = () => {
      parts++
      return placedAt(shared, parts * 100, parts * 10_000)
    }
    const closeAll = async () => {
      for (const series of opened.splice(0)) await series[Symbol.asyncDispose]()
    }
    afterEach(closeAll)

    const query = (more: Partial<SeriesQuery>): SeriesQuery => ({
      kind: 'air',
      station: 1,
      value: 'pm25',
      from: T,
      to: T + DAY,
      limit: 1000,
      ...more,
    })

    describe('readings', () => {
      it('gives back what was written, in order of time', async () => {
        const series = ownPart()
        await series.write(writeOf(0, [pm25(T + 2000, 30.5), pm25(T, 10.25), pm25(T + 1000, -20)]))
        expect(await readAll(series)).toEqual([
          [T, 10.25, 1],
          [T + 1000, -20, 1],
          [T + 2000, 30.5, 1],
        ])
      })

      it('keeps stations, values and kinds apart', async () => {
        const series = ownPart()
        await series.write({
          from: 0,
          to: 3,
          points: [
            pointsOf('air', [
              { ts: T, values: { pm25: 1, temperature: 2, 'no2-1h': 3 }, position: 0 },
              { ts: T, values: { pm25: 4 }, station: 2, position: 1 },
            ]),
            pointsOf('noise', [{ ts: T, values: { LAeq: 5 }, station: 3, position: 2 }]),
          ],
          amendments: [],
        })
        expect(await readAll(series)).toEqual([[T, 1, 1]])
        expect(await readAll(series, 'temperature')).toEqual([[T, 2, 1]])
        expect(await readAll(series, 'no2-1h')).toEqual([[T, 3, 1]])
        expect(await readAll(series, 'pm25', 2)).toEqual([[T, 4, 1]])
        expect(await readAll(series, 'LAeq', 3, 'noise')).toEqual([[T, 5, 1]])
      })

      it('gives back the flag of each value, 1 where none was raised', async () => {
        const series = ownPart()
        const flagged = [2, 3, 4, 9].map((flag, i) => ({ ...pm25(T + i, i), flags: { pm25: flag } }))
        await series.write(writeOf(0, [...flagged, pm25(T + 9, 9)]))
        expect((await readAll(series)).map(([, , flag]) => flag)).toEqual([2, 3, 4, 9, 1])
      })

      it('never gives a value that a reading does not carry', async () => {
        const series = ownPart()
        await series.write(writeOf(0, [pm25(T, 1), { ts: T + 1, values: { temperature: 5 } }, pm25(T + 2, 3)]))
        expect((await readAll(series)).map(([ts]) => ts)).toEqual([T, T + 2])
        expect(await series.series(query({ everyMs: HOUR, aggregate: 'count' }))).toEqual([[hourOf(T), 2, 1]])
        const [newest] = await series.latest()
        expect(newest!.values).toEqual({ pm25: 3 })
      })

      it('takes from inclusive and to exclusive', async () => {
        const series = ownPart()
        await series.write(writeOf(0, [pm25(T - 1, 1), pm25(T, 2), pm25(T + 9, 3), pm25(T + 10, 4)]))
        expect((await series.series(query({ to: T + 10 }))).map(([, value]) => value)).toEqual([2, 3])
      })

      it('gives at most `limit` readings, the oldest', async () => {
        const series = ownPart()
        await series.write(writeOf(0, [pm25(T, 1), pm25(T + 1, 2), pm25(T + 2, 3)]))
        expect((await series.series(query({ limit: 2 }))).map(([, value]) => value)).toEqual([1, 2])
      })

      it('keeps readings of before 1970 and of the far future', async () => {
        const series = ownPart()
        await series.write(writeOf(0, [pm25(-5 * DAY, 1), pm25(4e12, 2)]))
        const points = await series.series(query({ from: -10 * DAY, to: 5e12 }))
        expect(points).toEqual([
          [-5 * DAY, 1, 1],
          [4e12, 2, 1],
        ])
      })
    })

    describe('identity', () => {
      it('keeps one row when a reading comes twice in one write', async () => {
        const series = ownPart()
        const duplicates = await series.write(writeOf(0, [pm25(T, 1), { ...pm25(T, 2), doubtful: true }]))
        expect(duplicates).toEqual([{ station: 1, receivedAt: RECEIVED_AT }])
        expect(await readAll(series)).toEqual([[T, 1, 1]])
      })

      it('keeps one row when one message carries a reading twice, and says so again at its replay', async () => {
        const series = ownPart()
        const twice = (doubtful: boolean) =>
          writeOf(7, [
            { ...pm25(T, 1), position: 7, doubtful },
            { ...pm25(T, 1), position: 7, doubtful: true },
          ])
        const once = [{ station: 1, receivedAt: RECEIVED_AT }]
        expect(await series.write(twice(false))).toEqual(once)
        expect(await series.write(twice(true))).toEqual(once)
        expect(await readAll(series)).toEqual([[T, 1, 1]])
      })

      it('keeps the first row and reports a duplicate when a reading comes again in a later write', async () => {
        const series = ownPart()
        expect(await series.write(writeOf(0, [pm25(T, 1)]))).toEqual([])
        const again = [{ ...pm25(T, 99), doubtful: true }, { ...pm25(T + 5, 2) }]
        expect(await series.write(writeOf(1, again))).toEqual([{ station: 1, receivedAt: RECEIVED_AT }])
        expect(await readAll(series)).toEqual([
          [T, 1, 1],
          [T + 5, 2, 1],
        ])
      })

      it('neither writes nor reports a row that is there under the same position', async () => {
        const series = ownPart()
        await series.write(writeOf(10, [pm25(T, 1), pm25(T + 1, 2)]))
        const replay = [
          { ...pm25(T, 1), doubtful: true },
          { ...pm25(T + 1, 2), doubtful: true },
        ]
        expect(await series.write(writeOf(10, replay))).toEqual([])
        expect(await readAll(series)).toHaveLength(2)
      })

      it('keeps one row when a whole write is given again', async () => {
        const series = ownPart()
        for (let time = 0; time < 2; time++) {
          expect(await series.write(writeOf(0, [pm25(T, 1), pm25(T + 1, 2)]))).toEqual([])
        }
        expect(await readAll(series)).toHaveLength(2)
      })

      it('keeps two readings of one millisecond that have different sequence numbers', async () => {
        const series = ownPart()
        const second = { ...pm25(T, 2), seq: 8, doubtful: true }
        expect(await series.write(writeOf(0, [{ ...pm25(T, 1), seq: 7 }, second]))).toEqual([])
        expect((await readAll(series)).map(([, value]) => value)).toEqual([1, 2])
      })

      it('writes doubtful rows that are not there, and tells stations apart', async () => {
        const series = ownPart()
        await series.write(writeOf(0, [pm25(T, 1), pm25(T + HOUR, 2)]))
        const late = [
          { ...pm25(T - DAY, 3), doubtful: true },
          { ...pm25(T, 4), station: 2, doubtful: true },
        ]
        expect(await series.write(writeOf(2, late))).toEqual([])
        expect((await readAll(series)).map(([, value]) => value)).toEqual([3, 1, 2])
        expect(await readAll(series, 'pm25', 2)).toEqual([[T, 4, 1]])
      })

      it('carries out four writes in flight in their order', async () => {
        const series = ownPart()
        const writes = [0, 1, 2, 3].map((n) => series.write(writeOf(n, [{ ...pm25(T, n), doubtful: n > 0 }])))
        const duplicates = await Promise.all(writes)
        expect(duplicates.map((list) => list.length)).toEqual([0, 1, 1, 1])
        expect(await readAll(series)).toEqual([[T, 0, 1]])
      })
    })

    describe('aggregates', () => {
      const H = hourOf(T)

      it.each([
        ['mean', 10],
        ['min', 0],
        ['max', 20],
        ['count', 21],
        ['p95', 19],
      ] as const)('gives the %s of a bucket', async (aggregate, expected) => {
        const series = ownPart()
        const rows = Array.from({ length: 21 }, (_, i) => pm25(H + i * MINUTE, (i * 8) % 21))
        await series.write(writeOf(0, rows))
        const points = await series.series(query({ from: H, everyMs: HOUR, aggregate }))
        expect(points).toHaveLength(1)
        expect(points[0]![0]).toBe(H)
        expect(points[0]![1]).toBeCloseTo(expected, 9)
        expect(points[0]![2]).toBe(1)
      })

      it.each([
        [1, 1],
        [2, 2],
        [9, 9],
        [10, 10],
        [11, 10],
        [29, 28],
        [31, 29],
        [60, 57],
      ])('gives as p95 of 1 to %i the value %i, which is a reading', async (n, expected) => {
        const series = ownPart()
        const rows = Array.from({ length: n }, (_, i) => pm25(H + i * MINUTE, ((i * 7) % n) + 1))
        // 7 has no factor in common with n, so that every value comes once.
        await series.write(writeOf(0, rows))
        expect(await series.series(query({ from: H, everyMs: HOUR, aggregate: 'p95' }))).toEqual([[H, expected, 1]])
      })

      it('gives the mean when no aggregate is named', async () => {
        const series = ownPart()
        await series.write(writeOf(0, [pm25(H, 1), pm25(H + 1, 4)]))
        expect(await series.series(query({ from: H, everyMs: HOUR }))).toEqual([[H, 2.5, 1]])
      })

      it('leaves out buckets without a reading', async () => {
        const series = ownPart()
        await series.write(writeOf(0, [pm25(H, 1), pm25(H + 5 * HOUR, 2)]))
        const points = await series.series(query({ from: H, everyMs: HOUR }))
        expect(points.map(([ts]) => ts)).toEqual([H, H + 5 * HOUR])
      })

      it.each(['mean', 'min', 'max', 'count', 'p95'] as const)(
        'keeps values flagged 4 and 9 out of the %s, but not those flagged 2 and 3',
        async (aggregate) => {
          const series = ownPart()
          const row = (i: number, value: number, flag: number) => ({ ...pm25(H + i, value), flags: { pm25: flag } })
          await series.write(
            writeOf(0, [row(0, 1000, 4), row(1, -1000, 9), row(2, 6, 2), row(3, 6, 3), row(4, 6, 0), row(5, 1000, 4)]),
          )
          const points = await series.series(query({ from: H, everyMs: HOUR, aggregate }))
          expect(points).toEqual([[H, aggregate === 'count' ? 3 : 6, 4]])
        },
      )

      it.each([
        [[0, 2], 1],
        [[2, 2], 2],
        [[9, 2], 2],
        [[0, 3, 2], 3],
        [[3, 4], 4],
      ] as const)('gives a bucket of readings flagged %j the worst flag', async (flags, worst) => {
        const series = ownPart()
        await series.write(
          writeOf(
            0,
            flags.map((flag, i) => ({ ...pm25(H + i, 5), flags: { pm25: flag } })),
          ),
        )
        expect((await series.series(query({ from: H, everyMs: HOUR })))[0]![2]).toBe(worst)
      })

      it('shows a bucket whose readings all failed, without a value', async () => {
        const series = ownPart()
        await series.write(writeOf(0, [{ ...pm25(H, 7), flags: { pm25: 4 } }]))
        expect(await series.series(query({ from: H, everyMs: HOUR, aggregate: 'max' }))).toEqual([[H, null, 4]])
        expect(await series.series(query({ from: H, everyMs: HOUR, aggregate: 'count' }))).toEqual([[H, 0, 4]])
      })

      it('counts only readings from inclusive to exclusive in the outer buckets', async () => {
        const series = ownPart()
        await series.write(
          writeOf(
            0,
            [0, 10, 20, 30, 40].map((minute) => pm25(H + minute * MINUTE, minute)),
          ),
        )
        const asked = query({ from: H + 10 * MINUTE, to: H + 40 * MINUTE, everyMs: HOUR, aggregate: 'count' })
        expect(await series.series(asked)).toEqual([[H, 3, 1]])
      })

      it('bounds the buckets of a year by the limit', async () => {
        const series = ownPart()
        const rows = Array.from({ length: 365 }, (_, day) => pm25(H + day * DAY, day))
        await series.write(writeOf(0, rows))
        const year = { from: H, to: H + 366 * DAY, everyMs: DAY, aggregate: 'max' } as const
        expect(await series.series(query({ ...year, limit: 1000 }))).toHaveLength(365)
        const some = await series.series(query({ ...year, limit: 100 }))
        expect(some.map(([, value]) => value)).toEqual(Array.from({ length: 100 }, (_, day) => day))
      })
    })

    describe('amendments', () => {
      const amendment = (ts: number, flag: number, more = {}) =>
        ({ kind: 'air', station: 1, ts, seq: 0, value: 'pm25', flag, ...more }) as const

      it('change the flag of a value and nothing else', async () => {
        const series = ownPart()
        const row = { ts: T, values: { pm25: 50, temperature: 20 }, level: 3, index: 70 }
        await series.write(writeOf(0, [row, pm25(T + 1, 8)]))
        await series.write({ from: 2, to: 3, points: [], amendments: [amendment(T, 3)] })
        expect(await readAll(series)).toEqual([
          [T, 50, 3],
          [T + 1, 8, 1],
        ])
        expect(await readAll(series, 'temperature')).toEqual([[T, 20, 1]])
      })

      it('reach a reading of the same write, and may take a flag back', async () => {
        const series = ownPart()
        await series.write(writeOf(0, [pm25(T, 50), pm25(T + 1, 8)], { amendments: [amendment(T, 4)] }))
        expect((await readAll(series)).map(([, , flag]) => flag)).toEqual([4, 1])
        await series.write({ from: 2, to: 3, points: [], amendments: [amendment(T, 1)] })
        expect((await readAll(series)).map(([, , flag]) => flag)).toEqual([1, 1])
      })

      it('count in aggregates', async () => {
        const series = ownPart()
        await series.write(writeOf(0, [pm25(T, 50), pm25(T + 1, 8)]))
        await series.write({ from: 2, to: 3, points: [], amendments: [amendment(T, 4)] })
        expect(await series.series(query({ everyMs: DAY, from: T - DAY, aggregate: 'max' }))).toEqual([
          [Math.floor(T / DAY) * DAY, 8, 4],
        ])
      })

      it('of a reading that is not there make no reading', async () => {
        const series = ownPart()
        await series.write(writeOf(0, [pm25(T, 1)]))
        const nowhere = [amendment(T + 5, 4), amendment(T, 4, { seq: 5 }), amendment(T, 4, { station: 2 })]
        await series.write({ from: 1, to: 2, points: [], amendments: nowhere })
        expect(await readAll(series)).toEqual([[T, 1, 1]])
        expect(await readAll(series, 'pm25', 2)).toEqual([])
        expect(await series.latest()).toHaveLength(1)
      })
    })

    describe('newest', () => {
      const rowsIn = async (series: Series, more: Partial<NewestQuery>) => {
        const span = { kind: 'air', value: 'pm25', from: T, to: T + HOUR, limit: 1000 }
        const { station, at, value, flag, level } = await series.newest({ ...span, ...more })
        return station.map((number, i) => [number, (at[i]! - T) / 1000, value[i], flag[i], level[i]])
      }
      const write = (series: Series) =>
        series.write(
          writeOf(0, [
            { ...pm25(T + 1000, 1), level: 2, index: 60 },
            pm25(T + 59_000, 2),
            { ...pm25(T + 61_000, 3), flags: { pm25: 4 } },
            { ...pm25(T + 30_000, 10), station: 2 },
            { station: 2, ts: T + 40_000, values: { temperature: 5 } },
            { ...pm25(T + 300_000, 11), station: 2, level: 1, index: 20 },
            { ...pm25(T + HOUR, 12), station: 2 },
          ]),
        )

      it('is the last reading of each station in each bucket, with its own flag and level', async () => {
        const series = ownPart()
        await write(series)
        expect(await rowsIn(series, { everyMs: MINUTE })).toEqual([
          [1, 0, 2, 1, 0],
          [1, 60, 3, 4, 0],
          [2, 0, 10, 1, 0],
          [2, 300, 11, 1, 1],
        ])
      })

      it('is one reading a station with its time where no width is given', async () => {
        const series = ownPart()
        await write(series)
        expect(await rowsIn(series, { to: T + 60_000 })).toEqual([
          [1, 59, 2, 1, 0],
          [2, 30, 10, 1, 0],
        ])
        expect(await rowsIn(series, { to: T + 58_000 })).toEqual([
          [1, 1, 1, 1, 2],
          [2, 30, 10, 1, 0],
        ])
      })

      it('is nothing for a value or kind that is unknown, an empty span, or before anything was read', async () => {
        const series = ownPart()
        await write(series)
        expect(await rowsIn(series, { value: 'nothing' })).toEqual([])
        expect(await rowsIn(series, { kind: 'nothing' })).toEqual([])
        expect(await rowsIn(series, { to: T })).toEqual([])
        expect(await rowsIn(series, { from: T - DAY, to: T })).toEqual([])
      })
    })

    describe('latest', () => {
      it('is the newest reading of every station that has one, whole', async () => {
        const series = ownPart()
        await series.write({
          from: 0,
          to: 4,
          points: [
            pointsOf('air', [
              { ts: T + 5, seq: 3, values: { pm25: 1 }, index: 55, level: 2, position: 0 },
              { ts: T + 9, seq: 4, values: { pm25: 2, 'no2-1h': 7 }, flags: { pm25: 3 }, position: 1 },
              { ts: T, values: { temperature: 4 }, station: 2, index: 80, level: 4, position: 2 },
            ]),
            pointsOf('noise', [{ ts: T, values: { LAeq: 66 }, station: 3, position: 3 }]),
          ],
          amendments: [],
        })
        const latest = [...(await series.latest())].sort((a, b) => a.station - b.station)
        expect(latest).toEqual([
          stored({ ts: T + 9, seq: 4, values: { pm25: 2, 'no2-1h': 7 }, flags: { pm25: 3 } }),
          stored({ station: 2, values: { temperature: 4 }, index: 80, level: 4 }),
          stored({ kind: 'noise', station: 3, values: { LAeq: 66 } }),
        ])
      })

      it('is empty in a new store', async () => {
        expect(await (await fresh()).latest()).toEqual([])
      })
    })

    describe('forgetting', () => {
      it('drops a kind’s readings before a time and no others', async () => {
        const series = await fresh()
        await series.write({
          from: 0,
          to: 3,
          points: [
            pointsOf('air', [
              { ...pm25(T - 1, 1), position: 0 },
              { ...pm25(T, 2), position: 1 },
            ]),
            pointsOf('noise', [{ ts: T - 1, values: { LAeq: 66 }, position: 2 }]),
          ],
          amendments: [],
        })
        await series.forget('air', T)
        expect(await readAll(series)).toEqual([[T, 2, 1]])
        expect(await readAll(series, 'LAeq', 1, 'noise')).toEqual([[T - 1, 66, 1]])
      })
    })

    describe('reopening', () => {
      it('finds everything again, and more of it when the kind has gained a value', async () => {
        const series = await fresh()
        await series.write(writeOf(0, [pm25(T, 1)]))
        await closeAll()
        const air = KINDS.get('air')!
        const grown = { ...air, values: { co: air.values['pm25']!, ...air.values } }
        const kinds: Kinds = new Map([...KINDS, ['air', grown]])
        const again = await openAt(place, kinds)
        const points = pointsOf('air', [{ ts: T + 1, values: { co: 5, pm25: 2 }, position: 1 }], kinds)
        expect(points.names).toEqual(valueNames(grown))
        await again.write({ from: 1, to: 2, points: [points], amendments: [] })
        expect(await readAll(again)).toHaveLength(2)
        expect(await readAll(again, 'co')).toEqual([[T + 1, 5, 1]])
      })

      it('knows duplicates of what was written before', async () => {
        const series = await fresh()
        await series.write(writeOf(0, [pm25(T, 1)]))
        await closeAll()
        const again = await openAt(place)
        expect(await again.write(writeOf(1, [{ ...pm25(T, 1), doubtful: true }]))).toHaveLength(1)
        expect(await readAll(again)).toHaveLength(1)
      })
    })

    describe('odd questions', () => {
      it.each([
        ['station', { station: 77 }],
        ['value', { value: 'nothing' }],
        ['kind', { kind: 'nothing' }],
        ['number of a station', { station: 1.5 }],
        ['span', { from: T + 5, to: T }],
        ['value that is a column of the store', { value: 'position' }],
        ['value that is SQL', { value: `pm25" FROM "air"; DROP TABLE "air" --` }],
        ['kind that is SQL', { kind: `air" --` }],
        ['kind with a quote', { kind: `air' OR 1=1; --` }],
      ])('are answered with nothing: an unknown %s', async (_, odd) => {
        const series = ownPart()
        await series.write(writeOf(0, [pm25(T, 1)]))
        expect(await series.series(query(odd))).toEqual([])
        expect(await series.series(query({ ...odd, everyMs: HOUR }))).toEqual([])
        expect(await readAll(series)).toHaveLength(1)
      })

      it.each([{ everyMs: 0 }, { everyMs: Number.NaN }, { from: Number.NaN }, { limit: Number.NaN }])(
        'are refused as such: %j',
        async (odd) => {
          const series = ownPart()
          const refused = await series.series(query(odd)).catch((error: unknown) => error)
          expect(refused).toBeInstanceOf(CityError)
          expect((refused as CityError).code).toBe('request-invalid')
        },
      )

      it('take an unbounded span', async () => {
        const series = ownPart()
        await series.write(writeOf(0, [pm25(T, 1)]))
        const all = await series.series(query({ from: -Infinity, to: Infinity, limit: Infinity }))
        expect(all).toEqual([[T, 1, 1]])
      })

      it('forget nothing of an unknown kind', async () => {
        const series = ownPart()
        await series.write(writeOf(0, [pm25(T, 1)]))
        await series.forget('nothing', T + DAY)
        expect(await readAll(series)).toHaveLength(1)
      })
    })

    it('refuses points of a kind it was not opened for', async () => {
      const series = ownPart()
      const stray = { ...pointsOf('air', [pm25(T, 1)]), kind: 'nothing' }
      const refused = await series.write({ from: 0, to: 1, points: [stray], amendments: [] }).catch((e: unknown) => e)
      expect((refused as CityError).code).toBe('store-refused')
    })

    it('counts its rows', async () => {
      const series = await fresh()
      await series.write(writeOf(0, [pm25(T, 1), pm25(T + 1, 2)]))
      expect((await series.state()).rows).toBe(2)
    })

    it('tells a position that is durable, or 0', async () => {
      const series = await fresh()
      expect(await series.position()).toBe(0)
      await series.write(writeOf(0, [pm25(T, 1), pm25(T + 1, 2)]))
      expect([0, 2]).toContain(await series.position())
    })
  })
}

function pm25(ts: number, value: number): Row {
  return { ts, values: { pm25: value } }
}

function hourOf(ts: number): number {
  return Math.floor(ts / HOUR) * HOUR
}

function stored(more: object) {
  const usual = { kind: 'air', station: 1, ts: T, seq: 0, receivedAt: RECEIVED_AT, flags: {}, index: null, level: 0 }
  return { ...usual, ...more }
}
