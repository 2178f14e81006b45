import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KINDS, readAll, type Row, stationOf, writeOf } from './contract-points.ts'
import { DAY_MS as DAY } from './day.ts'
import { type DuckSeries, type DuckSeriesOptions, openDuckSeries } from './duck.ts'
import type { StoreLoss } from './series.ts'

const root = mkdtempSync(join(tmpdir(), 'citypulse-months-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const NOW = Date.UTC(2026, 10, 23, 12)
const OCTOBER = Date.UTC(2026, 9, 1, 6)
const row = (ts: number, value: number, station = 1): Row => ({ ts, station, values: { pm25: value } })
const late = (ts: number, value: number, station = 1): Row => ({ ...row(ts, value, station), doubtful: true })

describe('months that are over', () => {
  let folder = ''
  let series: DuckSeries
  let damage: [string, StoreLoss | undefined][] = []

  const open = async (more: Partial<DuckSeriesOptions> = {}) =>
    (series = await openDuckSeries({
      folder,
      kinds: KINDS,
      stationOf,
      sealEveryMs: 0,
      sealLateRows: 1,
      mergeFiles: 3,
      clock: () => NOW,
      onDamage: (detail, loss) => void damage.push([detail, loss]),
      ...more,
    }))
  const close = () => series[Symbol.asyncDispose]()
  const reopen = async (more: Partial<DuckSeriesOptions> = {}) => {
    await close()
    await open(more)
  }
  beforeEach(() => {
    folder = mkdtempSync(join(root, 'own-'))
    damage = []
  })
  afterEach(async () => {
    await Promise.resolve(close()).catch(() => {})
  })

  const sealed = () => readdirSync(join(folder, 'sealed', 'air')).sort()
  const file = (name: string) => join(folder, 'sealed', 'air', name)
  const year = {
    kind: 'air',
    value: 'pm25',
    from: 0,
    to: 4e12,
    limit: 1000,
    everyMs: 7 * DAY,
    aggregate: 'mean',
  } as const
  const picture = async () => [
    await readAll(series),
    await readAll(series, 'pm25', 2),
    await readAll(series, 'pm25', 3),
    await series.series({ ...year, station: 1 }),
    [...(await series.latest())].sort((a, b) => a.station - b.station),
    (await series.state()).rows,
  ]
  /** Ten days of October and two of November, of stations 1 and 2, and one of 3 that was silent since. */
  const rows = (): Row[] => [
    ...Array.from({ length: 10 }, (_, i) => [row(OCTOBER + i * DAY, i), row(OCTOBER + i * DAY + 5, i + 0.5, 2)]).flat(),
    { ...row(OCTOBER + 3, 99, 3), flags: { pm25: 3 } },
    row(Date.UTC(2026, 10, 10), 41),
    row(Date.UTC(2026, 10, 11), 42, 2),
  ]

  it('become one file, and no answer changes, now or after a start', async () => {
    await open({ mergeFiles: 100 })
    await series.write(writeOf(0, rows()))
    await series.seal()
    expect(sealed()).toHaveLength(12)
    const before = await picture()
    await reopen()
    await series.seal()
    expect(sealed()).toEqual(['2026-10-m1.parquet', '2026-11-10.parquet', '2026-11-11.parquet'])
    expect(await picture()).toEqual(before)
    await reopen()
    expect(await picture()).toEqual(before)
    expect(damage).toEqual([])
  })

  it('become several files of whole stations when they are large, of which a query opens those that it needs', async () => {
    await open({ mergeRows: 12 })
    await series.write(writeOf(0, rows()))
    const before = await picture()
    await series.seal()
    expect(sealed().filter((name) => name.includes('-m'))).toEqual(['2026-10-m1.parquet', '2026-10-m2.parquet'])
    expect(await picture()).toEqual(before)
    // Were the file of stations 2 and 3 opened for station 1, this would fail.
    truncateSync(file('2026-10-m2.parquet'), 10)
    expect(await readAll(series)).toEqual(before[0])
    await expect(readAll(series, 'pm25', 2)).rejects.toThrow()
  })

  it('know duplicates, replays and amendments of what is in them', async () => {
    await open()
    await series.write(writeOf(0, rows()))
    await series.seal()
    expect(await series.write(writeOf(100, [late(OCTOBER, 7)]))).toHaveLength(1)
    expect(await series.write(writeOf(0, [late(OCTOBER, 0)]))).toEqual([])
    const amendments = [{ kind: 'air', station: 1, ts: OCTOBER, seq: 0, value: 'pm25', flag: 4 }]
    await series.write({ from: 101, to: 102, points: [], amendments })
    expect((await readAll(series))[0]).toEqual([OCTOBER, 0, 4])
  })

  it('take late readings up again, under names that no file had before', async () => {
    await open()
    await series.write(writeOf(0, rows()))
    await series.seal()
    for (let day = 0; day < 4; day++) await series.write(writeOf(50 + day, [late(OCTOBER + day * DAY + 100, 70 + day)]))
    const before = await picture()
    await reopen({ mergeFiles: 100 })
    await series.seal()
    expect(sealed().filter((name) => name.startsWith('2026-10'))).toEqual([
      '2026-10-01-2.parquet',
      '2026-10-02-2.parquet',
      '2026-10-03-2.parquet',
      '2026-10-04-2.parquet',
      '2026-10-m1.parquet',
    ])
    await reopen()
    await series.seal()
    expect(sealed().filter((name) => name.startsWith('2026-10'))).toEqual(['2026-10-m2.parquet'])
    expect(await picture()).toEqual(before)
  })

  it('are left as they are while they go on', async () => {
    await open({ clock: () => Date.UTC(2026, 9, 31, 23) })
    await series.write(writeOf(0, rows().slice(0, 20)))
    await series.seal()
    expect(sealed()).toHaveLength(10)
  })

  it('are forgotten as a whole, and hide the older part before', async () => {
    await open()
    await series.write(writeOf(0, rows()))
    await series.seal()
    await series.forget('air', OCTOBER + 8 * DAY)
    expect((await readAll(series)).map(([, value]) => value)).toEqual([8, 9, 41])
    await series.forget('air', Date.UTC(2026, 10, 1))
    expect(sealed()).toEqual(['2026-11-10.parquet', '2026-11-11.parquet'])
    await reopen()
    expect((await readAll(series)).map(([, value]) => value)).toEqual([41])
  })

  describe('when the city dies', () => {
    /** Everything of before the merge, kept aside. */
    const prepare = async () => {
      await open({ mergeFiles: 100 })
      await series.write(writeOf(0, rows()))
      await series.seal()
      const before = await picture()
      await close()
      copyFileSync(join(folder, 'series.duckdb'), join(folder, 'as-before'))
      const days = sealed()
      for (const name of days) copyFileSync(file(name), join(folder, name))
      await open()
      await series.seal()
      await close()
      return { before, days }
    }
    const putBack = (names: readonly string[]) => {
      for (const name of names) copyFileSync(join(folder, name), file(name))
    }

    it('between writing a month and recording it, the days stay and the month goes', async () => {
      const { before, days } = await prepare()
      putBack(days)
      copyFileSync(join(folder, 'as-before'), join(folder, 'series.duckdb'))
      rmSync(join(folder, 'series.duckdb.sum'), { force: true })
      await open({ mergeFiles: 100 })
      expect(sealed()).toEqual(days)
      expect(await picture()).toEqual(before)
    })

    it('between recording a month and deleting its days, the days go and nothing is there twice', async () => {
      const { before, days } = await prepare()
      putBack(days)
      await open()
      expect(sealed()).toEqual(['2026-10-m1.parquet', '2026-11-10.parquet', '2026-11-11.parquet'])
      expect(await picture()).toEqual(before)
    })

    it('and loses its database as well, months are taken up from their files, with some days still beside them', async () => {
      const { before, days } = await prepare()
      putBack(days.slice(2))
      for (const name of ['series.duckdb', 'series.duckdb.wal', 'series.duckdb.sum'])
        rmSync(join(folder, name), { force: true })
      await open()
      expect(sealed()).toEqual(['2026-10-m1.parquet', '2026-11-10.parquet', '2026-11-11.parquet'])
      expect(await picture()).toEqual(before)
    })
  })

  it('say what is missing when their file is damaged, and the newest readings of before are found', async () => {
    await open()
    await series.write(writeOf(0, rows()))
    await series.seal()
    await close()
    truncateSync(file('2026-10-m1.parquet'), 100)
    await open()
    expect(damage).toHaveLength(1)
    const [detail, loss] = damage[0]!
    expect(detail).toContain('21 rows of air of 2026-10 are missing')
    expect(loss).toEqual({ fromAt: OCTOBER - 6 * 3_600_000, toAt: Date.UTC(2026, 9, 11), rows: 21 })
    expect(existsSync(file('2026-10-m1.parquet'))).toBe(false)
    const latest = [...(await series.latest())].sort((a, b) => a.station - b.station)
    expect(latest.map(({ station, values }) => [station, values['pm25']])).toEqual([
      [1, 41],
      [2, 42],
    ])
  })
})
