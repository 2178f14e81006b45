import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { KINDS, pointsOf, readAll, stationOf, writeOf, type Row } from './contract-points.ts'
import { seriesContract } from './contract.ts'
import { openDuckSeries, type DuckSeries, type DuckSeriesOptions } from './duck.ts'

const root = mkdtempSync(join(tmpdir(), 'series-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

seriesContract('DuckDB', ({ place, kinds, stationOf }) =>
  openDuckSeries({ folder: join(root, place), kinds, stationOf, sealEveryMs: 0 }),
)

const DAY = 86_400_000
const NOON = Date.UTC(2026, 10, 23, 12)

describe('DuckDB', () => {
  let folder = ''
  let series: DuckSeries
  let damage: string[] = []

  const open = async (more: Partial<DuckSeriesOptions> = {}) => {
    const onDamage = (detail: string) => damage.push(detail)
    const usual = { kinds: KINDS, stationOf, sealEveryMs: 0, sealLateRows: 1, clock: () => NOON, onDamage }
    return (series = await openDuckSeries({ folder, ...usual, ...more }))
  }
  const fresh = (more: Partial<DuckSeriesOptions> = {}) => {
    folder = mkdtempSync(join(root, 'own-'))
    damage = []
    return open(more)
  }
  const close = () => series[Symbol.asyncDispose]()
  afterEach(async () => {
    await Promise.resolve(close()).catch(() => {})
  })

  it('copies itself beside writes: live and sealed rows, and the position that they came to', async () => {
    await fresh()
    const old = NOON - 3 * DAY
    const rows = (count: number, ts: number): Row[] =>
      Array.from({ length: count }, (_, i) => ({ ts: ts + i * 1_000, values: { pm25: i } }))
    await series.write(writeOf(0, rows(500, old)))
    await series.seal()
    await series.write(writeOf(500, rows(100, NOON - 1_000_000)))
    const to = mkdtempSync(join(root, 'copy-'))
    const copying = series.snapshot(to)
    const writing = series.write(writeOf(600, rows(50, NOON)))
    const copied = (await copying)!
    await writing
    expect(copied.files.filter((path) => path.endsWith('.parquet'))).toHaveLength(1)
    expect([600, 650]).toContain(copied.position)
    const all = await readAll(series)
    await close()
    series = await openDuckSeries({ folder: to, kinds: KINDS, stationOf, sealEveryMs: 0, clock: () => NOON })
    expect(await series.position()).toBe(copied.position)
    expect(await readAll(series)).toEqual(all.slice(0, copied.position))
    expect(damage).toEqual([])
  })
  /** Runs a script in a process of its own. */
  const startScript = (script: string) => {
    const file = join(folder, 'script.ts')
    writeFileSync(file, script)
    return spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] })
  }
  const sealed = (kind = 'air') => {
    const at = join(folder, 'sealed', kind)
    return existsSync(at) ? readdirSync(at).sort() : []
  }
  const database = () => join(folder, 'series.duckdb')
  const row = (ts: number, value: number, station = 1): Row => ({ ts, station, values: { pm25: value } })
  const late = (ts: number, value: number, station = 1): Row => ({ ...row(ts, value, station), doubtful: true })

  it('tells after reopening the position that its rows belong to', async () => {
    await fresh()
    await series.write(writeOf(40, [row(NOON, 1), row(NOON + 1, 2)]))
    expect(await series.position()).toBe(42)
    await close()
    await open()
    expect(await series.position()).toBe(42)
  })

  it('never moves its position back', async () => {
    await fresh()
    await series.write(writeOf(40, [row(NOON, 1)]))
    await series.write(writeOf(3, [late(NOON + 1, 1)]))
    expect(await series.position()).toBe(41)
  })

  it('keeps rows and position together when the process is killed', async () => {
    await fresh()
    await close()
    const script = `
      const { openDuckSeries } = await import(${JSON.stringify(new URL('./duck.ts', import.meta.url).href)})
      const { KINDS, stationOf, writeOf } = await import(${JSON.stringify(new URL('./contract-points.ts', import.meta.url).href)})
      const series = await openDuckSeries({ folder: ${JSON.stringify(folder)}, kinds: KINDS, stationOf, sealEveryMs: 0 })
      for (let n = 0; ; n++) {
        const rows = Array.from({ length: 50 }, (_, i) => ({ ts: ${NOON} + n * 50 + i, values: { pm25: i } }))
        await series.write(writeOf(n * 50, rows))
        process.stdout.write(String((n + 1) * 50) + '\\n')
      }`
    const child = startScript(script)
    let told = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      told += text
      if (told.split('\n').length > 20) child.kill('SIGKILL')
    })
    const [, signal] = await once(child, 'close')
    expect(signal).toBe('SIGKILL')
    expect(Number(told.split('\n')[0])).toBe(50)
    await open()
    const position = await series.position()
    expect(position).toBeGreaterThanOrEqual(Number(told.slice(0, told.lastIndexOf('\n')).split('\n').at(-1)))
    expect(await readAll(series)).toHaveLength(position)
  })

  it('refuses what comes after a failed write until that one is given again', async () => {
    await fresh()
    await series.write(writeOf(0, [row(NOON, 1)]))
    const broken = writeOf(1, [{ ...row(Number.NaN, 2), doubtful: true }])
    await expect(series.write(broken)).rejects.toMatchObject({ code: 'store-unreachable', retry: true })
    await expect(series.write(writeOf(2, [row(NOON + 2, 3)]))).rejects.toMatchObject({ retry: true })
    expect(await series.position()).toBe(1)
    await series.write(writeOf(1, [row(NOON + 1, 2)]))
    await series.write(writeOf(2, [row(NOON + 2, 3)]))
    expect(await readAll(series)).toHaveLength(3)
    expect(await series.position()).toBe(3)
  })

  it('names its stations in the file, so that it can be read alone', async () => {
    await fresh()
    await series.write(writeOf(0, [row(NOON, 1, 7), row(NOON, 1, 8), row(NOON + 1, 1, 7)]))
    await close()
    const instance = await DuckDBInstance.create(database(), { access_mode: 'READ_ONLY' })
    const connection = await instance.connect()
    const result = await connection.run('SELECT number, id, district FROM station ORDER BY number')
    expect(await result.getRowsJS()).toEqual([
      [7, 'station-7', 'west'],
      [8, 'station-8', 'east'],
    ])
    connection.closeSync()
    instance.closeSync()
  })

  describe('sealing', () => {
    const days = [NOON - 3 * DAY, NOON - 2 * DAY, NOON - DAY, NOON]

    it('moves days before yesterday into a file each and changes no answer', async () => {
      await fresh()
      await series.write(
        writeOf(
          0,
          days.flatMap((day, i) => [row(day, i, 1), { ...row(day + 1, i + 0.5, 2), flags: { pm25: 3 } }]),
        ),
      )
      const ask = { kind: 'air', station: 2, value: 'pm25', from: 0, to: 4e12, limit: 100, everyMs: DAY } as const
      const before = [await readAll(series), await readAll(series, 'pm25', 2), await series.series(ask)]
      await series.seal()
      expect(sealed()).toEqual(['2026-11-20.parquet', '2026-11-21.parquet'])
      expect([await readAll(series), await readAll(series, 'pm25', 2), await series.series(ask)]).toEqual(before)
      expect((await series.state()).rows).toBe(8)
      await close()
      await open()
      expect([await readAll(series), await readAll(series, 'pm25', 2), await series.series(ask)]).toEqual(before)
    })

    it('changes nothing about the newest readings of a span, also not where a flag was amended behind it', async () => {
      await fresh()
      const at = days[0]!
      await series.write(writeOf(0, [row(at, 1), row(at + 50_000, 2), row(at + 70_000, 3, 2), row(days[3]!, 4)]))
      const span = { kind: 'air', value: 'pm25', from: at - DAY, to: NOON + DAY, limit: 100 }
      const asked = async () => [await series.newest(span), await series.newest({ ...span, everyMs: 60_000 })]
      const before = await asked()
      expect(before[1]?.value).toEqual([2, 4, 3])
      await series.seal()
      expect(sealed()).toHaveLength(1)
      expect(await asked()).toEqual(before)
      const amendment = { kind: 'air', station: 1, ts: at + 50_000, seq: 0, value: 'pm25', flag: 4 } as const
      await series.write({ from: 4, to: 5, points: [], amendments: [amendment] })
      expect((await asked())[1]?.flag).toEqual([4, 1, 1])
    })

    it('cuts a large day into files of whole stations', async () => {
      await fresh({ sealStepRows: 3 })
      const rows = [1, 1, 2, 2, 3, 4, 5, 5, 5, 5].map((station, i) => row(days[0]! + i, i, station))
      await series.write(writeOf(0, rows))
      await series.seal()
      // Stations 1; 2 and 3; 4; 5, which alone has more rows than a step.
      expect(sealed()).toEqual([2, 3, 4].map((n) => `2026-11-20-${n}.parquet`).concat('2026-11-20.parquet'))
      for (const [station, count] of [
        [1, 2],
        [2, 2],
        [3, 1],
        [4, 1],
        [5, 4],
      ] as const) {
        expect(await readAll(series, 'pm25', station)).toHaveLength(count)
      }
    })

    it('knows duplicates and replays of sealed readings', async () => {
      await fresh()
      await series.write(writeOf(10, [row(days[0]!, 1)]))
      await series.seal()
      expect(await series.write(writeOf(11, [late(days[0]!, 2)]))).toHaveLength(1)
      expect(await series.write(writeOf(10, [late(days[0]!, 1)]))).toEqual([])
      expect(await readAll(series)).toEqual([[days[0]!, 1, 1]])
    })

    it('seals late readings of a sealed day into a further file once there are enough', async () => {
      await fresh({ sealLateRows: 2 })
      await series.write(writeOf(0, [row(days[0]!, 1)]))
      await series.seal()
      await series.write(writeOf(1, [late(days[0]! + 1, 2)]))
      await series.seal()
      expect(sealed()).toEqual(['2026-11-20.parquet'])
      await series.write(writeOf(2, [late(days[0]! + 2, 3)]))
      await series.seal()
      expect(sealed()).toEqual(['2026-11-20-2.parquet', '2026-11-20.parquet'])
      expect((await readAll(series)).map(([, value]) => value)).toEqual([1, 2, 3])
    })

    it('lays amendments over sealed readings', async () => {
      await fresh()
      await series.write(writeOf(0, [row(days[0]!, 1), row(days[0]! + 1, 100)]))
      await series.seal()
      const amendment = { kind: 'air', station: 1, ts: days[0]! + 1, seq: 0, value: 'pm25' } as const
      for (const flag of [3, 4]) {
        await series.write({ from: 2, to: 3, points: [], amendments: [{ ...amendment, flag }] })
        expect((await readAll(series)).map(([, , shown]) => shown)).toEqual([1, flag])
      }
      const ask = { kind: 'air', station: 1, value: 'pm25', from: 0, to: 4e12, limit: 9, everyMs: DAY } as const
      expect((await series.series({ ...ask, aggregate: 'max' }))[0]!.slice(1)).toEqual([1, 4])
      expect((await series.latest())[0]!.flags).toEqual({ pm25: 4 })
    })

    it('finds the newest reading of a silent station in its file, and not an older late one', async () => {
      await fresh()
      await series.write(writeOf(0, [row(days[1]!, 5, 1), row(days[0]!, 6, 2), row(NOON, 7, 3)]))
      await series.seal()
      await series.write(writeOf(3, [late(days[0]!, 1, 1)]))
      const latest = [...(await series.latest())].sort((a, b) => a.station - b.station)
      expect(latest.map(({ ts, values }) => [ts, values['pm25']])).toEqual([
        [days[1], 5],
        [days[0], 6],
        [NOON, 7],
      ])
    })

    it('reads files of a time when the kind had fewer values', async () => {
      await fresh()
      await series.write(writeOf(0, [row(days[0]!, 1)]))
      await series.seal()
      await close()
      const air = KINDS.get('air')!
      const kinds = new Map(KINDS).set('air', { ...air, values: { ...air.values, co: air.values['pm25']! } })
      await open({ kinds })
      const co = pointsOf('air', [{ ts: days[1]!, values: { co: 4, pm25: 2 }, position: 1 }], kinds)
      await series.write({ from: 1, to: 2, points: [co], amendments: [] })
      await series.seal()
      expect(await readAll(series, 'co')).toEqual([[days[1]!, 4, 1]])
      expect(await readAll(series)).toHaveLength(2)
      expect((await series.latest())[0]!.values).toEqual({ pm25: 2, co: 4 })
    })

    it('forgets whole files and hides the older part of others', async () => {
      await fresh()
      await series.write(writeOf(0, [row(days[0]!, 1), row(days[1]!, 2), row(days[1]! + 10, 3), row(NOON, 4)]))
      await series.seal()
      await series.forget('air', days[1]! + 5)
      expect(sealed()).toEqual(['2026-11-21.parquet'])
      expect((await readAll(series)).map(([, value]) => value)).toEqual([3, 4])
      await close()
      await open()
      expect((await readAll(series)).map(([, value]) => value)).toEqual([3, 4])
    })

    it('takes up a file that a crash left without its record, and drops an unfinished one', async () => {
      await fresh()
      await series.write(writeOf(0, [row(days[0]!, 1), row(days[0]! + 1, 2), row(NOON, 3)]))
      await close()
      copyFileSync(database(), join(folder, 'as-before'))
      await open()
      await series.seal()
      await close()
      // The state right after the file got its name: the database still holds its rows.
      copyFileSync(join(folder, 'as-before'), database())
      writeFileSync(join(folder, 'sealed', 'air', '2026-11-20-2.parquet.unfinished'), 'half')
      await open()
      expect(sealed()).toEqual(['2026-11-20.parquet'])
      expect((await readAll(series)).map(([, value]) => value)).toEqual([1, 2, 3])
      expect((await series.state()).rows).toBe(3)
    })

    it('lets writes and queries go on meanwhile and loses nothing', async () => {
      await fresh({ sealStepRows: 2000 })
      const rows = Array.from({ length: 20_000 }, (_, i) => row(days[0]! + i, i, 1 + (i % 20)))
      await series.write(writeOf(0, rows))
      const sealing = series.seal()
      let position = 20_000
      for (let n = 0; n < 20; n++) {
        await series.write(writeOf(position++, [late(days[0]! + DAY / 4 + n, n, 1)]))
        expect(await readAll(series)).toHaveLength(1000 + n + 1)
      }
      await sealing
      expect(await readAll(series)).toHaveLength(1020)
      expect((await series.state()).rows).toBe(20_020)
    })
  })

  describe('damage', () => {
    it('puts a damaged database into quarantine, opens a new one and keeps the sealed days', async () => {
      await fresh()
      await series.write(writeOf(0, [row(NOON - 3 * DAY, 1), row(NOON, 2)]))
      await series.seal()
      await close()
      const bytes = readFileSync(database())
      bytes.fill(7, 0, 5000)
      writeFileSync(database(), bytes)
      await open()
      expect(damage).toHaveLength(1)
      expect(readdirSync(join(folder, 'quarantine')).join()).toContain('2026-11-23T12-00-00-000Z')
      expect(readFileSync(join(folder, 'quarantine', readdirSync(join(folder, 'quarantine'))[0]!))).toEqual(bytes)
      expect(await series.position()).toBe(0)
      // The journal is read again from its start: what the sealed files have is not stored twice.
      await series.write(writeOf(0, [row(NOON - 3 * DAY, 1), row(NOON, 2)]))
      expect(await readAll(series)).toEqual([
        [NOON - 3 * DAY, 1, 1],
        [NOON, 2, 1],
      ])
    })

    it("tells of words that changed places, which DuckDB's own checksum of a block does not see", async () => {
      await fresh()
      const values = Array.from({ length: 4_000 }, () => Math.random() * 1e9)
      await series.write(
        writeOf(
          0,
          values.map((value, i) => row(NOON - 4_000 + i, value)),
        ),
      )
      const before = await readAll(series)
      await close()
      const changed = swapWords(readFileSync(database()))
      writeFileSync(database(), changed)
      await open()
      expect(damage).toEqual([expect.stringContaining('is not as the city closed it, though it can be read')])
      const [kept] = readdirSync(join(folder, 'quarantine'))
      expect(readFileSync(join(folder, 'quarantine', kept!)).equals(changed)).toBe(true)
      // Unseen by DuckDB: it gives other values without a word.
      expect(await readAll(series)).not.toEqual(before)
      await close()
      damage = []
      await open()
      expect(damage).toEqual([])
    })

    it('believes no note of how it was closed that is damaged itself', async () => {
      await fresh()
      await series.write(writeOf(0, [row(NOON, 2)]))
      await close()
      writeFileSync(`${database()}.sum`, readFileSync(`${database()}.sum`, 'utf8').replace(/^./, '9'))
      await open()
      expect(damage).toEqual([])
    })

    it('opens without a sealed file that was cut short, and says so', async () => {
      await fresh()
      await series.write(writeOf(0, [row(NOON - 3 * DAY, 1), row(NOON, 2)]))
      await series.seal()
      await close()
      const file = join(folder, 'sealed', 'air', '2026-11-20.parquet')
      writeFileSync(file, readFileSync(file).subarray(0, 100))
      await open()
      expect(damage).toHaveLength(1)
      expect(damage[0]).toContain('2026-11-20.parquet')
      expect(readdirSync(join(folder, 'quarantine')).join()).toMatch(/^air-2026-11-20-2026-11-23T.*\.parquet$/)
      expect(await readAll(series)).toEqual([[NOON, 2, 1]])
    })
  })

  describe('a folder in use', () => {
    it('is not opened twice by one process', async () => {
      await fresh()
      const second = openDuckSeries({ folder, kinds: KINDS, stationOf })
      await expect(second).rejects.toMatchObject({ code: 'config-data-in-use' })
    })

    it('is not opened by a second process', async () => {
      await fresh()
      const script = `
        const { openDuckSeries } = await import(${JSON.stringify(new URL('./duck.ts', import.meta.url).href)})
        await openDuckSeries({ folder: ${JSON.stringify(folder)}, kinds: new Map(), stationOf: () => undefined })
          .then(() => console.log('opened'), (error) => console.log(error.code))`
      const child = startScript(script)
      let said = ''
      child.stdout.setEncoding('utf8')
      for await (const text of child.stdout) said += text
      expect(said.trim()).toBe('config-data-in-use')
      expect(damage).toEqual([])
    })
  })

  it('refuses a kind whose values cannot be told apart', async () => {
    const air = KINDS.get('air')!
    const kinds = new Map([['air', { ...air, values: { PM25: air.values['pm25']!, pm25: air.values['pm25']! } }]])
    await expect(openDuckSeries({ folder: join(root, 'never'), kinds, stationOf })).rejects.toMatchObject({
      code: 'config-invalid',
    })
  })

  it('answers calls after closing with a CityError', async () => {
    await fresh()
    await close()
    await expect(series.position()).rejects.toMatchObject({ code: 'store-unreachable' })
  })
})

/** Two words of the block that holds most change places; the checksum of a block does not know their order. */
function swapWords(bytes: Buffer): Buffer {
  const [start, size] = [3 * 4096, 262_144]
  const wordsOf = (at: number) => {
    const found: number[] = []
    for (let i = at + 8; i < Math.min(at + size, bytes.length); i += 8)
      if (bytes.readBigUInt64LE(i) !== 0n) found.push(i)
    return found
  }
  const blocks = Array.from({ length: Math.ceil((bytes.length - start) / size) }, (_, n) => wordsOf(start + n * size))
  const words = blocks.toSorted((a, b) => b.length - a.length)[0]!
  const [a, b] = [words[Math.floor(words.length / 3)]!, words[Math.floor((2 * words.length) / 3)]!]
  const changed = Buffer.from(bytes)
  bytes.copy(changed, a, b, b + 8)
  bytes.copy(changed, b, a, a + 8)
  return changed
}
