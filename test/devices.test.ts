import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { promisify } from 'node:util'
import type { MqttClient } from 'mqtt'
import packets from 'mqtt-packet'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alarm } from '../domain/alarm.ts'
import type { ImportAnswer, NewEnrolmentCode, Registration } from '../domain/enrolment.ts'
import { runCity } from '../commands/program.ts'
import { copyOfShipped } from '../config/testing/folder.ts'
import { signed } from '../simulators/password.ts'
import { deadLetters, settledLedger } from './support/books.ts'
import { type Credentials, PASSWORD, type RunningCity, startCity } from './support/city.ts'
import { connect, connectDevice, HAS_MOSQUITTO } from './support/device.ts'
import { until } from './support/until.ts'

const run = promisify(execFile)
const rooms = new AsyncDisposableStack()
const folder = mkdtempSync(join(tmpdir(), 'citypulse-devices-'))
const tls = join(folder, 'tls')
let city: RunningCity
let ca: string

/** One that is terminal's: its answer, as JSON. */
async function terminal(...args: string[]): Promise<string> {
  let said = ''
  const streams = {
    print: (text: string) => void (said += `${text}\n`),
    complain: (text: string) => void (said += text),
  }
  const code = await runCity(args, streams, { CITY_DATA: city?.data ?? folder })
  if (code !== 0) throw new Error(`${args.join(' ')}: ${code} ${said}`)
  return said
}

beforeAll(async () => {
  rooms.defer(() => rmSync(folder, { recursive: true }))
  await terminal('certificates', 'make', '--folder', tls, '--device', 'air-cert,air-lost,air-gone')
  ca = readFileSync(join(tls, 'ca.pem'), 'utf8')
  const config = rooms.use(copyOfShipped())
  city = rooms.use(
    await startCity({
      config: config.folder,
      env: {
        HTTPS_PORT: '0',
        MQTT_WSS_PORT: '0',
        TLS_CERT: join(tls, 'server.pem'),
        TLS_KEY: join(tls, 'server.key'),
        TLS_CLIENT_CA: join(tls, 'ca.pem'),
        TLS_CLIENT_CRL: join(tls, 'revoked.pem'),
      },
    }),
  )
})
afterAll(() => rooms.disposeAsync())

const ports = () => JSON.parse(readFileSync(join(city.data, 'run.json'), 'utf8')) as Record<string, number>
const pairOf = (id: string) => ({
  ca,
  cert: readFileSync(join(tls, 'devices', `${id}.pem`), 'utf8'),
  key: readFileSync(join(tls, 'devices', `${id}.key`), 'utf8'),
})
const fingerprintOf = async (id: string) =>
  (
    JSON.parse(await terminal('certificates', 'show', join(tls, 'devices', `${id}.pem`), '--json')) as {
      fingerprint: string
    }
  ).fingerprint
const reading = (pm25: number) => JSON.stringify({ ts: Date.now(), values: { pm25 } })

async function registerWithCertificate(id: string): Promise<void> {
  await city.register({ id, kind: 'air' })
  await city.api('POST', `/credentials/${id}/rotate`, { fingerprint: await fingerprintOf(id) })
}

/** Ms until the city ends a session after `act`. */
async function msUntilCut(clients: readonly MqttClient[], act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await act()
  await until(() => clients.every((client) => !client.connected))
  return performance.now() - startedAt
}

describe('certificates for a trial', () => {
  it('have keys that only their owner can read, and are good for at most 398 days', async () => {
    for (const file of ['ca.key', 'server.key', 'devices/air-cert.key'])
      expect(statSync(join(tls, file)).mode & 0o777).toBe(0o600)
    for (const file of ['ca.pem', 'server.pem', 'devices/air-cert.pem']) {
      const { validTo } = JSON.parse(await terminal('certificates', 'show', join(tls, file), '--json')) as {
        validTo: string
      }
      expect(Date.parse(validTo) - Date.now()).toBeLessThan(398 * 86_400_000)
    }
  })

  it.runIf(HAS_MOSQUITTO)('let mosquitto_pub in, which no one without the right one is', async () => {
    await registerWithCertificate('air-cert')
    const publish = (id: string, payload: string) =>
      run(
        '/usr/bin/mosquitto_pub',
        ['-h', 'localhost', '-p', `${city.mqttsPort}`, '-q', '1', '--cafile', join(tls, 'ca.pem')].concat(
          ['--cert', join(tls, 'devices', `${id}.pem`), '--key', join(tls, 'devices', `${id}.key`)],
          ['-i', 'air-cert', '-u', 'air-cert', '-t', 'city/v1/air/air-cert/readings', '-m', payload],
        ),
      )
    await publish('air-cert', reading(11))
    await expect(publish('air-lost', reading(666))).rejects.toThrow()
    expect(await settledLedger(city, 'air-cert', 1)).toMatchObject({ received: 1, stored: 1 })
  })
})

describe('over TLS', () => {
  it('a browser gets a cookie that only HTTPS sends, strict transport there and only there, and live events', async () => {
    const { https } = ports()
    const answer = await secureCall(https!, 'POST', '/api/v1/session', { user: 'admin', password: PASSWORD })
    expect(answer.status).toBe(200)
    expect(answer.headers['strict-transport-security']).toMatch(/^max-age=\d{7,}/)
    expect((await fetch(`${city.url}/health/live`)).headers.get('strict-transport-security')).toBeNull()
    const [cookie] = answer.headers['set-cookie'] ?? []
    expect(cookie).toMatch(/^__Host-citypulse=[^;]+;.*Path=\/.*; Secure/)
    const socket = io(`https://localhost:${https}/ops`, {
      transports: ['websocket'],
      ca,
      extraHeaders: { cookie: cookie!.split(';')[0]! },
      reconnection: false,
    } as Parameters<typeof io>[1])
    await new Promise((resolve, reject) => {
      socket.once('head', resolve)
      socket.once('connect_error', reject)
    })
    socket.close()
  })
})

describe('a session ends within five seconds', () => {
  it('when its station is disabled: over TCP, TLS and WebSocket, and it does not come back', async () => {
    const credentials = await city.register({ id: 'air-off', kind: 'air' })
    const clients = [
      await connect(credentials, { port: city.mqttPort }),
      await connect(credentials, { port: city.mqttsPort!, protocol: 'mqtts', options: { ca, clientId: 'off-tls' } }),
      await connect(credentials, { port: city.wsPort!, protocol: 'ws', options: { clientId: 'off-ws' } }),
    ]
    const ms = await msUntilCut(clients, () => city.api('POST', '/credentials/air-off/disable', { why: 'stolen' }))
    expect(ms).toBeLessThan(5_000)
    await expect(connect(credentials, { port: city.mqttPort })).rejects.toMatchObject({ code: 5 })
    await city.api('POST', '/credentials/air-off/enable')
    await (await connect(credentials, { port: city.mqttPort })).endAsync()
  })

  it('when its gateway is disabled, and nothing is taken of a station that is disabled behind one', async () => {
    const gateway = await city.api<Credentials>('POST', '/gateways', {
      id: 'gw-off',
      name: 'Roof',
      district: '990101',
      lon: 123,
      lat: 31,
    })
    const own = await city.register({ id: 'air-behind', kind: 'air', gateway: 'gw-off' })
    await using held = await gatewayOf(gateway)
    const over = held.client
    await over.publishAsync(
      'city/v1/gateways/gw-off/readings',
      JSON.stringify({ 'air-behind': { ts: Date.now(), values: { pm25: 1 } } }),
      { qos: 1 },
    )
    await settledLedger(city, 'air-behind', 1)
    await city.api('POST', '/credentials/air-behind/disable', { why: 'tampered with' })
    await over.publishAsync(
      'city/v1/gateways/gw-off/readings',
      JSON.stringify({ 'air-behind': { ts: Date.now(), values: { pm25: 999 } } }),
      { qos: 1 },
    )
    expect(await settledLedger(city, 'air-behind', 2)).toMatchObject({ stored: 1, refused: 1 })
    expect((await deadLetters(city, '&station=air-behind'))[0]).toMatchObject({ reason: 'station-disabled' })
    await city.api('POST', '/credentials/air-behind/enable')
    await using behind = await connectDevice(own, { port: city.mqttPort, kind: 'air' })
    const ms = await msUntilCut([over, behind.client], () =>
      city.api('POST', '/credentials/gw-off/disable', { why: 'stolen' }),
    )
    expect(ms).toBeLessThan(5_000)
    await expect(connect(gateway, { port: city.mqttPort })).rejects.toMatchObject({ code: 5 })
    await expect(connect(own, { port: city.mqttPort })).rejects.toMatchObject({ code: 5 })
  })

  it('when its certificate is revoked, without a restart', async () => {
    await registerWithCertificate('air-lost')
    const options = { ...pairOf('air-lost'), clientId: 'air-lost' }
    const client = await connect(
      { username: 'air-lost', password: '' },
      { port: city.mqttsPort!, protocol: 'mqtts', options },
    )
    const ms = await msUntilCut([client], () =>
      terminal('certificates', 'revoke', '--folder', tls, join(tls, 'devices', 'air-lost.pem')),
    )
    expect(ms).toBeLessThan(5_000)
    await expect(
      connect({ username: 'air-lost', password: '' }, { port: city.mqttsPort!, protocol: 'mqtts', options }),
    ).rejects.toMatchObject({ code: 4 })
  })

  it('also when the list stands beside its authority in one file', async () => {
    const taken = () => city.log().split('a new certificate is in force').length
    const before = taken()
    const list = join(tls, 'revoked.pem')
    writeFileSync(list, `${ca}${readFileSync(list, 'utf8')}`)
    await until(() => taken() > before)
    await registerWithCertificate('air-gone')
    const options = { ...pairOf('air-gone'), clientId: 'air-gone' }
    const client = await connect(
      { username: 'air-gone', password: '' },
      { port: city.mqttsPort!, protocol: 'mqtts', options },
    )
    const ms = await msUntilCut([client], () =>
      terminal('certificates', 'revoke', '--folder', tls, join(tls, 'devices', 'air-gone.pem')),
    )
    expect(ms).toBeLessThan(5_000)
  })

  it('when the newer of two credentials is used', async () => {
    const first = await city.register({ id: 'air-two', kind: 'air' })
    const old = await connect(first, { port: city.mqttPort, options: { clientId: 'two-old' } })
    const second = await city.api<Credentials>('POST', '/credentials/air-two/rotate', { mode: 'signed', beside: true })
    expect(old.connected).toBe(true)
    const password = signed(second.password, 'air-two')
    const ms = await msUntilCut([old], async () => {
      const fresh = await connect(
        { username: 'air-two', password },
        { port: city.mqttPort, options: { clientId: 'two-new' } },
      )
      expect(fresh.connected).toBe(true)
      await until(() => !old.connected)
    })
    expect(ms).toBeLessThan(5_000)
    await expect(connect(first, { port: city.mqttPort })).rejects.toMatchObject({ code: 4 })
  })
})

describe('bytes that somebody recorded on plain TCP', () => {
  const play = async (bytes: Buffer) => {
    let heard = ''
    const socket = connectTcp(city.mqttPort, '127.0.0.1')
    socket.setEncoding('hex')
    socket.on('data', (hex: string) => void (heard += hex))
    socket.on('error', () => {})
    socket.write(bytes)
    await until(() => socket.closed || heard.length >= 16)
    socket.destroy()
    return heard
  }
  const session = (id: string, password: string, payload: string) =>
    Buffer.concat([
      packets.generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clean: true,
        clientId: id,
        username: id,
        password: Buffer.from(password),
        keepalive: 60,
      }),
      packets.generate({
        cmd: 'publish',
        topic: `city/v1/air/${id}/readings`,
        payload,
        qos: 1,
        messageId: 1,
        retain: false,
        dup: false,
      }),
    ])

  it('are stored once, and open nothing once the password in them has ended', async () => {
    await city.register({ id: 'air-tape', kind: 'air' })
    const { password: secret } = await city.api<Credentials>('POST', '/credentials/air-tape/rotate', { mode: 'signed' })
    const tape = session('air-tape', signed(secret, 'air-tape'), reading(12))
    for (let n = 0; n < 3; n++) expect(await play(tape)).toBe('2002000040020001')
    expect(await settledLedger(city, 'air-tape', 3)).toMatchObject({ received: 3, stored: 1, duplicate: 2 })
    // What a device signed seven hours ago was good for six.
    const old = session(
      'air-tape',
      signed(secret, 'air-tape', () => Date.now() - 7 * 3_600_000),
      reading(13),
    )
    expect(await play(old)).toBe('20020004')
    expect(await settledLedger(city, 'air-tape', 3)).toMatchObject({ received: 3 })
  })
})

describe('a code', () => {
  const codeFor = (id: string) => city.api<NewEnrolmentCode>('POST', '/enrolment-codes', { id })
  const enrol = (body: object) =>
    fetch(`${city.url}/api/v1/enrol`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  it('gives a station its credentials once, over HTTP, whoever asks at the same time', async () => {
    const before = await city.register({ id: 'air-code', kind: 'air' })
    const { code } = await codeFor('air-code')
    const answers = await Promise.all([1, 2, 3].map(() => enrol({ code: code.toLowerCase().replace('-', ' ') })))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 403, 403])
    const given = (await answers.find(({ status }) => status === 200)!.json()) as Credentials
    await (await connect(given, { port: city.mqttPort })).endAsync()
    await expect(connect(before, { port: city.mqttPort })).rejects.toMatchObject({ code: 4 })
    expect(JSON.stringify(await city.api('GET', '/enrolment-codes'))).not.toContain(code)
  })

  it('gives them over MQTT too, to whoever has it alone', async () => {
    await city.register({ id: 'air-mqtt', kind: 'air' })
    const { code } = await codeFor('air-mqtt')
    const guest = { port: city.mqttPort, options: { clientId: 'fresh-1' } }
    const other = await connect(
      { username: 'enrol', password: (await codeFor('air-code')).code },
      { port: city.mqttPort, options: { clientId: 'fresh-2' } },
    )
    const overheard: string[] = []
    other.on('message', (_, payload) => overheard.push(payload.toString()))
    await other.subscribeAsync('city/v1/enrol/answer')
    const client = await connect({ username: 'enrol', password: code }, guest)
    const given = await answerOf(client, '{"mode":"signed"}')
    expect(given).toMatchObject({
      username: 'air-mqtt',
      mode: 'signed',
      topics: { readings: 'city/v1/air/air-mqtt/readings' },
    })
    const password = signed(given['password'] as string, 'air-mqtt')
    await (await connect({ username: 'air-mqtt', password }, { port: city.mqttPort })).endAsync()
    expect(await answerOf(client, '{}')).toMatchObject({ error: 'enrolment-refused' })
    await expect(connect({ username: 'enrol', password: code }, guest)).rejects.toMatchObject({ code: 4 })
    expect(overheard).toEqual([])
    // Nothing else is open to a guest.
    await expect(other.subscribeAsync('city/v1/air/air-mqtt/faults')).rejects.toThrow()
    await other.endAsync(true)
  })
})

describe('a device that nobody registered', () => {
  it('waits for a person, stores nothing meanwhile, and gets its credentials when it is approved', async () => {
    const { password } = await city.api<{ password: string }>('POST', '/registration/open')
    const claim = 'what-only-this-device-knows'
    const hello = JSON.stringify({ claim, kind: 'noise', name: '<img src=x onerror=alert(1)>', vendor: 'Acme' })
    const client = await connect({ username: 'new:noise-new', password }, { port: city.mqttPort })
    expect(await answerOf(client, hello)).toEqual({ state: 'pending' })
    client.publish('city/v1/noise/noise-new/readings', '{"values":{"LAeq":50}}', { qos: 1 })
    await until(() => !client.connected)
    const { items } = await city.api<{ items: Registration[] }>('GET', '/registrations')
    expect(items).toMatchObject([{ id: 'noise-new', wish: { vendor: 'Acme' }, state: 'pending' }])
    expect((await city.call('GET', '/stations/noise-new')).status).toBe(404)
    const thief = await connect(
      { username: 'new:noise-new', password },
      { port: city.mqttPort, options: { clientId: 'x' } },
    )
    expect(await answerOf(thief, '{"claim":"another-sixteen-letters"}')).toMatchObject({ error: 'enrolment-refused' })
    await city.api('POST', '/registrations/noise-new/approve', {
      kind: 'noise',
      name: 'Square',
      district: '990101',
      lon: 123,
      lat: 31,
    })
    expect(await answerOf(thief, '{"claim":"another-sixteen-letters"}')).toMatchObject({ error: 'enrolment-refused' })
    await thief.endAsync(true)
    const again = await connect({ username: 'new:noise-new', password }, { port: city.mqttPort })
    const answer = await answerOf(again, hello)
    expect(answer).toMatchObject({ state: 'approved', credentials: { username: 'noise-new' } })
    await again.endAsync(true)
    await using device = await connectDevice(answer['credentials'] as Credentials, {
      port: city.mqttPort,
      kind: 'noise',
    })
    await device.send({ values: { LAeq: 51 } })
    expect(await settledLedger(city, 'noise-new', 1)).toMatchObject({ received: 1, stored: 1 })
    await city.api('POST', '/registration/close')
    await expect(connect({ username: 'new:other', password }, { port: city.mqttPort })).rejects.toMatchObject({
      code: 4,
    })
  })
})

describe('a list of stations', () => {
  const send = (csv: string, query = '') =>
    fetch(`${city.url}/api/v1/stations/import${query}`, {
      method: 'POST',
      headers: { cookie: city.cookie, origin: city.url, 'content-type': 'text/csv' },
      body: csv,
    }).then(async (response) => (await response.json()) as ImportAnswer)
  const HEAD = 'id,kind,name,district,lon,lat,trait.zone\n'

  it('names every bad line, and registers nothing while there is one', async () => {
    const csv = `${HEAD}list-1,noise,One,990101,123,31,2\nlist-2,noize,Two,990101,123,31,2\nlist-1,noise,"Three, too",nowhere,123,"31,5",9\n`
    for (const query of ['?dryRun=true', '']) {
      const answer = await send(csv, query)
      expect(answer).toMatchObject({ stations: 1, imported: false, faultyLines: 2, credentials: null })
      expect(answer.faults.map(({ line, column }) => [line, column])).toEqual([
        [3, 'kind'],
        [4, 'district'],
        [4, 'trait.zone'],
        [4, 'lat'],
        [4, 'id'],
      ])
      expect(answer.faults.every(({ remedy }) => remedy.length > 5)).toBe(true)
    }
    expect((await city.call('GET', '/stations/list-1')).status).toBe(404)
  })

  it('of thousands is registered at once from the terminal, and every password works', async () => {
    const file = join(folder, 'list.csv')
    const lines = Array.from({ length: 3_000 }, (_, n) => `bulk-${n},noise,Number ${n},990101,123,31,2`)
    writeFileSync(file, HEAD + lines.join('\n'))
    expect(await terminal('stations', 'import', file, '--dry-run')).toContain('3000')
    const out = join(folder, 'credentials.csv')
    await terminal('stations', 'import', file, '--credentials', out)
    expect(statSync(out).mode & 0o777).toBe(0o600)
    const rows = readFileSync(out, 'utf8').trim().split('\r\n')
    expect(rows).toHaveLength(3_001)
    for (const row of [rows[1]!, rows[3_000]!]) {
      const [, username = '', password = ''] = row.split(',')
      await (await connect({ username, password }, { port: city.mqttPort })).endAsync()
    }
  })
})

describe('a certificate of the city that is put in place while it runs', () => {
  it('is taken up by itself, and one that is not good raises an alarm and leaves the old one in force', async () => {
    const [cert, key] = [join(tls, 'server.pem'), join(tls, 'server.key')]
    const before = readFileSync(cert, 'utf8')
    const shown = () => certificateAt(ports()['https']!)
    const old = await shown()
    writeFileSync(`${cert}.new`, 'no certificate')
    renameSync(`${cert}.new`, cert)
    const alarms = () => city.api<{ items: Alarm[] }>('GET', '/alarms?rule=certificate-refused')
    await until(async () => (await alarms()).items.some(({ state }) => state === 'unacknowledged'))
    expect(await shown()).toBe(old)
    writeFileSync(cert, before)
    await terminal('certificates', 'make', '--folder', tls)
    expect(readFileSync(key, 'utf8')).not.toBe('')
    await until(async () => (await shown()) !== old)
    await until(async () => (await alarms()).items.every(({ state }) => state !== 'unacknowledged'))
    // And by SIGHUP, at once.
    const now = await shown()
    await terminal('certificates', 'make', '--folder', tls)
    process.kill(city.pid, 'SIGHUP')
    await until(async () => (await shown()) !== now)
  })
})

describe('whoever guesses codes', () => {
  it('is stopped after ten, right or wrong', async () => {
    const { code } = await city.api<NewEnrolmentCode>('POST', '/enrolment-codes', { id: 'air-code' })
    const statuses: number[] = []
    for (let n = 0; n < 12; n++)
      statuses.push((await city.call('POST', '/enrol', { code: `WRONG-${10_000 + n}` })).status)
    expect(statuses.filter((status) => status === 403).length).toBeLessThanOrEqual(10)
    expect(statuses.at(-1)).toBe(429)
    expect((await city.call('POST', '/enrol', { code })).status).toBe(429)
    await expect(connect({ username: 'enrol', password: code }, { port: city.mqttPort })).rejects.toMatchObject({
      code: 4,
    })
  })
})

async function gatewayOf(credentials: Credentials): Promise<AsyncDisposable & { readonly client: MqttClient }> {
  const client = await connect(credentials, { port: city.mqttPort })
  return { client, [Symbol.asyncDispose]: () => client.endAsync(true) }
}

/** What a guest is told. */
async function answerOf(client: MqttClient, said: string): Promise<Record<string, unknown>> {
  const answer = new Promise<string>((resolve) => client.once('message', (_, payload) => resolve(payload.toString())))
  await client.subscribeAsync('city/v1/enrol/answer')
  await client.publishAsync('city/v1/enrol/hello', said, { qos: 1 })
  return JSON.parse(await answer) as Record<string, unknown>
}

function certificateAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ port, host: 'localhost', ca }, () => {
      resolve(socket.getPeerCertificate().fingerprint256)
      socket.destroy()
    })
    socket.on('error', reject)
  })
}

async function secureCall(port: number, method: string, path: string, body: object) {
  const text = JSON.stringify(body)
  return new Promise<{ status: number; headers: Record<string, string | undefined> & { 'set-cookie'?: string[] } }>(
    (resolve, reject) => {
      const call = request(
        {
          host: 'localhost',
          port,
          path,
          method,
          ca,
          headers: { 'content-type': 'application/json', 'content-length': text.length },
        },
        (response) => {
          response.resume()
          resolve({ status: response.statusCode ?? 0, headers: response.headers as never })
        },
      )
      call.on('error', reject)
      call.end(text)
    },
  )
}
