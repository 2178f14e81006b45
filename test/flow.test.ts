import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyOfShipped } from '../config/testing/folder.ts'
import { listen } from '../dashboard/server/testing/listen.ts'
import type { Alarm, AlarmWithEvents } from '../domain/alarm.ts'
import { FAULTS } from '../domain/errors.ts'
import type { Latest, Problem, StationEntry } from '../domain/wire.ts'
import { deadLetters, latestAt, ledgerOf, pointsOf, settledLedger } from './support/books.ts'
import { type Credentials, type RunningCity, startCity } from './support/city.ts'
import { connect, connectDevice, type Device, HAS_MOSQUITTO, mosquittoPublish } from './support/device.ts'
import { createService, simulatedCredentials } from './support/prepare.ts'
import { until } from './support/until.ts'

const HOUR = 3_600_000
const data = mkdtempSync(join(tmpdir(), 'citypulse-flow-'))
const config = copyOfShipped()
let siren: Credentials
let city: RunningCity
let nextId = 1

beforeAll(async () => {
  siren = await createService(data, config.folder, 'siren')
  city = await startCity({ data, config: config.folder })
})
afterAll(async () => {
  await city?.[Symbol.asyncDispose]()
  rmSync(data, { recursive: true, force: true })
  config[Symbol.dispose]()
})

/** A new station of a kind, connected. */
async function newDevice(kind: string, version: 4 | 5 = 4): Promise<Device & { id: string; credentials: Credentials }> {
  const id = `${kind}-flow-${nextId++}`
  const credentials = await city.register({ id, kind })
  const device = await connectDevice(credentials, { port: city.mqttPort, kind, version })
  return Object.assign(device, { id, credentials })
}

/** Some ms ago, on a whole millisecond that no test before had. */
function ago(ms: number): number {
  return Date.now() - ms
}

describe.concurrent('a reading', () => {
  it.for([
    { version: 4, qos: 0 },
    { version: 4, qos: 1 },
    { version: 4, qos: 2 },
    { version: 5, qos: 1 },
  ] as const)(
    'of MQTT $version at QoS $qos is seen, and stored, within a second',
    { retry: 2 },
    async ({ version, qos }) => {
      await using device = await newDevice('air', version)
      const ts = ago(5_000)
      await device.send({ ts, values: { pm25: 35.2, pm10: 60 }, seq: 17 }, qos)
      const latest = await latestAt(city, device.id, ts)
      expect(latest).toMatchObject({ values: { pm25: 35.2, pm10: 60 }, flags: {} })
      expect(Math.abs(latest.receivedAt - Date.now())).toBeLessThan(5_000)
      await until(async () => (await series(device, 'pm25', ts)).length === 1, 1_000)
      expect(await series(device, 'pm25', ts)).toEqual([[ts, 35.2, 1]])
      expect(await settledLedger(city, device.id, 1)).toEqual({
        received: 1,
        stored: 1,
        duplicate: 0,
        refused: 0,
        pending: 0,
      })
    },
  )

  it('comes in over WebSocket too', async () => {
    const credentials = await city.register({ id: 'air-web', kind: 'air' })
    await using device = await connectDevice(credentials, { port: city.wsPort!, kind: 'air', protocol: 'ws' })
    const ts = ago(4_000)
    await device.send({ ts, values: { pm25: 12 } })
    await latestAt(city, 'air-web', ts)
  })

  it.runIf(HAS_MOSQUITTO).for(['311', '5'] as const)(
    'sent by mosquitto_pub with MQTT %s is seen within a second',
    async (version) => {
      const id = `air-mosquitto-${version}`
      const credentials = await city.register({ id, kind: 'air' })
      const ts = ago(3_000)
      const payload = JSON.stringify({ ts, values: { no2: 41 } })
      expect(await mosquittoPublish(credentials, { port: city.mqttPort, kind: 'air', version, payload })).toBe(0)
      expect((await latestAt(city, id, ts)).values).toEqual({ no2: 41 })
    },
  )

  it('without a time gets the time of its receipt', async () => {
    await using device = await newDevice('noise')
    const before = Date.now()
    await device.send({ values: { LAeq: 55 } })
    await settledLedger(city, device.id, 1)
    const latest = await city.api<Latest>('GET', `/stations/${device.id}/latest`)
    expect(latest.ts).toBe(latest.receivedAt)
    expect(latest.ts).toBeGreaterThanOrEqual(before)
  })

  it('in another unit is converted to the kind’s own', async () => {
    await using device = await newDevice('air')
    const ts = ago(2_000)
    const values = { no2: { value: 18.7, unit: '[ppb]' }, temperature: { value: 300, unit: 'K' } }
    await device.send({ ts, values })
    const latest = await latestAt(city, device.id, ts)
    // 18.7 ppb × 46.006 g/mol ÷ 24.465 L/mol
    expect(latest.values['no2']).toBeCloseTo(35.165, 2)
    expect(latest.values['temperature']).toBeCloseTo(26.85, 9)
  })

  it('that cannot be true is kept with its flag, and left out of means', async () => {
    await using device = await newDevice('air')
    const ts = Math.floor(ago(60_000) / 60_000) * 60_000
    await device.send([
      { ts, values: { pm25: 40, pm10: 80 } },
      { ts: ts + 1_000, values: { pm25: 4_000, pm10: 80 } },
      { ts: ts + 2_000, values: { pm25: null, pm10: 81 } },
    ])
    const latest = await latestAt(city, device.id, ts + 2_000)
    expect(latest).toMatchObject({ values: { pm10: 81 }, flags: { pm25: 9 } })
    await settledLedger(city, device.id, 3)
    const points = await series(device, 'pm25', ts)
    expect(points.slice(0, 2)).toEqual([
      [ts, 40, 1],
      [ts + 1_000, 4_000, 4],
    ])
    const query = new URLSearchParams({
      station: device.id,
      value: 'pm25',
      every: '1m',
      from: `${ts}`,
      to: `${ts + 60_000}`,
    })
    const means = await city.api<{ points: unknown[] }>('GET', `/series?${query}`)
    expect(means.points).toEqual([[ts, 40, 4]])
  })

  it('in a batch, back-dated or with an ISO time lands at its own time', async () => {
    await using device = await newDevice('water')
    const start = Math.floor(ago(49 * HOUR) / 1000) * 1000
    await device.send([
      { ts: start, values: { pH: 7.1 }, seq: 1 },
      { ts: new Date(start + 300_000).toISOString(), values: { pH: 7.2 }, seq: 2 },
      { ts: new Date(start + 600_000 + 8 * HOUR).toISOString().replace('Z', '+08:00'), values: { pH: 7.3 }, seq: 3 },
    ])
    await device.send({ ts: start - 24 * HOUR, values: { pH: 7 }, seq: 0 })
    await settledLedger(city, device.id, 4)
    const { points, unit } = await pointsOf(city, {
      station: device.id,
      value: 'pH',
      from: start - 25 * HOUR,
      to: start + HOUR,
    })
    expect(unit).toBe('[pH]')
    expect(points.map(([ts, value]) => [ts - start, value])).toEqual([
      [-24 * HOUR, 7],
      [0, 7.1],
      [300_000, 7.2],
      [600_000, 7.3],
    ])
    expect((await city.api<Latest>('GET', `/stations/${device.id}/latest`)).ts).toBe(start + 600_000)
  })

  it('delivered twice is stored once, and both deliveries stand in the ledger', async () => {
    await using device = await newDevice('noise')
    const ts = ago(10_000)
    const reading = { ts, values: { LAeq: 60 }, seq: 5 }
    await device.send(reading)
    await device.send(reading)
    await device.send([reading, { ...reading, seq: 6 }, reading])
    expect(await settledLedger(city, device.id, 5)).toEqual({
      received: 5,
      stored: 2,
      duplicate: 3,
      refused: 0,
      pending: 0,
    })
    expect(await series(device, 'LAeq', ts)).toHaveLength(2)
  })

  it('shows its station online, with what it is known by', async () => {
    await using device = await newDevice('noise')
    const entry = () => city.api<StationEntry>('GET', `/stations/${device.id}`)
    await until(async () => (await entry()).status === 'online', 2_000)
    expect((await entry()).presence.reason).toBe('connected')
    expect((await entry()).owner).toBe('ecology')
  })
})

describe('a gateway', () => {
  it('sends for its stations, and only for those', async () => {
    const gateway = await simulatedCredentials(data, 'gw-01')
    await city.register({ id: 'bin-1', kind: 'waste', gateway: 'gw-01' })
    await city.register({ id: 'bin-2', kind: 'waste', gateway: 'gw-01' })
    await using device = await connectDevice(gateway, { port: city.mqttPort, kind: 'gateways' })
    const ts = ago(1_000)
    await device.send({
      'bin-1': { ts, values: { fillLevel: 0.4 } },
      'bin-2': [
        { ts: ts - 1_000, values: { fillLevel: 0.1 } },
        { ts, values: { fillLevel: 0.2 } },
      ],
      'air-001': { ts, values: { pm25: 1 } },
      nobody: { ts, values: { fillLevel: 0.3 } },
    })
    expect((await latestAt(city, 'bin-1', ts)).values['fillLevel']).toBe(0.4)
    expect((await latestAt(city, 'bin-2', ts)).values['fillLevel']).toBe(0.2)
    await until(() => device.faults.length === 2)
    expect(device.faults.map(({ reason, item }) => [reason, item])).toEqual([
      ['not-its-gateway', 3],
      ['unknown-station', 4],
    ])
    expect(await settledLedger(city, 'air-001', 1)).toMatchObject({ received: 1, refused: 1 })
    expect(await settledLedger(city, 'bin-2', 2)).toMatchObject({ received: 2, stored: 2 })
  })

  it('that names nobody is told so', async () => {
    const gateway = await simulatedCredentials(data, 'gw-02')
    await using device = await connectDevice(gateway, { port: city.mqttPort, kind: 'gateways' })
    await device.send({})
    await device.send({ 'bin-1': [] })
    await device.send([{ ts: 1 }])
    await until(() => device.faults.length === 3)
    expect(device.faults.map(({ reason }) => reason)).toEqual(['not-a-reading', 'not-a-reading', 'not-a-reading'])
  })
})

describe.concurrent('a message that cannot be taken', () => {
  const REFUSED: readonly (readonly [reason: keyof typeof FAULTS, payload: unknown, detail: RegExp])[] = [
    ['not-json', '{"values":', /JSON/],
    ['not-json', Buffer.from([0xff, 0x00, 0xfe]), /JSON/],
    ['not-a-reading', '42', /found a number/],
    ['not-a-reading', '[]', /empty/],
    ['bad-time', { ts: 'yesterday', values: { pm25: 1 } }, /"yesterday"/],
    ['bad-time', { ts: '2026-02-30T00:00:00Z', values: { pm25: 1 } }, /2026-02-30/],
    ['bad-sequence', { seq: -1, values: { pm25: 1 } }, /-1/],
    ['no-values', { ts: 1764000000000 }, /found nothing/],
    ['no-values', { values: {} }, /at least one/],
    ['unknown-value', { values: { pm2_5: 1 } }, /pm2_5.*pm25/],
    ['not-a-number', { values: { pm25: '35' } }, /pm25.*a string/],
    ['not-a-number', '{"values":{"pm25":1e999}}', /too large/],
    ['unknown-unit', { values: { pm25: { value: 1, unit: 'furlong' } } }, /furlong.*ug\/m3/],
    ['too-old', { ts: 1764000000, values: { pm25: 1 } }, /seconds/],
    ['in-the-future', { ts: Date.now() + HOUR, values: { pm25: 1 } }, /ahead/],
  ]

  it.for(REFUSED)('is set aside as %s with its bytes, and its sender is told', async ([reason, payload, detail]) => {
    await using device = await newDevice('air')
    await device.send(payload)
    await until(() => device.faults.length === 1)
    const [told] = device.faults
    expect(told).toMatchObject({ reason, stage: FAULTS[reason], detail: expect.stringMatching(detail) })
    expect(await settledLedger(city, device.id, 1)).toMatchObject({ received: 1, refused: 1 })
    const [letter, ...others] = await deadLetters(city, `&station=${device.id}`)
    expect(others).toEqual([])
    expect(letter).toMatchObject({ reason, stage: told!.stage, detail: told!.detail, position: told!.position })
    const bytes = Buffer.isBuffer(payload) ? payload : typeof payload === 'string' ? payload : JSON.stringify(payload)
    expect(Buffer.from(letter!.raw, 'base64')).toEqual(Buffer.from(bytes as string))
  })

  it('costs only the reading that is wrong, not its batch', async () => {
    await using device = await newDevice('noise')
    const ts = ago(9_000)
    await device.send([
      { ts, values: { LAeq: 50 } },
      { ts: ts + 1, values: { loud: 1 } },
      { ts: ts + 2, values: { LAeq: 52 } },
    ])
    expect(await settledLedger(city, device.id, 3)).toMatchObject({ received: 3, stored: 2, refused: 1 })
    expect((await deadLetters(city, `&station=${device.id}`))[0]).toMatchObject({ item: 1, reason: 'unknown-value' })
  })

  it('is stored by a replay once its station is registered, at the time it was received, and is marked', async () => {
    const gateway = await simulatedCredentials(data, 'gw-03')
    await using device = await connectDevice(gateway, { port: city.mqttPort, kind: 'gateways' })
    await device.send({ 'bin-late': { values: { fillLevel: 0.7 } } })
    await until(() => device.faults.length === 1)
    await until(async () => (await lettersAt(device.faults[0]!.position)).length === 1)
    const [letter] = await lettersAt(device.faults[0]!.position)
    expect(letter).toMatchObject({ reason: 'unknown-station', replayedAt: null })
    const replay = () => city.api<object>('POST', `/dead-letters/${letter!.id}/replay`, {})
    expect(await replay()).toMatchObject({ outcome: 'refused', detail: expect.stringContaining('unknown-station') })

    await city.register({ id: 'bin-late', kind: 'waste', gateway: 'gw-03' })
    expect(await replay()).toMatchObject({ outcome: 'stored' })
    const latest = await city.api<Latest>('GET', '/stations/bin-late/latest')
    expect(latest).toMatchObject({ ts: letter!.receivedAt, values: { fillLevel: 0.7 } })
    const [marked] = await lettersAt(device.faults[0]!.position)
    expect(marked!.replayedAt).toBeGreaterThan(letter!.receivedAt)
    expect(await settledLedger(city, 'bin-late', 1)).toMatchObject({ received: 1, stored: 1 })

    await expect(replay()).rejects.toThrow('letter-closed')
    expect(await settledLedger(city, 'bin-late', 1)).toMatchObject({ received: 1, stored: 1, duplicate: 0 })
  })

  async function lettersAt(position: number) {
    return (await deadLetters(city)).filter((letter) => letter.position === position)
  }
})

describe('the door', () => {
  it('lets nobody in with a wrong password, a made-up name or none', async () => {
    const { username } = await city.register({ id: 'air-lock', kind: 'air' })
    const port = city.mqttPort
    await expect(connect({ username, password: 'wrong' }, { port })).rejects.toThrow(/Bad username or password/i)
    await expect(connect({ username: 'made-up', password: 'x' }, { port, version: 5 })).rejects.toThrow()
    await expect(connect({ username: '', password: '' }, { port, options: { clientId: 'x' } })).rejects.toThrow()
  })

  it('ends the session of a station that publishes as another, and takes nothing of it', async () => {
    const victim = await city.register({ id: 'air-victim', kind: 'air' })
    await using device = await newDevice('air')
    const closed = new Promise<void>((resolve) => device.client.once('close', () => resolve()))
    device.client.publish(`city/v1/air/${victim.username}/readings`, '{"values":{"pm25":1}}', { qos: 1 }, () => {})
    await closed
    expect((await city.call('GET', '/stations/air-victim/latest')).status).toBe(404)
    expect(await ledgerOf(city, 'air-victim')).toMatchObject({ received: 0 })
  })

  it('lets a station hear its own faults and commands and nothing else', async () => {
    await using device = await newDevice('air')
    for (const filter of ['#', 'city/v1/#', 'city/v1/air/+/faults', 'city/v1/alarms/#', '$SYS/#']) {
      const refused = await device.client.subscribeAsync(filter).catch((error: Error) => error)
      const granted = refused instanceof Error ? [] : refused.filter(({ qos }) => qos < 128)
      expect(granted, filter).toEqual([])
    }
    const [own] = await device.client.subscribeAsync(`city/v1/air/${device.id}/commands`)
    expect(own!.qos).toBeLessThan(128)
  })
})

describe('an alarm', () => {
  const alarmsOf = async (station: string) =>
    (await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=200')).items.filter((alarm) => alarm.station === station)
  const bang = (ts: number, LAmax: number) => ({ ts, values: { LAmax } })

  it('is raised and cleared in event time, seen live, stepped over REST, and resumed without a gap', async () => {
    await using device = await newDevice('noise')
    const { seq: before } = await head()
    using live = await listen(city.url, { cookie: city.cookie, origin: city.url, after: before })
    const ts = ago(100_000)
    await device.send(bang(ts, 120))
    await until(() => live.alarms.length === 1, 1_000)
    const [raised] = live.alarms
    expect(raised).toMatchObject({
      seq: before + 1,
      event: { type: 'raise', at: ts, by: 'system' },
      alarm: { rule: 'noise-bang', station: device.id, state: 'unacknowledged', raisedAt: ts, reading: 120 },
    })
    const { id } = raised!.alarm

    const acked = await city.api<AlarmWithEvents>('POST', `/alarms/${id}/ack`, { comment: 'crew sent' })
    expect(acked).toMatchObject({ state: 'acknowledged', ackedBy: 'admin' })
    const again = await city.call<Problem>('POST', `/alarms/${id}/ack`, {})
    expect(again).toMatchObject({ status: 409, body: { code: 'step-not-allowed' } })

    // Back below 105, and for 300 s of measurement time: the clock of the city plays no part.
    await device.send(bang(ts + 10_000, 60))
    await device.send(bang(ts + 309_999, 60))
    expect((await city.api<Alarm>('GET', `/alarms/${id}`)).state).toBe('acknowledged')
    await device.send(bang(ts + 310_000, 60))
    await until(() => live.alarms.length === 3, 1_000)
    expect(live.alarms.map(({ event }) => event.type)).toEqual(['raise', 'ack', 'clear'])
    expect(live.alarms.at(-1)).toMatchObject({ event: { at: ts + 310_000 }, alarm: { state: 'normal' } })

    using late = await listen(city.url, { cookie: city.cookie, origin: city.url, after: before + 1 })
    await until(() => late.alarms.length === 2, 1_000)
    expect(late.alarms).toEqual(live.alarms.slice(1))
    expect((await city.api<AlarmWithEvents>('GET', `/alarms/${id}`)).events.map(({ type }) => type)).toEqual([
      'raise',
      'ack',
      'clear',
    ])
  })

  it('is retained on MQTT for third parties until it is over', async () => {
    await using device = await newDevice('noise')
    const ts = ago(100_000)
    await device.send(bang(ts, 118))
    await until(async () => (await alarmsOf(device.id)).length === 1)
    const [alarm] = await alarmsOf(device.id)
    const topic = `city/v1/alarms/${alarm!.district}/${alarm!.id}`

    const client = await connect(siren, { port: city.mqttPort })
    const heard: { topic: string; text: string; retain: boolean }[] = []
    client.on('message', (topic, payload, { retain }) => heard.push({ topic, text: payload.toString(), retain }))
    await client.subscribeAsync('city/v1/alarms/#', { qos: 1 })
    const ofThis = () => heard.filter((message) => message.topic === topic)
    await until(() => ofThis().length === 1)
    expect(ofThis()[0]!.retain).toBe(true)
    expect(JSON.parse(ofThis()[0]!.text)).toMatchObject({ id: alarm!.id, severity: 'yellow', state: 'unacknowledged' })

    await city.api('POST', `/alarms/${alarm!.id}/ack`, {})
    await device.send(bang(ts + 1_000, 60))
    await device.send(bang(ts + 301_000, 60))
    await until(() => ofThis().at(-1)?.text === '')
    await client.endAsync(true)
  })

  it('of readings of the past calls for nobody, and is history when they end it', async () => {
    await using device = await newDevice('noise')
    const ts = ago(2 * HOUR)
    await device.send(bang(ts, 130))
    await settledLedger(city, device.id, 1)
    const [alarm] = await alarmsOf(device.id)
    expect(alarm).toMatchObject({ late: true, raisedAt: ts, state: 'acknowledged', ackedBy: null })
    await device.send(bang(ts + 1_000, 60))
    await device.send(bang(ts + 301_000, 60))
    await until(async () => (await alarmsOf(device.id))[0]?.state === 'normal')
    expect(await alarmsOf(device.id)).toMatchObject([{ clearedAt: ts + 301_000, acknowledged: true }])
  })

  async function head(): Promise<{ seq: number }> {
    using first = await listen(city.url, { cookie: city.cookie, origin: city.url })
    await until(() => first.heads.length > 0)
    return first.heads[0]!
  }
})

describe('retiring a station', () => {
  it('ends its session, its password and its alarms, and keeps its id', async () => {
    await using device = await newDevice('noise')
    await device.send({ ts: ago(50_000), values: { LAmax: 121 } })
    const open = async () => {
      const { items } = await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=200')
      return items.filter(({ station, active }) => station === device.id && active)
    }
    await until(async () => (await open()).length === 1)
    const closed = new Promise<void>((resolve) => device.client.once('close', () => resolve()))
    await city.api('DELETE', `/stations/${device.id}`)
    await closed
    await expect(connect(device.credentials, { port: city.mqttPort })).rejects.toThrow()
    expect((await city.call('GET', `/stations/${device.id}`)).status).toBe(404)
    await until(async () => (await open()).length === 0)
    const again = await city.call('POST', '/stations', {
      id: device.id,
      kind: 'noise',
      name: 'again',
      district: '990101',
      lon: 123,
      lat: 31,
    })
    expect(again.status).toBe(409)
  })
})

describe('SIGTERM and a second start', () => {
  it('ends within seconds with code 0, and the city knows everything it knew', async () => {
    await using device = await newDevice('noise')
    const ts = ago(90_000)
    await device.send({ ts, values: { LAmax: 122 }, seq: 1 })
    await settledLedger(city, device.id, 1)
    const known = async () => ({
      stations: (await city.api<{ items: StationEntry[] }>('GET', '/stations?limit=1000')).items.map(({ id }) => id),
      latest: await city.api('GET', `/stations/${device.id}/latest`),
      // A start begins with nothing wrong with the monitor itself.
      alarms: (await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=200')).items.filter(
        ({ kind }) => kind !== 'monitor',
      ),
      ledger: await city.api('GET', '/ledger?limit=1000'),
      letters: await city.api('GET', '/dead-letters?limit=200'),
      series: await series(device, 'LAmax', ts),
    })
    const before = await known()
    const { code, ms } = await city.stop()
    expect(code).toBe(0)
    expect(ms).toBeLessThan(5_000)
    expect(city.log()).not.toMatch(/"level":(50|60)/)

    city = await startCity({ data, config: config.folder })
    expect(await known()).toEqual(before)
    await using back = await connectDevice(device.credentials, { port: city.mqttPort, kind: 'noise' })
    await back.send([
      { ts, values: { LAmax: 122 }, seq: 1 },
      { ts: ts + 1_000, values: { LAmax: 60 }, seq: 2 },
    ])
    expect(await settledLedger(city, device.id, 3)).toMatchObject({ received: 3, stored: 2, duplicate: 1 })
  })
})

/** Readings of a value from a time on. */
async function series({ id }: { id: string }, value: string, from: number) {
  return (await pointsOf(city, { station: id, value, from, to: from + 60_000 })).points
}
