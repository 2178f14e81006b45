import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { KINDS, numberOf, readAll, stationOf, writeOf, type Row } from './contract-points.ts'
import { seriesContract } from './contract.ts'
import { openInfluxSeries, type InfluxSeriesOptions } from './influx.ts'
import { HAS_INFLUXD, startInfluxd, type Influxd } from './influxd.ts'

const T = 1_764_000_000_000
const city = { kinds: KINDS, stationOf, numberOf }
const row = (ts: number, value: number): Row => ({ ts, values: { pm25: value } })

describe.skipIf(!HAS_INFLUXD)('against influxd', { timeout: 20_000 }, () => {
  let influxd: Influxd
  beforeAll(async () => {
    influxd = await startInfluxd()
  }, 30_000)
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
    const refused: string[] = []
    const series = await openInfluxSeries({
      url: influxd.url,
      bucket: 'smuggle',
      kinds: KINDS,
      stationOf: (n) => (names[n - 1] === undefined ? undefined : { id: names[n - 1]!, district: names[n - 1]! }),
      numberOf: (id) => names.indexOf(id) + 1 || undefined,
      onRefused: (_, message) => refused.push(message),
    })
    await series.write(
      writeOf(
        0,
        names.map((_, i) => ({ ...row(T, i), station: i + 1 })),
      ),
    )
    expect(refused).toHaveLength(2)
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
    const refused: [string, string][] = []
    const onRefused = (line: string, message: string) => refused.push([line, message])
    const series = await openInfluxSeries({ url: influxd.url, bucket: 'poison', ...city, onRefused })
    const rows = Array.from({ length: 5000 }, (_, i) => row(T + i, i))
    rows[1234] = { ts: T + 1234, values: { pm25: 1234, temperature: 20 } }
    await series.write(writeOf(0, rows))
    expect(refused).toHaveLength(1)
    expect(refused[0]![0]).toContain('temperature=20')
    expect(refused[0]![1]).toContain('field type conflict')
    expect(await readAll(series)).toHaveLength(4999)
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

  it('makes a database again that somebody dropped', async () => {
    const series = await openInfluxSeries({ url: influxd.url, bucket: 'dropped', ...city })
    await query('x', 'DROP DATABASE dropped')
    await series.write(writeOf(0, [row(T, 1)]))
    expect(await readAll(series)).toHaveLength(1)
    await series[Symbol.asyncDispose]()
  })
})

describe('InfluxDB’s answers', () => {
  let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void = () => {}
  const requests: string[] = []
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const bytes = Buffer.concat(pieces)
      const body = String(request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes)
      requests.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`.trim())
      if (request.url === '/ping') response.writeHead(204, { 'x-influxdb-version': 'v2.7.1' }).end()
      else answer(request, response, body)
    })
  })
  let url = ''
  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  afterEach(() => {
    requests.length = 0
  })
  const open = (more: Partial<InfluxSeriesOptions> = {}) =>
    openInfluxSeries({ url, bucket: 'b c', org: 'o', token: 'secret', ...city, ...more })
  const failWith = (status: number, headers: Record<string, string> = {}) => {
    answer = (_, response) => response.writeHead(status, headers).end('{"message":"no"}')
  }

  it('2.x is written to by its own interface, with the token', async () => {
    answer = (_, response) => response.writeHead(204).end()
    const series = await open()
    await series.write(writeOf(0, [row(T, 1)]))
    expect(requests).toEqual([
      'GET /ping Token secret',
      'POST /api/v2/write?org=o&bucket=b%20c&precision=ns Token secret',
    ])
  })

  it.each([408, 429, 500, 502, 503, 504])('%i may be tried again, and was tried once', async (status) => {
    failWith(status)
    const series = await open()
    requests.length = 0
    await expect(series.write(writeOf(0, [row(T, 1)]))).rejects.toMatchObject({
      code: 'store-unreachable',
      retry: true,
    })
    expect(requests).toHaveLength(1)
  })

  it.each([401, 403, 404])('%i is refused, and no line is given up', async (status) => {
    failWith(status)
    const refused: string[] = []
    const series = await open({ onRefused: (line) => refused.push(line) })
    await expect(series.write(writeOf(0, [row(T, 1)]))).rejects.toMatchObject({ code: 'store-refused', retry: false })
    expect(refused).toEqual([])
  })

  it.each([
    ['30', 30],
    [new Date(T + 90_000).toUTCString(), 90],
  ])('Retry-After %s is told in seconds', async (header, seconds) => {
    failWith(503, { 'retry-after': header })
    const series = await open({ clock: () => T })
    await expect(series.write(writeOf(0, [row(T, 1)]))).rejects.toThrow(`wait ${seconds} s`)
  })

  it('413 halves what is sent until the server takes it', async () => {
    const taken: number[] = []
    answer = (_, response, body) => {
      const lines = body.split('\n').length
      if (lines > 300) return response.writeHead(413).end()
      taken.push(lines)
      return response.writeHead(204).end()
    }
    const series = await open()
    await series.write(
      writeOf(
        0,
        Array.from({ length: 1000 }, (_, i) => row(T + i, i)),
      ),
    )
    expect(taken.reduce((sum, lines) => sum + lines, 0)).toBe(1000)
  })

  it('one line that is refused among 5,000 costs at most 27 requests', async () => {
    answer = (_, response, body) => response.writeHead(body.includes('pm25=77777') ? 400 : 204).end()
    const refused: string[] = []
    const series = await open({ onRefused: (line) => refused.push(line) })
    requests.length = 0
    const rows = Array.from({ length: 5000 }, (_, i) => row(T + i, i === 4321 ? 77777 : i))
    await series.write(writeOf(0, rows))
    expect(refused).toHaveLength(1)
    expect(requests.length).toBeLessThanOrEqual(27)
  })

  it('never come for a batch of more than 5,000 lines', async () => {
    const sizes: number[] = []
    answer = (_, response, body) => {
      sizes.push(body.split('\n').length)
      response.writeHead(204).end()
    }
    const series = await open()
    await series.write(
      writeOf(
        0,
        Array.from({ length: 12_000 }, (_, i) => row(T + i, i)),
      ),
    )
    expect(sizes.sort((a, b) => a - b)).toEqual([2000, 5000, 5000])
  })
})
