import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { afterEach, describe, expect, it } from 'vitest'
import { type Door, startDoor } from '../broker/door.ts'
import { bandsOf } from '../config/bands.ts'
import { copyOfShipped } from '../config/testing/folder.ts'
import type { Alarm } from '../domain/alarm.ts'
import type { Operations } from '../domain/operations.ts'
import type { Priority } from '../domain/priority.ts'
import { makeIngestBand } from '../ingest-band.ts'
import { openSqliteJournal } from '../journal/sqlite.ts'
import { HAS_INFLUXD, startInfluxd } from '../store/series/influxd.ts'
import { settledLedger } from './support/books.ts'
import { type RunningCity, startCity } from './support/city.ts'
import { connect } from './support/device.ts'
import { until } from './support/until.ts'

const MIB = 1024 * 1024
const BOUND = 4 * MIB
const FREE = { messagesPerSecond: 1e9, bytesPerSecond: 1e9, connectionsPerSecond: 1e9 }

let rooms = new AsyncDisposableStack()
afterEach(async () => {
  await rooms.disposeAsync()
  rooms = new AsyncDisposableStack()
})

describe('a door before a journal that fills and empties', () => {
  it('sheds, waits, withholds, reserves and stops by class, and loses nothing that it acknowledged', async () => {
    const { door, journal, band, station, fillTo, emptyTo, stored } = await openBench()
    const [pump, normal, low] = await Promise.all([station('pump', 'alarm'), station('air'), station('bin', 'low')])
    await fillTo(0.6)
    expect(band.now()).toBe('normal')
    await Promise.all([pump.send(), normal.send(), low.send()])

    await fillTo(0.75)
    expect(band.now()).toBe('shedding')
    const before = performance.now()
    const lowWaits = low.send()
    await Promise.all([normal.send(), pump.send()])
    expect(lowWaits.isAcknowledged()).toBe(false)
    await lowWaits
    expect(performance.now() - before).toBeGreaterThan(950)
    await Promise.all([pump.send(0), normal.send(0), low.send(0)])
    await until(() => door.state.shed.normal === 1 && door.state.shed.low === 1)
    await until(() => stored().includes('pump 3'))
    expect(door.state.shed).toEqual({ alarm: 0, normal: 1, low: 1 })
    expect(door.state.withheld).toEqual({ alarm: 0, normal: 0, low: 1 })

    await fillTo(0.88)
    expect(band.now()).toBe('slowed')
    const held = [normal.send(), normal.send(), low.send(), normal.send(2)]
    await pump.send()
    await until(() => door.state.held === 4)
    await expect(station('late')).rejects.toMatchObject({ code: 3 })
    await expect(station('late', 'normal', 5)).rejects.toMatchObject({ code: 0x88 })
    await expect(station('late-bin', 'low')).rejects.toMatchObject({ code: 3 })
    expect(door.state.turnedAway).toEqual({ alarm: 0, normal: 2, low: 1 })
    await (await station('late-pump', 'alarm')).send()

    await fillTo(0.96)
    expect(band.now()).toBe('reserved')
    await pump.send()
    await pump.send(2)
    held.push(normal.send())
    expect(held.some((one) => one.isAcknowledged())).toBe(false)

    await fillTo(1)
    expect(band.now()).toBe('stopped')
    const stopped = [pump.send(), pump.send()]
    await until(() => door.state.held === 6)
    await expect(station('late')).rejects.toMatchObject({ code: 3 })
    expect([...held, ...stopped].some((one) => one.isAcknowledged())).toBe(false)

    await emptyTo(0.93)
    await Promise.all(stopped)
    expect(band.now()).toBe('reserved')
    expect(held.some((one) => one.isAcknowledged())).toBe(false)

    await emptyTo(0.2)
    await Promise.all(held)
    expect(band.now()).toBe('normal')
    expect(door.state.held).toBe(0)
    await (await station('late')).send()
    await until(() => journal.state.waiting === 0)
    const kept = stored()
    const acknowledged = [pump, normal, low].flatMap((one) => one.acknowledged())
    expect(acknowledged.length).toBeGreaterThan(15)
    expect(acknowledged.filter((text) => !kept.includes(text))).toEqual([])
    expect(new Set(kept).size).toBe(kept.length)
  })

  it('leaves with its client what it withheld when that client goes, and takes it when it comes back', async () => {
    const { door, station, fillTo, emptyTo, stored } = await openBench()
    const first = await station('air')
    await fillTo(0.9)
    const waits = first.send()
    await until(() => door.state.held === 1)
    first.client.stream.destroy()
    await until(() => door.state.held === 0)
    expect(waits.isAcknowledged()).toBe(false)
    await emptyTo(0.2)
    const second = await station('air')
    await second.send()
    expect(stored().filter((text) => text === 'air 1')).toHaveLength(1)
  })

  it('keeps the last will of a station that is withheld', async () => {
    const { door, station, fillTo, emptyTo, stored } = await openBench()
    const will = { topic: 'city/v1/air/air/status', payload: Buffer.from('offline'), qos: 0 as const, retain: true }
    const one = await station('air', 'normal', 4, { will })
    await fillTo(0.9)
    one.client.stream.destroy()
    await until(() => door.state.held === 1)
    await emptyTo(0.2)
    await until(() => stored().includes('offline'))
    expect(door.state.shed.normal).toBe(0)
  })
})

describe.runIf(HAS_INFLUXD)('a city whose store is away until its journal is full', () => {
  it('raises one alarm after the other, takes alarm-class stations to the end, and clears them when the store is back', async () => {
    const influxd = rooms.use(await startInfluxd())
    const config = rooms.use(copyOfShipped())
    const limits = '{ messagesPerSecond: 100000, bytesPerSecond: 100000000 }'
    config.replace('city.yaml', 'map: map', `map: map\nlimits: ${limits}\nbands: { journalBytes: ${2 * MIB} }`)
    const city = rooms.use(await startCity({ config: config.folder, env: { INFLUX_URL: influxd.url } }))
    const manhole = await publisher(city, 'manhole', 'lid')
    const parking = await publisher(city, 'parking', 'lot')
    const noise = await publisher(city, 'noise', 'ear')
    await manhole.send(1)
    await influxd.stop()

    const seen = new Set<string>()
    const raised = async (): Promise<readonly string[]> => {
      const { items } = await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=1000')
      const held = items.filter(({ kind, active }) => kind === 'monitor' && active).map(({ rule }) => rule)
      for (const rule of held) seen.add(rule)
      return held
    }
    const operations = () => city.api<Operations>('GET', '/operations')

    // Readings of many values are large; the alarm class alone may go on to the very end.
    let withheld: Promise<void> | undefined
    const sending: Promise<void>[] = []
    const shows = (band: Operations['ingest']['band']) => until(async () => (await operations()).ingest.band === band)
    for (let sent = 0; !(await raised()).includes('ingest-stopped'); sent++) {
      const { ingest, door } = await operations()
      if (ingest.fill >= 0.72 && !seen.has('ingest-shedding')) {
        await shows('shedding')
        await until(async () => (await raised()).includes('ingest-shedding'))
      } else if (ingest.fill >= 0.87 && !withheld) {
        await shows('slowed')
        withheld = noise.send(1)
        await until(async () => (await operations()).door!.withheld.normal > 0)
        await expect(connect(parking.credentials, { port: city.mqttPort })).rejects.toMatchObject({ code: 3 })
        await until(async () => (await raised()).includes('ingest-slowed'))
      } else if (ingest.fill >= 0.96 && !seen.has('ingest-reserved')) {
        await shows('reserved')
        expect(door!.held).toBe(1)
        await until(async () => (await raised()).includes('ingest-reserved'))
      }
      // The one that meets the end is acknowledged only after it.
      const one = manhole.send(100)
      sending.push(one)
      await Promise.race([one, sleep(1_500)])
      if (sent > 2_000) throw new Error(`never full: ${JSON.stringify(ingest)}`)
    }
    expect(await city.call('GET', '/operations')).toMatchObject({
      status: 200,
      body: { ingest: { band: 'stopped', cause: 'journal' }, line: { isStoreBehind: true } },
    })
    const metrics = await (await fetch(`${city.url}/metrics`)).text()
    expect(metrics).toContain('citypulse_ingest_band{band="stopped"} 1')
    expect(metrics).toContain('citypulse_mqtt_withheld_total{priority="normal"} 1')
    expect(metrics).toContain('citypulse_mqtt_turned_away_total{priority="low"} 1')
    sending.push(manhole.send(1))

    await influxd.restart()
    await Promise.all([withheld, ...sending])
    await until(async () => (await raised()).length === 0)
    expect((await operations()).ingest.band).toBe('normal')
    expect(seen.has('store-away')).toBe(true)
    const sum = await settledLedger(city, 'lid', manhole.acknowledged())
    expect(sum).toMatchObject({ received: manhole.acknowledged(), stored: manhole.acknowledged(), refused: 0 })
    expect(await settledLedger(city, 'ear', 1)).toMatchObject({ received: 1, stored: 1 })
  })
})

/** A registered station with its own count of the readings that were acknowledged. */
async function publisher(city: RunningCity, kind: string, id: string) {
  const credentials = await city.register({ id, kind })
  const client = await connect(credentials, { port: city.mqttPort })
  rooms.defer(() => void client.end(true))
  let made = 0
  let acknowledged = 0
  const start = Date.now() - 3_600_000
  const value = { manhole: 'waterDepth', parking: 'totalSpotNumber', noise: 'LAeq' }[kind] ?? ''
  return {
    credentials,
    acknowledged: () => acknowledged,
    async send(readings: number): Promise<void> {
      const items = Array.from({ length: readings }, () => ({
        ts: start + ++made,
        values: { [value]: 1 + (made % 9) / 100 },
        seq: made,
      }))
      await client.publishAsync(`city/v1/${kind}/${id}/readings`, JSON.stringify(items), { qos: 1 })
      acknowledged += readings
    },
  }
}

interface Sent extends Promise<void> {
  isAcknowledged(): boolean
}

/** A real door before a real journal of four MiB, filled by hand to any share and emptied by its reader. */
async function openBench() {
  const folder = mkdtempSync(join(tmpdir(), 'citypulse-bands-'))
  rooms.defer(() => rmSync(folder, { recursive: true, force: true }))
  const journal = rooms.use(await openSqliteJournal({ file: join(folder, 'journal.db'), limitBytes: BOUND }))
  const band = makeIngestBand(journal, bandsOf({ bands: { journalBytes: BOUND } }))
  const priorities = new Map<string, Priority>()
  const door: Door = rooms.use(
    await startDoor({
      host: '127.0.0.1',
      ports: { mqtt: 0, mqtts: null, ws: null },
      gate: {
        admit: (id) => ({ of: 'station', id, kind: 'air', priority: priorities.get(id) ?? 'normal' }),
        isTaken: (id) => priorities.has(id),
      },
      accept: (topic, payload, done) => journal.append(topic, payload, done),
      band: () => band.now(),
      onSession() {},
      limits: FREE,
      log: { warn() {} },
    }),
  )
  const texts: string[] = []
  /** Where the filling may be forgotten up to. */
  const seen: { readonly to: number }[] = []
  void (async () => {
    for await (const batch of journal.read('test', 0)) {
      for (const payload of batch.payloads) if (payload.length < 1_000) texts.push(payload.toString())
      seen.push({ to: batch.first + batch.topics.length })
    }
  })()
  journal.done('test', 0)

  async function fillTo(share: number): Promise<void> {
    const step = share === 1 ? 8_000 : 16_000
    const isThere = () => journal.fill(BOUND) >= share || journal.state.isFull
    while (!isThere()) {
      const done = new Promise<void>((resolve) => journal.append('filling', Buffer.alloc(step), () => resolve()))
      await Promise.race([done, until(() => journal.state.isFull, 20_000)])
    }
    expect(journal.fill(BOUND)).toBeGreaterThanOrEqual(share)
  }

  return {
    door,
    journal,
    band,
    fillTo,
    /** Its reader lets go of so much, and no more. */
    async emptyTo(share: number): Promise<void> {
      while (journal.fill(BOUND) >= share) {
        // A batch of the filling takes about 16 KB.
        const batches = Math.max(1, Math.floor(((journal.fill(BOUND) - share) * BOUND) / 20_000))
        const next = seen.splice(0, batches).at(-1)
        if (next) journal.done('test', next.to)
        const { bytes } = journal.state
        await Promise.race([until(() => journal.state.bytes < bytes), sleep(300)])
      }
    },
    stored: () => texts,
    async station(id: string, priority: Priority = 'normal', version: 4 | 5 = 4, options: IClientOptions = {}) {
      priorities.set(id, priority)
      const client: MqttClient = await connectAsync(
        `mqtt://127.0.0.1:${door.ports.mqtt}`,
        { clientId: id, username: id, password: 'p', protocolVersion: version, reconnectPeriod: 0, ...options },
        false,
      )
      client.on('error', () => {})
      rooms.defer(() => void client.end(true))
      const acknowledged: string[] = []
      let number = 0
      return {
        client,
        acknowledged: () => acknowledged,
        send(qos: 0 | 1 | 2 = 1): Sent {
          const text = `${id} ${++number}`
          let isAcknowledged = false
          const sending = client.publishAsync(`city/v1/air/${id}/readings`, text, { qos }).then(() => {
            isAcknowledged = true
            if (qos > 0) acknowledged.push(text)
          })
          sending.catch(() => {})
          return Object.assign(sending, { isAcknowledged: () => isAcknowledged })
        },
      }
    },
  }
}
