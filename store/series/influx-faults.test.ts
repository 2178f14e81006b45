import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KINDS, numberOf, readAll, stationOf, writeOf, type Row } from './contract-points.ts'
import { openInfluxSeries, type InfluxSeriesOptions } from './influx.ts'
import type { RefusedRow, Series } from './series.ts'
import { until } from '../../test/support/until.ts'
import { type FakeInflux, partialWrite, partialWrite3, startFakeInflux } from './testing/fake-influx.ts'

const T = 1_764_000_000_000
const row = (ts: number, value: number): Row => ({ ts, values: { pm25: value } })
const rows = (count: number) => Array.from({ length: count }, (_, i) => row(T + i, i))
const isPoison = (line: string) => line.includes('pm25=77777')
const positions = (left: Awaited<ReturnType<Series['write']>>) => left.map((one) => (one as RefusedRow).position)

let fake: FakeInflux
let series: Series
beforeEach(async () => {
  fake = await startFakeInflux()
  series = await open()
})
afterEach(async () => {
  await series[Symbol.asyncDispose]()
  await fake[Symbol.asyncDispose]()
})

function open(more: Partial<InfluxSeriesOptions> = {}) {
  return openInfluxSeries({
    url: fake.url,
    bucket: 'b c',
    org: 'o',
    token: 'secret',
    kinds: KINDS,
    stationOf,
    numberOf,
    ...more,
  })
}

describe('a version of InfluxDB', () => {
  it.each([
    ['1.6.7~rc0', '/write?db=b%20c&precision=ns'],
    ['1.8.10', '/write?db=b%20c&precision=ns'],
    ['v1.11.8', '/write?db=b%20c&precision=ns'],
    ['v2.7.1', '/api/v2/write?org=o&bucket=b%20c&precision=ns'],
    ['3.2.0', '/api/v2/write?org=o&bucket=b%20c&precision=ns'],
    ['cloud', '/api/v2/write?org=o&bucket=b%20c&precision=ns'],
  ])('%s is written to by %s', async (version, path) => {
    fake.version = version
    // The database of a 1.x is made first.
    fake.aside = version.includes('1.')
      ? { status: 200, headers: { 'x-influxdb-version': version }, body: { results: [{}] } }
      : null
    await using of = await open()
    await of.write(writeOf(0, [row(T, 1)]))
    expect(fake.writes.map((seen) => [seen.path, seen.authorization])).toEqual([[path, 'Token secret']])
  })

  it('is asked for again when it comes back after being away', async () => {
    await fake.close()
    await using of = await open()
    await expect(of.write(writeOf(0, [row(T, 1)]))).rejects.toMatchObject({ code: 'store-unreachable', retry: true })
    await fake.open()
    await of.write(writeOf(0, [row(T, 1)]))
    await fake.close()
    await expect(of.write(writeOf(1, [row(T, 1)]))).rejects.toMatchObject({ code: 'store-unreachable' })
    fake.version = '1.11.8'
    fake.aside = { status: 200, headers: { 'x-influxdb-version': '1.11.8' }, body: { results: [{}] } }
    await fake.open()
    await of.write(writeOf(1, [row(T, 1)]))
    expect(fake.writes.map(({ path }) => path.split('?')[0])).toEqual(['/api/v2/write', '/write'])
  })
})

describe('a write', () => {
  it.each([408, 429, 500, 502, 503, 504])(
    'that is answered %i may be tried again, and was tried once',
    async (status) => {
      fake.script({ status })
      await expect(series.write(writeOf(0, rows(10)))).rejects.toMatchObject({ code: 'store-unreachable', retry: true })
      expect(fake.writes).toHaveLength(1)
      expect(await series.write(writeOf(0, rows(10)))).toEqual([])
      expect(fake.points.size).toBe(10)
    },
  )

  it.each([401, 403, 404, 405, 302])('that is answered %i is refused, and no line is given up', async (status) => {
    fake.script({ status })
    await expect(series.write(writeOf(0, rows(10)))).rejects.toMatchObject({ code: 'store-refused', retry: false })
    expect(fake.writes).toHaveLength(1)
    expect(await series.write(writeOf(0, rows(10)))).toEqual([])
    expect(fake.points.size).toBe(10)
  })

  it.each([
    ['30', 30_000],
    [new Date(T + 90_000).toUTCString(), 90_000],
    ['9999', 300_000],
  ])('is left alone as Retry-After: %s asks', async (header, waitMs) => {
    await using of = await open({ clock: () => T })
    for (const status of [429, 503]) {
      fake.script({ status, headers: { 'retry-after': header } })
      await expect(of.write(writeOf(0, rows(3)))).rejects.toMatchObject({ code: 'store-unreachable', waitMs })
    }
  })

  it('whose connection is reset may be tried again', async () => {
    fake.script({ reset: true, keeps: () => true })
    await expect(series.write(writeOf(0, rows(10)))).rejects.toMatchObject({ code: 'store-unreachable' })
    expect(await series.write(writeOf(0, rows(10)))).toEqual([])
    expect([fake.points.size, fake.again]).toEqual([10, 10])
  })

  it('of more than 5,000 lines goes in several requests, of which four at the most are open', async () => {
    let letGo = () => {}
    fake.otherwise = { after: new Promise<void>((resolve) => (letGo = resolve)) }
    const part = (n: number) => rows(12_000).map((one) => ({ ...one, ts: one.ts + n * 12_000 }))
    const writes = [0, 1, 2, 3].map((n) => series.write(writeOf(n * 12_000, part(n))))
    await until(() => fake.mostOpen === 4)
    letGo()
    expect(await Promise.all(writes)).toEqual([[], [], [], []])
    expect(Math.max(...fake.writes.map(({ lines }) => lines.length))).toBe(5000)
    expect(fake.mostOpen).toBe(4)
    expect(fake.points.size).toBe(48_000)
  })

  it('that is not answered in time ends, and leaves no request open behind it', async () => {
    await using of = await open({ timeoutMs: 500 })
    fake.otherwise = { after: 30_000, keeps: () => false }
    for (let time = 0; time < 3; time++) {
      const writes = [0, 1, 2, 3].map((n) => of.write(writeOf(n * 10, rows(10))))
      const ends = await Promise.allSettled(writes)
      expect(ends.map((end) => end.status)).toEqual(Array(4).fill('rejected'))
      expect((ends[0] as PromiseRejectedResult).reason).toMatchObject({ code: 'store-unreachable' })
    }
    expect(fake.mostOpen).toBeLessThanOrEqual(4)
    fake.otherwise = {}
    expect(await of.write(writeOf(0, rows(10)))).toEqual([])
  })

  it('resolves after those before it, and fails when one of them has failed', async () => {
    let letGo = () => {}
    fake.script({ status: 503, after: new Promise<void>((resolve) => (letGo = resolve)) }, {}, {})
    const order: string[] = []
    const writes = [0, 1, 2].map((n) =>
      series.write(writeOf(n, [{ ...row(T + n, n), doubtful: n === 2 }])).then(
        () => order.push(`${n} stored`),
        () => order.push(`${n} failed`),
      ),
    )
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(order).toEqual([])
    letGo()
    await Promise.all(writes)
    expect(order).toEqual(['0 failed', '1 failed', '2 failed'])
    expect(await series.write(writeOf(0, [row(T, 1), row(T + 1, 2), row(T + 2, 3)]))).toEqual([])
  })
})

describe('one line in 5,000 that a server refuses', () => {
  it.each([
    ['1.x, the others kept, dropped=0', partialWrite(isPoison)],
    ['2.x, the others kept', partialWrite(isPoison, 422)],
    ['3.x, the others kept', partialWrite3(isPoison)],
    ['3.x that calls it a success', partialWrite3(isPoison, 201)],
    [
      '3.x that keeps nothing of the request',
      (lines: readonly string[]) => (lines.some(isPoison) ? { status: 400, body: { error: 'parsing failed' } } : {}),
    ],
  ])('is found in 27 requests, and all others are stored: %s', async (_, replier) => {
    fake.otherwise = replier
    for (const bad of [0, 2499, 4999]) {
      const before = fake.writes.length
      const from = fake.points.size
      const given = rows(5000).map((one, i) => ({
        ...one,
        ts: one.ts + from * 10,
        ...(i === bad ? { values: { pm25: 77777 } } : {}),
      }))
      const left = await series.write(writeOf(from, given))
      expect(positions(left)).toEqual([from + bad])
      expect((left[0] as RefusedRow).refused).not.toBe('')
      expect(fake.points.size - from).toBe(4999)
      expect(fake.writes.length - before).toBeLessThanOrEqual(27)
    }
  })

  it('is as many as there are', async () => {
    fake.otherwise = partialWrite3(isPoison)
    const bad = new Set([0, 1, 17, 998, 999])
    const given = rows(1000).map((one, i) => (bad.has(i) ? { ...one, values: { pm25: 77777 } } : one))
    expect(positions(await series.write(writeOf(0, given)))).toEqual([...bad])
    expect(fake.points.size).toBe(995)
  })

  it('stays for another try when the server goes away in the middle of the search', async () => {
    fake.script(partialWrite(isPoison), partialWrite(isPoison), { reset: true })
    fake.otherwise = partialWrite(isPoison)
    const given = rows(100).map((one, i) => (i === 40 ? { ...one, values: { pm25: 77777 } } : one))
    await expect(series.write(writeOf(0, given))).rejects.toMatchObject({ code: 'store-unreachable' })
    expect(positions(await series.write(writeOf(0, given)))).toEqual([40])
  })
})

describe('a server that refuses every line', () => {
  it.each([400, 413, 422])(
    'with %i is held, whatever it took before; no line is given up, and little is asked',
    async (status) => {
      for (const from of [0, 6000]) {
        const given = rows(5000).map((one) => ({ ...one, ts: one.ts + from }))
        fake.otherwise = { status, body: '<html>Bad Request</html>' }
        for (const most of [64, 16]) {
          const before = fake.writes.length
          await expect(series.write(writeOf(from, given))).rejects.toMatchObject({
            code: 'store-refused',
            message: expect.stringContaining('every line') as string,
          })
          expect(fake.writes.length - before).toBeLessThanOrEqual(most)
        }
        fake.otherwise = {}
        expect(await series.write(writeOf(from, given))).toEqual([])
      }
      expect(onlyReadings()).toHaveLength(10_000)
    },
  )

  it('from the middle of a write on is held too', async () => {
    const given = rows(12_000)
    fake.script({}, {})
    fake.otherwise = { status: 400 }
    await expect(series.write(writeOf(0, given))).rejects.toMatchObject({ code: 'store-refused' })
    fake.otherwise = {}
    expect(await series.write(writeOf(0, given))).toEqual([])
    expect(fake.points.size).toBe(12_000)
  })

  it('by a page with 200 in place of an answer is held', async () => {
    for (const from of [0, 100]) {
      const given = rows(100).map((one) => ({ ...one, ts: one.ts + from }))
      fake.otherwise = { status: 200, body: '<html>Sign in</html>', keeps: () => false }
      await expect(series.write(writeOf(from, given))).rejects.toMatchObject({ code: 'store-refused' })
      fake.otherwise = {}
      expect(await series.write(writeOf(from, given))).toEqual([])
    }
  })

  it.each([1, 2, 15])('for a moment only, after the search had come to %i lines, costs none of them', async (count) => {
    const given = rows(count)
    await series.write(writeOf(100, [row(T + 1000, 1)]))
    // As many answers as the search for the first, each of the lines alone included, takes.
    const most = count === 1 ? 1 : 2 * count - 1
    fake.script(...Array.from({ length: most }, () => ({ status: 400 })))
    expect(await series.write(writeOf(0, given))).toEqual([])
    expect(fake.points.size).toBe(count + 1)
  })

  it('of one kind is not: those lines are refused, the others stored', async () => {
    fake.otherwise = partialWrite((line) => line.startsWith('air'))
    expect(positions(await series.write(writeOf(0, rows(40))))).toEqual(Array.from({ length: 40 }, (_, i) => i))
    expect(onlyReadings()).toEqual([])
    expect(fake.points.size).toBeLessThanOrEqual(2)
  })

  it('is told from a line that is refused because of itself, also when it comes alone and first', async () => {
    fake.otherwise = partialWrite(isPoison)
    expect(positions(await series.write(writeOf(7, [row(T, 77777)])))).toEqual([7])
    await series.write(writeOf(8, [row(T + 1, 1)]))
    // From now on a line that was taken is asked with, which changes nothing.
    expect(positions(await series.write(writeOf(9, [row(T + 2, 77777)])))).toEqual([9])
    expect(fake.writes.at(-1)!.lines).toEqual(fake.writes.at(-3)!.lines)
  })

  function onlyReadings() {
    return [...fake.points.values()].filter(({ measurement }) => measurement !== 'citypulse')
  }
})

describe('a success with a body', () => {
  it('of which all lines are there costs one question, not one for each line', async () => {
    fake.otherwise = { status: 200, body: 'thank you' }
    expect(await series.write(writeOf(0, rows(3000)))).toEqual([])
    expect(fake.writes).toHaveLength(1)
    expect(fake.queries.length).toBeLessThan(5)
  })

  it('is believed of a line alone only when the line is there', async () => {
    fake.otherwise = { status: 200, body: { ok: true } }
    expect(await series.write(writeOf(0, rows(5)))).toEqual([])
    fake.otherwise = { status: 200, body: { ok: true }, keeps: (line) => !isPoison(line) }
    expect(positions(await series.write(writeOf(5, [row(T + 10, 1), row(T + 11, 77777)])))).toEqual([6])
    expect(await fakeTimes()).toHaveLength(6)
  })

  async function fakeTimes() {
    return [...fake.points.values()].map(({ time }) => time)
  }
})

describe('413', () => {
  it('halves what is sent until the server takes it, and gives up a line that is too large alone', async () => {
    const taken: number[] = []
    fake.otherwise = (lines) => {
      if (lines.length > 300 || lines.some(isPoison)) return { status: 413 }
      taken.push(lines.length)
      return {}
    }
    const given = rows(1000).map((one, i) => (i === 500 ? { ...one, values: { pm25: 77777 } } : one))
    expect(positions(await series.write(writeOf(0, given)))).toEqual([500])
    expect(taken.reduce((sum, lines) => sum + lines, 0)).toBe(999)
  })
})

describe('a line that cannot be made', () => {
  it('is refused by its row, and the others are stored', async () => {
    const left = await series.write(writeOf(0, [row(T, 1), { ...row(T, 2), station: 12_345 }, row(T + 1, 3)]))
    expect(left).toEqual([expect.objectContaining({ station: 12_345, position: 1, ts: T, seq: 0 })])
    expect(fake.points.size).toBe(2)
    await expect(readAll(series)).rejects.toMatchObject({ code: 'store-refused' })
  })
})
