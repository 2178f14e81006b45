import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect as connectTcp, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join as join2 } from 'node:path'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { TlsSource } from '../config/certificate.ts'
import { connect, frame, PING, publish, subscribe, text } from './testing/bytes.ts'
import { ALARM, ALARMS, READINGS } from './testing/conformance.ts'
import { openDoor } from './testing/open-door.ts'

const MIB = 1024 * 1024
/** Of alarms as they are. */
const PAYLOAD = 'x'.repeat(2_000)

describe('strangers', () => {
  it('two hundred that each claim a packet of 150 MB are cut at the header, and cost nothing', async () => {
    const { door, port } = await openDoor({ limits: { connectionsPerSecond: 1_000 } })
    const before = process.memoryUsage().rss
    const claim = Buffer.concat([Buffer.from([0x10, 0x80, 0xa3, 0xc3, 0x47]), Buffer.alloc(32_768)])
    const lines = Array.from({ length: 200 }, () => dial(port, claim))
    await until(() => lines.every(({ isClosed }) => isClosed))
    expect(door.state.refusedBy['packet-size']).toBe(200)
    expect(process.memoryUsage().rss - before).toBeLessThan(32 * MIB)
  })

  it.each([
    ['over 4 KiB', connect({ password: 'x'.repeat(5_000) }), 'packet-size'],
    ['after something else', PING, 'not-connect'],
    ['of a length without an end', Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0x7f]), 'packet-size'],
  ] as const)('are cut for a CONNECT %s', async (_, bytes, reason) => {
    const { door, port } = await openDoor()
    const line = dial(port, bytes)
    await until(() => line.isClosed)
    expect([line.heard.length, door.state.refusedBy[reason]]).toEqual([0, 1])
  })

  it('that send CONNECT byte by byte are let in when they are done in time, and cut when not', async () => {
    const { door, port } = await openDoor({ limits: { connectTimeoutMs: 1_500 } })
    const [quick, slow] = [dial(port), dial(port)]
    const bytes = connect()
    for (const byte of bytes) {
      quick.socket.write(Buffer.from([byte]))
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    await until(() => quick.heard.length > 0)
    expect(quick.heard.toString('hex')).toBe('20020000')
    const drip = setInterval(() => !slow.socket.destroyed && slow.socket.write(Buffer.from([bytes[0]!])), 1_000)
    onTestFinished(() => clearInterval(drip))
    await until(() => slow.isClosed)
    expect(door.state.refusedBy['connect-timeout'] + door.state.refusedBy['protocol']).toBe(1)
  })

  it('that say nothing are cut at every port, also in the middle of TLS and HTTP', async () => {
    const { door, port } = await openDoor({
      limits: { connectTimeoutMs: 1_000 },
      ports: { mqtt: 0, mqtts: 0, ws: 0 },
      tls: fixed(certificate()),
    })
    const ports = [port, door.ports.mqtts!, door.ports.ws!]
    const lines = [
      ...ports.map((one) => dial(one)),
      dial(door.ports.mqtts!, Buffer.from('1603010200', 'hex')),
      dial(door.ports.ws!, Buffer.from('GET / HTTP/1.1\r\nHost: x\r\nX: ')),
    ]
    await until(() => door.state.connections === 5)
    await until(() => lines.every(({ isClosed }) => isClosed))
    await until(() => door.state.connections === 0)
  })

  it('of one address that come in a flood are refused at every port', async () => {
    const { door } = await openDoor({
      limits: { connectionsPerSecond: 2 },
      ports: { mqtt: 0, mqtts: 0, ws: 0 },
      tls: fixed(certificate()),
    })
    const ports = [door.ports.mqtt, door.ports.mqtts!, door.ports.ws!]
    const lines = Array.from({ length: 60 }, (_, i) => dial(ports[i % 3]!))
    await until(() => lines.filter(({ isClosed }) => isClosed).length >= 40)
    expect(door.state.refusedBy['flood']).toBeGreaterThanOrEqual(40)
    expect(door.state.connections).toBeLessThanOrEqual(20)
  })

  it('do not fill the log, however many there are', async () => {
    const { port, lines } = await openDoor({ limits: { connectionsPerSecond: 1_000 } })
    const strangers = Array.from({ length: 500 }, () => dial(port, PING))
    await until(() => strangers.every(({ isClosed }) => isClosed))
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.length).toBeLessThan(200)
  })
})

const fixed = (pair: ReturnType<typeof certificate>): TlsSource => ({
  current: () => ({ ...pair, validTo: Infinity }),
  onChange: () => () => {},
})

describe('what follows CONNECT at once', () => {
  it('waits for the answer, however much it is, and is taken in order', async () => {
    const { port, taken } = await openDoor()
    const payloads = Array.from({ length: 40 }, (_, i) => `${i}`.padEnd(5_000))
    const packets = payloads.map((payload, i) => publish({ topic: READINGS, id: i + 1, payload }))
    dial(port, Buffer.concat([connect(), ...packets]))
    await until(() => taken.length === 40)
    expect(taken.map(([, payload]) => payload)).toEqual(payloads)
  })

  it('is not taken when the sign-in is refused', async () => {
    const { port, taken } = await openDoor()
    const line = dial(port, Buffer.concat([connect({ password: 'no' }), publish({ topic: READINGS, id: 1 })]))
    await until(() => line.isClosed)
    expect([line.heard.toString('hex'), taken]).toEqual(['20020004', []])
  })
})

describe('a subscriber that does not read', () => {
  it.each([0, 1] as const)('at QoS %i is cut, costs little memory, and delays nobody', async (qos) => {
    const { door, port, url } = await openDoor({ limits: { drainTimeoutMs: 60_000 } })
    const frozen = dial(port, connect({ user: 'siren', id: 'frozen' }))
    frozen.socket.write(subscribe(1, [[ALARMS, qos]]))
    await until(() => frozen.heard.length >= 9)
    frozen.socket.pause()
    const healthy = await join(url, { username: 'siren', password: 'p-siren' })
    await healthy.subscribeAsync(ALARMS, { qos })
    let [heardAt, longest, count] = [performance.now(), 0, 0]
    healthy.on('message', () => {
      const now = performance.now()
      longest = Math.max(longest, now - heardAt)
      heardAt = now
      count++
    })
    const before = process.memoryUsage().rss
    let sent = 0
    const isCut = () => door.state.refusedBy.backlog === 1
    // At QoS 0 it only misses what does not fit; at QoS 1 it is cut at the bound.
    while (sent < 20_000 && !isCut()) {
      for (let i = 0; i < 20; i++, sent++) door.publish(ALARM, PAYLOAD, { qos })
      await until(() => count >= sent)
    }
    expect(isCut()).toBe(qos === 1)
    expect(count).toBe(sent)
    expect(longest).toBeLessThan(250)
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * MIB)
    if (qos === 1) await until(() => door.state.sessions === 1)
  })

  it('is cut when it reads but never acknowledges for ten seconds', async () => {
    const { door, port } = await openDoor({ limits: { unacknowledged: 50 } })
    const silent = dial(port, connect({ user: 'siren', id: 'silent' }))
    silent.socket.write(subscribe(1, [[ALARMS, 1]]))
    await until(() => silent.heard.length >= 9)
    const timer = setInterval(() => door.publish(ALARM, 'x', { qos: 1 }), 20)
    onTestFinished(() => clearInterval(timer))
    await until(() => silent.isClosed)
    expect(door.state.refusedBy['not-acknowledging']).toBe(1)
  })
})

describe('sessions', () => {
  const sleeper = (clientId: string): IClientOptions => ({
    username: 'siren',
    password: 'p-siren',
    clientId,
    clean: false,
  })

  it('keep so many messages and no more for a client that is away', async () => {
    const { door, url } = await openDoor({ limits: { sessionQueue: 30 } })
    const client = await join(url, sleeper('away'))
    await client.subscribeAsync(ALARMS, { qos: 1 })
    await client.endAsync()
    for (let i = 0; i < 100; i++) door.publish(ALARM, String(i), { qos: 1 })
    await until(() => door.state.queued === 30 && door.state.refusedBy['session-queue'] === 70)
    const heard: string[] = []
    const again = await join(url, sleeper('away'), (_, payload) => heard.push(payload.toString()))
    await until(() => heard.length === 30 && door.state.queued === 0)
    expect(heard).toEqual(Array.from({ length: 30 }, (_, i) => String(i)))
    await again.endAsync()
  })

  it('of one account are five; the one that is away the longest goes first', async () => {
    const { door, url } = await openDoor()
    for (let i = 0; i < 7; i++) {
      const client = await join(url, sleeper(`away-${i}`))
      await client.subscribeAsync(ALARMS, { qos: 1 })
      await client.endAsync()
      await until(() => door.state.sessions === 0)
    }
    door.publish(ALARM, 'x', { qos: 1 })
    await until(() => door.state.queued === 5)
  })

  it('that wait for their client are nobody else’s', async () => {
    const { url } = await openDoor()
    const client = await join(url, sleeper('probe'))
    await client.subscribeAsync(ALARMS, { qos: 1 })
    await client.endAsync()
    await expect(
      join(url, { username: 'air-1', password: 'p-air-1', clientId: 'probe', clean: false }),
    ).rejects.toMatchObject({ code: 2 })
  })
})

describe('a client that is let in and greedy', () => {
  it('is cut after a hundred filters that are not for it, of ten thousand', async () => {
    const { door, port } = await openDoor()
    const line = dial(port, connect())
    await until(() => line.heard.length > 0)
    line.socket.write(
      subscribe(
        1,
        Array.from({ length: 10_000 }, (_, i) => [`a${i % 999}`, 0] as const),
      ),
    )
    await until(() => line.isClosed)
    const { filter, 'packet-size': size, 'too-many-wrongs': wrongs } = door.state.refusedBy
    expect(wrongs + size).toBe(1)
    expect(filter).toBeLessThanOrEqual(10_000)
  })

  it('is cut when it never releases what it sends at QoS 2', async () => {
    const { door, port } = await openDoor({
      limits: { unreleased: 200, messagesPerSecond: 1e6, bytesPerSecond: 1e9 },
    })
    const line = dial(port, connect())
    await until(() => line.heard.length > 0)
    for (let id = 1; id <= 500; id++) line.socket.write(publish({ topic: READINGS, id, first: 0x34 }))
    await until(() => line.isClosed)
    expect(door.state.refusedBy['not-releasing']).toBe(1)
  })

  it('is found dead after one and a half keepalives', async () => {
    const { door, port } = await openDoor({ limits: { keepaliveSeconds: 1 } })
    // It asks for an hour, and says nothing more.
    const line = dial(port, connect({ keepalive: 3_600 }))
    await until(() => line.heard.length > 0)
    const since = performance.now()
    await until(() => line.isClosed)
    expect(performance.now() - since).toBeGreaterThan(1_400)
    expect(door.state.refusedBy.keepalive).toBe(1)
  })

  it('of MQTT 5 that sends more than a packet may have is told why', async () => {
    const { port } = await openDoor()
    const line = dial(port, connect({ level: 5 }))
    await until(() => line.heard.length > 0)
    line.socket.write(frame(0x30, text(READINGS), [0], Buffer.alloc(70_000)))
    await until(() => line.isClosed)
    expect(line.heard.toString('hex')).toMatch(/e0029500$/)
  })
})

interface Line {
  readonly socket: Socket
  heard: Buffer
  isClosed: boolean
}

function dial(port: number, first?: Buffer): Line {
  const socket = connectTcp(port, '127.0.0.1')
  const line: Line = { socket, heard: Buffer.alloc(0), isClosed: false }
  socket.on('data', (bytes: Buffer) => (line.heard = Buffer.concat([line.heard, bytes])))
  socket.on('error', () => {}).on('close', () => (line.isClosed = true))
  if (first) socket.write(first)
  onTestFinished(() => void socket.destroy())
  return line
}

async function join(
  url: string,
  options: IClientOptions,
  onMessage?: (topic: string, payload: Buffer) => void,
): Promise<MqttClient> {
  const client = await connectAsync(url, { reconnectPeriod: 0, connectTimeout: 5_000, ...options }, false)
  if (onMessage) client.on('message', onMessage)
  client.on('error', () => {})
  onTestFinished(() => void client.end(true))
  return client
}

function certificate() {
  const folder = mkdtempSync(join2(tmpdir(), 'citypulse-tls-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [key, cert] = [join2(folder, 'key.pem'), join2(folder, 'cert.pem')]
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  execFileSync('openssl', ['req', '-x509', ...curve, '-subj', '/CN=door', '-days', '1', '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  })
  return { key: readFileSync(key), cert: readFileSync(cert) }
}

async function until(holds: () => boolean, withinMs = 60_000): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`it did not come to hold: ${holds.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
