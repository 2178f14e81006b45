import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { io, type Socket } from 'socket.io-client'
import type { Alarm } from '../domain/alarm.ts'
import type { AlarmMessage } from '../domain/wire.ts'
import { KINDS, stationOf, writeOf } from '../store/series/contract-points.ts'
import { openDuckSeries } from '../store/series/duck.ts'
import { pointsOf, settledLedger } from './support/books.ts'
import { type RunningCity, startCity } from './support/city.ts'
import { MAY_MOUNT, mountDisk } from './support/disk.ts'
import { makePublisher } from './support/publisher.ts'
import { until } from './support/until.ts'

let rooms = new AsyncDisposableStack()
afterEach(async () => {
  await rooms.disposeAsync()
  rooms = new AsyncDisposableStack()
})

/** An operator at the screen: signed in before, listening. */
async function operator(city: RunningCity): Promise<{ socket: Socket; alarms: AlarmMessage[] }> {
  const socket = io(`${city.url}/ops`, {
    transports: ['websocket'],
    extraHeaders: { cookie: city.cookie, origin: city.url },
  })
  rooms.defer(() => void socket.disconnect())
  const alarms: AlarmMessage[] = []
  socket.on('alarm', (message: AlarmMessage) => alarms.push(message))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  return { socket, alarms }
}

async function flood(city: RunningCity, id: string, count: number) {
  const credentials = await city.register({ id, kind: 'parking' })
  const from = Date.now() - 100_000
  const publisher = makePublisher({
    credentials,
    topic: `city/v1/parking/${id}/readings`,
    payloads: Array.from({ length: count }, (_, i) =>
      JSON.stringify({ ts: from + i, values: { totalSpotNumber: i + 1 }, seq: i }),
    ),
  })
  return { publisher, from, count }
}

async function expectAll(city: RunningCity, station: string, { from, count }: { from: number; count: number }) {
  const sum = await settledLedger(city, station, count)
  expect(sum).toEqual({
    received: sum.received,
    stored: count,
    duplicate: sum.received - count,
    refused: 0,
    pending: 0,
  })
  const { points } = await pointsOf(city, { station, value: 'totalSpotNumber', from, to: from + count })
  expect(points.map(([ts, value]) => `${ts - from} ${value}`)).toEqual(
    Array.from({ length: count }, (_, i) => `${i} ${i + 1}`),
  )
}

const TROUBLES = ['disk-full', 'ingest-stopped']
const steps = (alarms: readonly AlarmMessage[], type: string) =>
  alarms.filter(({ alarm, event }) => TROUBLES.includes(alarm.rule) && event.type === type)

describe.runIf(MAY_MOUNT)('a full disk', () => {
  it('of 6 MB holds thousands of messages; filled up it stops acknowledgements, is an alarm, and is over when the room is given back', async () => {
    const disk = rooms.use(mountDisk('6m'))
    const city = rooms.use(await startCity({ data: join(disk.folder, 'data') }))
    const { alarms } = await operator(city)
    const wanted = await flood(city, 'car-park-full', 12_000)
    const running = wanted.publisher.run(city.mqttPort)
    // Logs of databases that had the size of those on a large disk would fill it much earlier.
    await until(() => wanted.publisher.acknowledged.size > 4_000)
    disk.fill()
    await until(() => steps(alarms, 'raise').length > 0)
    await expectStopped(city, wanted)
    disk.free()
    await expectBack(city, { wanted, running, alarms })
    expect((await city.stop()).code).toBe(0)
  })

  it('that something else fills to the last byte is an alarm in 5 s, lets people sign in, outlives a kill -9, and is over in 10 s', async () => {
    const disk = rooms.use(mountDisk('64m'))
    const data = join(disk.folder, 'data')
    let city = rooms.use(await startCity({ data }))
    const before = await operator(city)
    const wanted = await flood(city, 'car-park-full', 12_000)
    const first = wanted.publisher.run(city.mqttPort)
    await until(() => wanted.publisher.acknowledged.size > 500)
    disk.fill()
    await until(() => steps(before.alarms, 'raise').some(({ alarm }) => alarm.rule === 'disk-full'))
    const { items } = await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=50')
    expect(items.find(({ rule }) => rule === 'disk-full')).toMatchObject({ severity: 'red', active: true })
    await expectStopped(city, wanted)
    await city.kill()
    await first

    // Its last room was the reserve, which is enough to start with.
    city = rooms.use(await startCity({ data }))
    const { alarms } = await operator(city)
    const open = await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=50')
    expect(open.items.find(({ rule }) => rule === 'disk-full')).toMatchObject({ active: true })
    const running = wanted.publisher.run(city.mqttPort)
    disk.free()
    await expectBack(city, { wanted, running, alarms })
    expect((await city.stop()).code).toBe(0)
  })
})

describe.runIf(MAY_MOUNT)('the embedded store on a full disk', () => {
  it('refuses writes and sealing, answers queries, and takes both again when there is room, with nothing lost or doubled', async () => {
    const disk = rooms.use(mountDisk('6m'))
    const day = Date.UTC(2026, 0, 10)
    const series = rooms.use(
      await openDuckSeries({
        folder: disk.folder,
        kinds: KINDS,
        stationOf,
        sealEveryMs: 0,
        clock: () => day + 5 * 86_400_000,
      }),
    )
    const batch = (n: number) =>
      writeOf(
        n * 1_000,
        Array.from({ length: 1_000 }, (_, i) => ({ ts: day + n * 1_000 + i, values: { pm25: Math.random() } })),
      )
    let written = 0
    let refusal: unknown
    for (; refusal === undefined && written < 1_000; ) {
      await series.write(batch(written)).then(
        () => written++,
        (error: unknown) => (refusal = error),
      )
    }
    expect(refusal).toMatchObject({ code: 'disk-full', retry: true })
    await expect(series.seal()).rejects.toMatchObject({ name: 'CityError' })
    const count = async () => (await series.state()).rows
    await until(async () => (await count().catch(() => -1)) === written * 1_000)

    disk.resize('64m')
    await until(() =>
      series.write(batch(written)).then(
        () => true,
        () => false,
      ),
    )
    await series.seal()
    expect(await count()).toBe((written + 1) * 1_000)
    expect(readdirSync(join(disk.folder, 'sealed', 'air'))).toEqual(['2026-01-10.parquet'])
  })
})

type Wanted = Awaited<ReturnType<typeof flood>>

async function expectStopped(city: RunningCity, { publisher, count }: Wanted): Promise<void> {
  const stood = publisher.acknowledged.size
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  // What was on its way when the disk became full.
  expect(publisher.acknowledged.size - stood).toBeLessThan(200)
  expect(publisher.acknowledged.size).toBeLessThan(count)
  expect((await fetch(`${city.url}/health/live`)).status).toBe(200)
}

/** Acknowledges again within 10 s, ends the alarms, and has every message once. */
async function expectBack(
  city: RunningCity,
  of: {
    readonly wanted: Wanted
    readonly running: Promise<'all acknowledged' | 'connection ended'>
    readonly alarms: readonly AlarmMessage[]
  },
): Promise<void> {
  const { wanted, alarms } = of
  const { publisher } = wanted
  const stood = publisher.acknowledged.size
  const rest = (async () => {
    for (let ended = await of.running; ended !== 'all acknowledged'; ended = await publisher.run(city.mqttPort)) {
      // A device tries again, with patience.
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  })()
  await until(() => publisher.acknowledged.size > stood)
  await until(() => steps(alarms, 'clear').length > 0)
  await rest
  await expectAll(city, 'car-park-full', wanted)
  const { items } = await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=50')
  expect(items.filter(({ rule, active }) => TROUBLES.includes(rule) && active)).toEqual([])
}
