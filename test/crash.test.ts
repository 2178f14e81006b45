import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { copyOfShipped } from '../config/testing/folder.ts'
import type { Alarm, AlarmWithEvents } from '../domain/alarm.ts'
import type { Presence } from '../domain/station.ts'
import type { LedgerSummary } from '../domain/ledger.ts'
import { HAS_INFLUXD, startInfluxd } from '../store/series/influxd.ts'
import { pointsOf, settledLedger } from './support/books.ts'
import { type RunningCity, startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'
import { makePublisher, type Publisher } from './support/publisher.ts'
import { until } from './support/until.ts'

const STATIONS = ['car-park-a', 'car-park-b'] as const
const EACH = 5_000

let rooms = new AsyncDisposableStack()
afterEach(async () => {
  await rooms.disposeAsync()
  rooms = new AsyncDisposableStack()
})

/** A city that can be started again on the same data, as often as it is killed. */
function onData(env: Readonly<Record<string, string>> = {}): () => Promise<RunningCity> {
  const copy = rooms.use(copyOfShipped())
  // These two stations send as fast as they can.
  copy.replace('city.yaml', 'map: map', 'map: map\nlimits: { messagesPerSecond: 100000, bytesPerSecond: 100000000 }')
  const config = copy.folder
  const data = rooms.adopt(mkdtempSync(join(tmpdir(), 'citypulse-crash-')), (folder) =>
    rmSync(folder, { recursive: true, force: true }),
  )
  return async () => rooms.use(await startCity({ data, config, env }))
}

interface Flood {
  readonly publishers: readonly Publisher[]
  readonly from: number
  /** Resolves with the acknowledgement that makes it so many: what asked every few ms would come too late where they come fast. */
  reached(acknowledged: number): Promise<void>
}

/** Two stations with so many readings each to send; reading i is of `from + i` and counts i + 1 spots. */
async function newFlood(city: RunningCity, each: number): Promise<Flood> {
  const from = Date.now() - 60_000
  const publishers: Publisher[] = []
  const waiting: { readonly count: number; readonly resolve: () => void }[] = []
  const acknowledged = () => publishers.reduce((sum, p) => sum + p.acknowledged.size, 0)
  for (const id of STATIONS) {
    const credentials = await city.register({ id, kind: 'parking' })
    publishers.push(
      makePublisher({
        credentials,
        topic: `city/v1/parking/${id}/readings`,
        payloads: Array.from({ length: each }, (_, i) =>
          JSON.stringify({ ts: from + i, values: { totalSpotNumber: i + 1 }, seq: i }),
        ),
        onAcknowledged: () => {
          while (waiting.length > 0 && acknowledged() >= waiting[0]!.count) waiting.shift()!.resolve()
        },
      }),
    )
  }
  const reached = (count: number) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    if (acknowledged() >= count) resolve()
    else waiting.push({ count, resolve })
    return promise
  }
  return { publishers, from, reached }
}

/** Every reading once, in series and ledger. */
async function expectNothingLost(city: RunningCity, { from }: Flood, each: number, withinMs: number): Promise<void> {
  for (const station of STATIONS) {
    const sum = await settledLedger(city, station, each, withinMs)
    expect(sum).toEqual({
      received: sum.received,
      stored: each,
      duplicate: sum.received - each,
      refused: 0,
      pending: 0,
    })
    const { points } = await pointsOf(city, { station, value: 'totalSpotNumber', from, to: from + each })
    const seen = points.map(([ts, value]) => `${ts - from} ${value}`)
    expect(seen).toEqual(Array.from({ length: each }, (_, i) => `${i} ${i + 1}`))
    expect(await city.api('GET', `/gaps?station=${station}&cause=sequence&state=open`)).toEqual({
      items: [],
      next: null,
    })
  }
  const { proof, wrong } = await city.api<LedgerSummary>('GET', '/ledger/summary')
  expect({ proof, wrong }).toMatchObject({ proof: { counted: proof.judged, isExact: true }, wrong: 0 })
}

/** Sends one reading that raises an alarm at once; resolves when it is acknowledged. */
async function bang(city: RunningCity, id: string): Promise<void> {
  const credentials = await city.register({ id, kind: 'noise' })
  await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
  await device.send({ ts: Date.now() - 1_000, values: { LAmax: 120 } })
}

async function alarmsOf(city: RunningCity, station: string): Promise<readonly Alarm[]> {
  const { items } = await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=200')
  return items.filter((alarm) => alarm.station === station)
}

describe('kill -9', () => {
  it('loses none of 10,000 acknowledged messages, doubles none, and balances the ledger', async () => {
    const start = onData()
    let city = await start()
    const flood = await newFlood(city, EACH)
    const total = EACH * STATIONS.length
    const moments = [0.1, 0.4, 0.7].map((share) => Math.round(total * (share + Math.random() * 0.2)))
    for (const moment of moments) {
      const runs = Promise.all(flood.publishers.map((publisher) => publisher.run(city.mqttPort)))
      await flood.reached(moment)
      await city.kill()
      expect(await runs).toContain('connection ended')
      city = await start()
    }
    const runs = flood.publishers.map((publisher) => publisher.run(city.mqttPort))
    expect(await Promise.all(runs)).toEqual(['all acknowledged', 'all acknowledged'])
    await expectNothingLost(city, flood, EACH, 60_000)
    expect((await city.stop()).code).toBe(0)
  })

  it('loses no alarm that an acknowledged reading raises, doubles none, and forgets no hold time', async () => {
    const start = onData()
    let city = await start()
    const credentials = await city.register({ id: 'noise-rising', kind: 'noise' })
    const ts = Date.now() - 100_000
    const loud = async (at: number) => {
      await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
      await device.send({ ts: at, values: { LAeq: 90 } })
    }
    await loud(ts)
    const span = { station: 'noise-rising', value: 'LAeq', from: ts, to: ts + 1 }
    // The moment at which the store has it: what the rule found in it must be kept by then.
    await until(async () => (await pointsOf(city, span)).points.length === 1)
    await city.kill()
    city = await start()
    await bang(city, 'noise-crash')
    await city.kill()
    city = await start()
    // Above 85 for 180 s of measurement time.
    await loud(ts + 180_000)
    await until(async () => (await alarmsOf(city, 'noise-rising')).length === 1)
    expect((await alarmsOf(city, 'noise-rising'))[0]).toMatchObject({ rule: 'noise-very-loud', raisedAt: ts + 180_000 })

    const numbers: number[] = []
    for (const id of ['noise-crash', 'noise-rising']) {
      const [alarm, ...others] = await alarmsOf(city, id)
      expect(others).toEqual([])
      expect(alarm).toMatchObject({ state: 'unacknowledged', count: 1 })
      const { events } = await city.api<AlarmWithEvents>('GET', `/alarms/${alarm!.id}`)
      numbers.push(...events.map(({ seq }) => seq))
    }
    expect(numbers).toEqual([1, 2])
  })
})

it('knows after a restart that a station had gone with a last will', async () => {
  const start = onData()
  let city = await start()
  const credentials = await city.register({ id: 'noise-gone', kind: 'noise' })
  const will = {
    topic: 'city/v1/noise/noise-gone/status',
    payload: Buffer.from('offline'),
    qos: 1,
    retain: true,
  } as const
  const device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise', options: { will } })
  await device.send({ values: { LAeq: 50 } })
  device.client.stream.destroy()
  const presence = async () => (await city.api<{ presence: Presence }>('GET', '/stations/noise-gone')).presence
  const gone = { state: 'offline', reason: 'lwt' }
  await until(async () => (await presence()).reason === 'lwt')
  await city.stop()
  city = await start()
  expect(await presence()).toMatchObject(gone)
})

describe.runIf(HAS_INFLUXD)('with InfluxDB', () => {
  it('loses nothing while the server is away and the city is killed, and raises alarms meanwhile', async () => {
    const each = 2_000
    const influxd = rooms.use(await startInfluxd())
    const start = onData({ INFLUX_URL: influxd.url })
    let city = await start()
    const flood = await newFlood(city, each)
    const total = each * STATIONS.length
    const run = () => Promise.all(flood.publishers.map((publisher) => publisher.run(city.mqttPort)))

    const first = run()
    await flood.reached(total * 0.2)
    await influxd.stop()
    await flood.reached(total * 0.5)
    await city.kill()
    await first

    city = await start()
    const second = run()
    await bang(city, 'noise-meanwhile')
    await until(async () => (await alarmsOf(city, 'noise-meanwhile')).length === 1, 2_000)
    expect(await second).toEqual(['all acknowledged', 'all acknowledged'])
    expect(await city.call('GET', '/stations/noise-meanwhile/latest')).toMatchObject({ status: 200 })

    await influxd.restart()
    await expectNothingLost(city, flood, each, 60_000)
    await influxd.stop()
    await bang(city, 'noise-afterwards')
    const { code, ms } = await city.stop()
    expect({ code, isSoon: ms < 10_000 }).toEqual({ code: 0, isSoon: true })

    await influxd.restart()
    city = await start()
    await settledLedger(city, 'noise-afterwards', 1)
    expect(await alarmsOf(city, 'noise-afterwards')).toHaveLength(1)
  })
})
