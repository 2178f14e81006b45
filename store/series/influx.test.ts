import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KINDS, numberOf, readAll, RECEIVED_AT, stationOf, writeOf, type Row } from './contract-points.ts'
import { seriesContract } from './contract.ts'
import { openInfluxSeries } from './influx.ts'
import { HAS_INFLUXD, startInfluxd, type Influxd } from './influxd.ts'
import type { CityError } from '../../domain/errors.ts'
import { until } from '../../test/support/until.ts'

const T = 1_764_000_000_000
const city = { kinds: KINDS, stationOf, numberOf }
const row = (ts: number, value: number): Row => ({ ts, values: { pm25: value } })

describe.skipIf(!HAS_INFLUXD)('against influxd', () => {
  let influxd: Influxd
  beforeAll(async () => {
    influxd = await startInfluxd()
  })
  afterAll(() => influxd[Symbol.asyncDispose]())

  seriesContract('InfluxDB', ({ place, ...options }) =>
    openInfluxSeries({ url: influxd.url, bucket: place, ...options }),
  )

  const query = async (bucket: string, q: string) => {
    const response = await fetch(`${influxd.url}/query?db=${bucket}`, {
      method: 'POST',
      body: new URLSearchParams({ q }),
    })
    return (await response.json()) as { results: { series?: { values: unknown[][] }[] }[] }
  }

  it('keeps nothing that a station’s name tries to smuggle in', async () => {
    const names = [
      'a,district=x pm25=666 1\nair pm25=666',
      'b\\',
      'c"; DROP MEASUREMENT air --',
      "d' OR '1'='1",
      'e f,g=h',
    ]
    const series = await openInfluxSeries({
      url: influxd.url,
      bucket: 'smuggle',
      kinds: KINDS,
      stationOf: (n) => (names[n - 1] === undefined ? undefined : { id: names[n - 1]!, district: names[n - 1]! }),
      numberOf: (id) => names.indexOf(id) + 1 || undefined,
    })
    const refused = await series.write(
      writeOf(
        0,
        names.map((_, i) => ({ ...row(T, i), station: i + 1 })),
      ),
    )
    expect(refused).toEqual([
      expect.objectContaining({ station: 1, position: 0, ts: T }),
      expect.objectContaining({ station: 2, position: 1, ts: T }),
    ])
    const latest = await series.latest()
    expect(latest.map(({ station, values }) => [station, values['pm25']]).sort(([a], [b]) => a! - b!)).toEqual([
      [3, 2],
      [4, 3],
      [5, 4],
    ])
    expect(await readAll(series, 'pm25', 4)).toEqual([[T, 3, 1]])
    const all = await query('smuggle', 'SHOW MEASUREMENTS')
    expect(all.results[0]!.series![0]!.values).toEqual([['air']])
    await series[Symbol.asyncDispose]()
  })

  it('stores all but the line that the server refuses, and tells which it was', async () => {
    await query('x', 'CREATE DATABASE poison')
    // A field of another type, as another program might have left it.
    await fetch(`${influxd.url}/write?db=poison`, { method: 'POST', body: `air temperature="warm" ${T}000000` })
    const series = await openInfluxSeries({ url: influxd.url, bucket: 'poison', ...city })
    const rows = Array.from({ length: 5000 }, (_, i) => row(T + i, i))
    rows[1234] = { ts: T + 1234, values: { pm25: 1234, temperature: 20 } }
    for (let time = 0; time < 2; time++) {
      expect(await series.write(writeOf(0, rows))).toEqual([
        {
          station: 1,
          receivedAt: RECEIVED_AT,
          position: 1234,
          ts: T + 1234,
          seq: 0,
          refused: expect.stringContaining('field type conflict') as string,
        },
      ])
      expect(await readAll(series)).toHaveLength(4999)
    }
    await series[Symbol.asyncDispose]()
  })

  it('reads more rows than one page holds', async () => {
    const series = await openInfluxSeries({ url: influxd.url, bucket: 'pages', ...city })
    const flags = { pm25: 4 }
    const rows = Array.from({ length: 25_000 }, (_, i) => ({
      ...row(T + i * 1000, i % 100),
      ...(i % 3 === 0 ? { flags } : {}),
    }))
    await series.write(writeOf(0, rows))
    const all = await readAll(series)
    expect(all.map(([ts]) => ts)).toEqual(rows.map(({ ts }) => ts))
    const ask = { kind: 'air', station: 1, value: 'pm25', from: 0, to: 4e12, limit: 1000, everyMs: 3_600_000 } as const
    const means = await series.series({ ...ask, aggregate: 'mean' })
    for (const [bucket, mean, flag] of means) {
      const good = rows.filter(({ ts }, i) => ts >= bucket && ts < bucket + ask.everyMs && i % 3 !== 0)
      expect(mean).toBeCloseTo(good.reduce((sum, { values }) => sum + values['pm25']!, 0) / good.length, 6)
      expect(flag).toBe(4)
    }
    await series[Symbol.asyncDispose]()
  })

  it('rejects with a retry while the server is away, and goes on when it is back', async () => {
    const series = await openInfluxSeries({ url: influxd.url, bucket: 'away', ...city })
    await series.write(writeOf(0, [row(T, 1)]))
    await influxd.stop('SIGKILL')
    await expect(series.write(writeOf(1, [row(T + 1, 2)]))).rejects.toMatchObject({
      code: 'store-unreachable',
      retry: true,
    })
    const early = await openInfluxSeries({ url: influxd.url, bucket: 'early', ...city })
    await expect(early.latest()).rejects.toMatchObject({ code: 'store-unreachable' })
    await influxd.restart()
    await series.write(writeOf(1, [row(T + 1, 2)]))
    expect(await readAll(series)).toHaveLength(2)
    await early.write(writeOf(0, [row(T, 1)]))
    expect(await readAll(early)).toHaveLength(1)
    await series[Symbol.asyncDispose]()
    await early[Symbol.asyncDispose]()
  })

  it('makes a database again that somebody dropped, and says so', async () => {
    let remade = 0
    const onRemade = () => void remade++
    const series = await openInfluxSeries({ url: influxd.url, bucket: 'dropped', ...city, onRemade })
    await series.write(writeOf(0, [row(T, 1)]))
    expect(remade).toBe(0)
    await query('x', 'DROP DATABASE dropped')
    await series.write(writeOf(1, [row(T + 1, 2)]))
    expect(remade).toBe(1)
    await query('x', 'DROP DATABASE dropped')
    expect(await series.write(writeOf(2, [{ ...row(T + 2, 3), doubtful: true }]))).toEqual([])
    expect(remade).toBe(2)
    expect(await readAll(series)).toEqual([[T + 2, 3, 1]])
    await series[Symbol.asyncDispose]()
  })

  it('sees nothing that stands ahead below a position, and all of it otherwise', async () => {
    const series = await openInfluxSeries({ url: influxd.url, bucket: 'ahead', ...city })
    await series.write(writeOf(0, [row(T, 1), { ...row(T + 5, 2), station: 2 }]))
    await series.ahead!.write([...writeOf(90, [row(T + 900, 9)]).points])
    const newest = async (readings: ReturnType<typeof series.latest>) =>
      (await readings).map(({ station, ts }) => [station, ts]).sort(([a], [b]) => a! - b!)
    expect(await newest(series.ahead!.latestBelow(2))).toEqual([
      [1, T],
      [2, T + 5],
    ])
    expect(await newest(series.ahead!.latestBelow(1))).toEqual([[1, T]])
    expect(await newest(series.latest())).toEqual([
      [1, T + 900],
      [2, T + 5],
    ])
    // Its turn comes, twice: it stays one, and is no duplicate.
    for (let time = 0; time < 2; time++) {
      expect(await series.write(writeOf(90, [{ ...row(T + 900, 9), doubtful: time > 0 }]))).toEqual([])
    }
    expect(await readAll(series)).toHaveLength(2)
    await series[Symbol.asyncDispose]()
  })

  it('gives every time and number back exactly as it went', async () => {
    const series = await openInfluxSeries({ url: influxd.url, bucket: 'exact', ...city })
    const written = fc.sample(
      fc.record({
        ts: fc.integer({ min: 0, max: 4_000_000_000_000 }),
        seq: fc.nat(999_999),
        pm25: fc.double({ noNaN: true, noDefaultInfinity: true }),
      }),
      300,
    )
    const rows = [...new Map(written.map((one) => [`${one.ts}/${one.seq}`, one])).values()]
    await series.write(
      writeOf(
        0,
        rows.map(({ ts, seq, pm25 }) => ({ ts, seq, values: { pm25 } })),
      ),
    )
    const answer = await query('exact', 'SELECT "seq", "pm25" FROM air')
    const found = answer.results[0]!.series![0]!.values as [number, number, number][]
    const nano = await fetch(`${influxd.url}/query?db=exact&epoch=ns&q=${encodeURIComponent('SELECT "seq" FROM air')}`)
    const times = [...(await nano.text()).matchAll(/\[(\d+),(\d+)\]/g)].map(([, time]) => BigInt(time!))
    const expected = rows.map(({ ts, seq }) => BigInt(ts) * 1_000_000n + BigInt(seq)).sort((a, b) => Number(a - b))
    expect(times).toEqual(expected)
    const values = new Map(rows.map(({ ts, seq, pm25 }) => [`${ts}/${seq}`, pm25]))
    expect(found).toHaveLength(rows.length)
    for (const [time, seq, pm25] of found) {
      expect(pm25).toBe(values.get(`${Date.parse(String(time))}/${seq}`)! + 0)
    }
    await series[Symbol.asyncDispose]()
  })

  it('keeps every write that it has confirmed through a kill -9', async () => {
    const series = await openInfluxSeries({ url: influxd.url, bucket: 'killed', ...city })
    let confirmed = 0
    const writing = (async () => {
      for (let n = 0; ; n++) {
        await series.write(
          writeOf(
            n * 50,
            Array.from({ length: 50 }, (_, i) => row(T + n * 50 + i, i)),
          ),
        )
        confirmed = (n + 1) * 50
      }
    })().catch((error: CityError) => error.code)
    await until(() => confirmed >= 500)
    await influxd.stop('SIGKILL')
    expect(await writing).toBe('store-unreachable')
    await influxd.restart()
    expect((await readAll(series)).length).toBeGreaterThanOrEqual(confirmed)
    await series[Symbol.asyncDispose]()
  })
})

describe.skipIf(!HAS_INFLUXD)('against an influxd with its doors half closed', () => {
  it('halves what is too large, and refuses what is too large alone', async () => {
    await using influxd = await startInfluxd({ maxBodyBytes: 2_000 })
    const series = await openInfluxSeries({ url: influxd.url, bucket: 'small', ...city })
    const rows = Array.from({ length: 400 }, (_, i) => row(T + i, i))
    expect(await series.write(writeOf(0, rows))).toEqual([])
    expect(await readAll(series)).toHaveLength(400)
    await series[Symbol.asyncDispose]()

    await using tiny = await startInfluxd({ maxBodyBytes: 125 })
    const narrow = await openInfluxSeries({ url: tiny.url, bucket: 'b', ...city })
    const long = {
      ...row(T + 1, 2),
      values: { pm25: 0.123456789012345, temperature: 0.123456789012345, 'no2-1h': 1e-7 },
    }
    expect(await narrow.write(writeOf(0, [row(T, 1), long, row(T + 2, 3)]))).toEqual([
      expect.objectContaining({ position: 1, refused: expect.stringContaining('413') as string }),
    ])
    expect((await readAll(narrow)).map(([ts]) => ts)).toEqual([T, T + 2])
    await narrow[Symbol.asyncDispose]()
  })

  it('opens with credentials that are not known, holds every line, and goes on once they are', async () => {
    await using influxd = await startInfluxd({ auth: true })
    const make = (q: string, token?: string) =>
      fetch(`${influxd.url}/query?q=${encodeURIComponent(q)}`, {
        method: 'POST',
        ...(token ? { headers: { authorization: `Basic ${Buffer.from(token).toString('base64')}` } } : {}),
      })
    await make(`CREATE USER chief WITH PASSWORD 'c' WITH ALL PRIVILEGES`)
    const series = await openInfluxSeries({ url: influxd.url, token: 'city:secret', bucket: 'signed', ...city })
    const write = () => series.write(writeOf(0, [row(T, 1)]))
    await expect(write()).rejects.toMatchObject({
      code: 'store-refused',
      message: expect.stringContaining('INFLUX_TOKEN') as string,
    })
    // The user is there, but may neither make the database nor write to it.
    await make(`CREATE USER city WITH PASSWORD 'secret'`, 'chief:c')
    await expect(write()).rejects.toMatchObject({ code: 'store-refused' })
    await make('CREATE DATABASE signed', 'chief:c')
    await expect(write()).rejects.toMatchObject({ code: 'store-refused' })
    await make('GRANT ALL ON signed TO city', 'chief:c')
    expect(await write()).toEqual([])
    expect(await readAll(series)).toHaveLength(1)
    await series[Symbol.asyncDispose]()
  })
})
