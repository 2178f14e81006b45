import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import mqttPacket from 'mqtt-packet'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CityError } from '../domain/errors.ts'
import { type Door, type DoorOptions, startDoor } from './door.ts'
import type { Session } from './gate.ts'

const PEOPLE: Record<string, { password: string; of: 'station' | 'gateway' | 'service'; kind?: string }> = {
  'air-1': { password: 'p-air-1', of: 'station', kind: 'air' },
  'air-2': { password: 'p-air-2', of: 'station', kind: 'air' },
  'gw-1': { password: 'p-gw-1', of: 'gateway' },
  siren: { password: 'p-siren', of: 'service' },
}

describe('who may pass', () => {
  it.each([
    ['an unknown user', 'nobody', 'p'],
    ['a wrong password', 'air-1', 'p-air-2'],
    ['no password', 'air-1', ''],
  ])('refuses %s', async (_, username, password) => {
    const { url } = await openDoor()
    await expect(join(url, { username, password })).rejects.toMatchObject({ code: 4 })
  })

  it.each([4, 5] as const)(
    'lets a registered station in over MQTT level %i and takes its reading',
    async (protocolVersion) => {
      const { url, taken } = await openDoor()
      const client = await join(url, { username: 'air-1', password: 'p-air-1', protocolVersion })
      await client.publishAsync('city/v1/air/air-1/readings', '{"values":{}}', { qos: 1 })
      expect(taken).toEqual([['city/v1/air/air-1/readings', '{"values":{}}']])
    },
  )

  it('lets nobody use the id of another station as client id', async () => {
    const { url } = await openDoor()
    await expect(join(url, { username: 'air-1', password: 'p-air-1', clientId: 'air-2' })).rejects.toMatchObject({
      code: 2,
    })
  })

  it('lets nobody take over the session of another identity by its client id', async () => {
    const { url } = await openDoor()
    const first = await join(url, { username: 'air-1', password: 'p-air-1', clientId: 'probe' })
    await expect(join(url, { username: 'air-2', password: 'p-air-2', clientId: 'probe' })).rejects.toMatchObject({
      code: 2,
    })
    expect(first.connected).toBe(true)
  })

  it.each(['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty'])(
    'lets a station call itself %s, twice, and stands',
    async (clientId) => {
      const { url, taken } = await openDoor()
      const first = await join(url, { username: 'air-1', password: 'p-air-1', clientId })
      const gone = heard(first, 'close')
      const second = await join(url, { username: 'air-1', password: 'p-air-1', clientId })
      await gone
      await second.publishAsync('city/v1/air/air-1/readings', '{"values":{}}', { qos: 1 })
      expect(taken).toHaveLength(1)
    },
  )

  it('lets a station take over its own session', async () => {
    const { url } = await openDoor()
    const first = await join(url, { username: 'air-1', password: 'p-air-1', clientId: 'air-1' })
    const gone = heard(first, 'close')
    const second = await join(url, { username: 'air-1', password: 'p-air-1', clientId: 'air-1' })
    await gone
    expect(second.connected).toBe(true)
  })

  it('refuses a last will on a topic that is not its own status', async () => {
    const { url } = await openDoor()
    const will = { topic: 'city/v1/air/air-2/status', payload: Buffer.from('offline'), qos: 1 as const, retain: true }
    await expect(join(url, { username: 'air-1', password: 'p-air-1', will })).rejects.toMatchObject({ code: 5 })
  })

  it('ends the sessions of an identity that is cut', async () => {
    const { url, door } = await openDoor()
    const client = await join(url, { username: 'air-1', password: 'p-air-1' })
    const gone = heard(client, 'close')
    door.cut('air-1')
    await gone
  })
})

describe('topics', () => {
  it.each([
    'city/v1/air/air-2/readings',
    'city/v1/water/air-1/readings',
    'city/v1/air/air-1/faults',
    'city/v1/air/air-1/commands',
    'city/v1/gateways/gw-1/readings',
    'city/v1/alarms/d1/a1',
    '$SYS/x',
    'anything',
  ])('takes nothing from a station on %s and ends its MQTT 3.1.1 connection', async (topic) => {
    const { url, taken } = await openDoor()
    const client = await join(url, { username: 'air-1', password: 'p-air-1' })
    const gone = heard(client, 'close')
    client.publish(topic, 'x', { qos: 1 }, () => {})
    await gone
    expect(taken).toEqual([])
  })

  it('answers an MQTT 5 publish on a foreign topic with 0x87 and keeps the connection', async () => {
    const { url, taken } = await openDoor()
    const client = await join(url, { username: 'air-1', password: 'p-air-1', protocolVersion: 5 })
    await expect(client.publishAsync('city/v1/air/air-2/readings', 'x', { qos: 1 })).rejects.toThrow(/Not authorized/i)
    await client.publishAsync('city/v1/air/air-1/readings', 'mine', { qos: 1 })
    expect(taken).toEqual([['city/v1/air/air-1/readings', 'mine']])
  })

  it.each([
    '#',
    '+/+',
    'city/#',
    'city/v1/air/air-2/faults',
    'city/v1/air/air-1/readings',
    '$share/g/city/#',
    'city/v1/alarms/#',
  ])('refuses a station the subscription %s', async (filter) => {
    const { url } = await openDoor()
    const client = await join(url, { username: 'air-1', password: 'p-air-1' })
    await expect(client.subscribeAsync(filter)).rejects.toThrow()
  })

  it('sends a station its faults and nobody else', async () => {
    const { url, door } = await openDoor()
    const [one, other] = [
      await join(url, { username: 'air-1', password: 'p-air-1' }),
      await join(url, { username: 'air-2', password: 'p-air-2' }),
    ]
    await one.subscribeAsync('city/v1/air/air-1/faults')
    await other.subscribeAsync('city/v1/air/air-2/faults')
    const overheard: string[] = []
    other.on('message', (topic) => overheard.push(topic))
    const message = heard(one, 'message')
    door.publish('city/v1/air/air-1/faults', 'not-json')
    expect(String((await message)[1])).toBe('not-json')
    expect(overheard).toEqual([])
  })

  it('gives a service account the retained alarms, and takes nothing from it', async () => {
    const { url, door, taken } = await openDoor()
    door.publish('city/v1/alarms/d1/a1', '{"state":"unacknowledged"}', { retain: true, qos: 1 })
    const client = await join(url, { username: 'siren', password: 'p-siren' })
    const message = heard(client, 'message')
    await client.subscribeAsync('city/v1/alarms/#')
    expect((await message)[0]).toBe('city/v1/alarms/d1/a1')
    const gone = heard(client, 'close')
    client.publish('city/v1/alarms/d1/a2', 'forged', { qos: 1 }, () => {})
    await gone
    expect(taken).toEqual([])
  })
})

describe('acknowledgement', () => {
  it('gives a PUBACK only after the message was accepted', async () => {
    const waiting: ((error: Error | null) => void)[] = []
    const { url } = await openDoor({ accept: (_topic, _payload, done) => waiting.push(done) })
    const client = await join(url, { username: 'air-1', password: 'p-air-1' })
    let acknowledged = false
    const sent = client.publishAsync('city/v1/air/air-1/readings', 'x', { qos: 1 }).then(() => {
      acknowledged = true
    })
    await until(() => waiting.length === 1)
    // A round trip on the same connection: had the PUBACK been sent, it would have come first.
    await client.subscribeAsync('city/v1/air/air-1/faults')
    expect(acknowledged).toBe(false)
    waiting[0]!(null)
    await sent
  })

  it('never acknowledges what was not accepted: the connection ends instead', async () => {
    const { url } = await openDoor({
      accept: (_topic, _payload, done) => done(new CityError('journal-failed', 'no disk')),
    })
    const client = await join(url, { username: 'air-1', password: 'p-air-1', protocolVersion: 5 })
    let acknowledged = false
    const gone = heard(client, 'close')
    client.publish('city/v1/air/air-1/readings', 'x', { qos: 1 }, (error) => {
      acknowledged = !error
    })
    await gone
    expect(acknowledged).toBe(false)
  })

  it('takes QoS 2 and QoS 0 as well', async () => {
    const { url, taken } = await openDoor()
    const client = await join(url, { username: 'air-1', password: 'p-air-1' })
    await client.publishAsync('city/v1/air/air-1/readings', 'two', { qos: 2 })
    await client.publishAsync('city/v1/air/air-1/readings', 'zero', { qos: 0 })
    await until(() => taken.length === 2)
  })
})

describe('limits', () => {
  it('closes a socket that claims a packet of 150 MB before it is signed in', async () => {
    const { port } = await openDoor()
    const socket = connectTcp(port, '127.0.0.1')
    socket.on('error', () => {})
    const gone = once(socket, 'close')
    // CONNECT with a remaining length of 150,000,000.
    socket.write(Buffer.from([0x10, 0x80, 0xa3, 0xc3, 0x47, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4]))
    await gone
  })

  it('closes a socket that says nothing', async () => {
    const { port } = await openDoor({ limits: { connectTimeoutMs: 100 } })
    const socket = connectTcp(port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'close')
  })

  it('grants no more filters than its limit', async () => {
    const { url } = await openDoor({ limits: { filtersPerClient: 1 } })
    const client = await join(url, { username: 'air-1', password: 'p-air-1' })
    await client.subscribeAsync('city/v1/air/air-1/faults')
    await expect(client.subscribeAsync('city/v1/air/air-1/commands')).rejects.toThrow()
  })

  it('takes a fast station slowly, but loses nothing of what it sent', async () => {
    const { url, taken, door } = await openDoor({ limits: { messagesPerSecond: 100 } })
    const client = await join(url, { username: 'air-1', password: 'p-air-1' })
    await Promise.all(
      Array.from({ length: 560 }, (_, i) => client.publishAsync('city/v1/air/air-1/readings', String(i), { qos: 1 })),
    )
    expect(new Set(taken.map(([, text]) => text)).size).toBe(560)
    expect(door.state.slowed).toBeGreaterThan(0)
  })

  it('keeps a station out for five minutes that floods again and again, says so once, and leaves its session alone', async () => {
    const clock = { at: Date.now() }
    const told: string[] = []
    const { url, taken, door } = await openDoor({
      limits: { messagesPerSecond: 20 },
      now: () => clock.at,
      log: { warn: (_, text) => void told.push(text) },
    })
    const client = await join(url, { username: 'air-1', password: 'p-air-1' })
    const flood = () =>
      Promise.all(Array.from({ length: 103 }, () => client.publishAsync('city/v1/air/air-1/readings', 'x', { qos: 1 })))
    await flood()
    clock.at += 61_000
    await flood()
    await join(url, { username: 'air-1', password: 'p-air-1', clientId: 'again' })
    clock.at += 61_000
    await flood()
    expect(door.state.bans).toEqual([{ id: 'air-1', until: clock.at + 300_000 }])
    for (let i = 0; i < 3; i++)
      await expect(join(url, { username: 'air-1', password: 'p-air-1', clientId: 'again' })).rejects.toMatchObject({
        code: 3,
      })
    await expect(join(url, { username: 'air-1', password: 'wrong', clientId: 'again' })).rejects.toMatchObject({
      code: 4,
    })
    await join(url, { username: 'air-2', password: 'p-air-2' })
    expect(told.filter((text) => text.includes('too fast'))).toHaveLength(1)
    clock.at += 60_000
    await client.publishAsync('city/v1/air/air-1/readings', 'still here', { qos: 1 })
    expect(taken).toHaveLength(3 * 103 + 1)
    clock.at += 240_001
    await join(url, { username: 'air-1', password: 'p-air-1', clientId: 'again' })
    expect([door.state.bans, door.state.banned]).toEqual([[], 1])
  })

  it('refuses new connections of an address that opens too many at once', async () => {
    const { port } = await openDoor({ limits: { connectionsPerSecond: 4 } })
    const sockets = Array.from({ length: 40 }, () => connectTcp(port, '127.0.0.1'))
    onTestFinished(() => sockets.forEach((socket) => socket.destroy()))
    let closed = 0
    for (const socket of sockets) socket.on('error', () => {}).on('close', () => closed++)
    await until(() => closed >= 15)
    expect(closed).toBeLessThanOrEqual(25)
  })

  it('goes on serving others while a subscriber does not read, and cuts it', async () => {
    const { url, port, door } = await openDoor({ limits: { drainTimeoutMs: 500 } })
    const frozen = await rawSubscriber(port, 'siren', 'p-siren', 'city/v1/alarms/#')
    frozen.pause()
    const healthy = await join(url, { username: 'siren', password: 'p-siren' })
    await healthy.subscribeAsync('city/v1/alarms/#')
    let count = 0
    healthy.on('message', () => count++)
    const big = 'x'.repeat(60_000)
    let sent = 0
    await until(() => {
      door.publish('city/v1/alarms/d1/a1', big)
      sent++
      return door.state.sessions === 1
    })
    await until(() => count > sent * 0.9)
  })

  it('survives a flood at QoS 0 with a subscriber that leaves in the middle', async () => {
    const { url, door } = await openDoor()
    const siren = await join(url, { username: 'siren', password: 'p-siren' })
    await siren.subscribeAsync('city/v1/alarms/#')
    for (let i = 0; i < 10_000; i++) door.publish('city/v1/alarms/d1/a1', String(i))
    siren.end(true)
    for (let i = 0; i < 10_000; i++) door.publish('city/v1/alarms/d1/a1', String(i))
    const again = await join(url, { username: 'air-1', password: 'p-air-1' })
    expect(again.connected).toBe(true)
  })
})

describe('sessions', () => {
  it('tells who came and who went, once for overlapping sessions', async () => {
    const { url, sessions } = await openDoor()
    const a = await join(url, { username: 'air-1', password: 'p-air-1' })
    const b = await join(url, { username: 'air-1', password: 'p-air-1' })
    await a.endAsync()
    await b.endAsync()
    await until(() => sessions.some((s) => !s.connected))
    expect(sessions.map((s) => [s.identity.id, s.connected])).toEqual([
      ['air-1', true],
      ['air-1', true],
      ['air-1', false],
    ])
  })

  it('ends with who went when a client vanishes before its sign-in is complete', async () => {
    let socket: Socket | undefined
    const { port, sessions } = await openDoor({
      gate: {
        admit(id) {
          socket?.destroy()
          return { of: 'station', id, kind: 'air' }
        },
        isTaken: () => false,
      },
    })
    socket = connectTcp(port, '127.0.0.1')
    socket.write(connectPacket('air-1', 'p-air-1'))
    await until(() => sessions.some((session) => !session.connected))
    // Another round trip at the door: whatever was still to be told of the first has been told.
    socket = undefined
    const later = connectTcp(port, '127.0.0.1')
    later.write(connectPacket('air-2', 'p-air-2'))
    await once(later, 'data')
    later.destroy()
    expect(sessions.findLast((session) => session.identity.id === 'air-1')).toMatchObject({ connected: false })
  })

  it('takes the last will of a station that vanishes as its own status message', async () => {
    const { url, taken } = await openDoor()
    const client = await join(url, {
      username: 'air-1',
      password: 'p-air-1',
      will: { topic: 'city/v1/air/air-1/status', payload: Buffer.from('offline'), qos: 1, retain: true },
    })
    client.stream.destroy()
    await until(() => taken.some(([topic, text]) => topic === 'city/v1/air/air-1/status' && text === 'offline'))
  })

  it('speaks MQTT over WebSocket', async () => {
    const { wsUrl, taken } = await openDoor()
    const client = await join(wsUrl, { username: 'air-1', password: 'p-air-1' })
    await client.publishAsync('city/v1/air/air-1/readings', 'ws', { qos: 1 })
    expect(taken).toEqual([['city/v1/air/air-1/readings', 'ws']])
  })
})

it('names the port and the variable when the port is in use', async () => {
  const { port } = await openDoor()
  await expect(openDoor({ ports: { mqtt: port, mqtts: null, ws: null } })).rejects.toMatchObject({
    code: 'config-port-in-use',
    message: expect.stringMatching(new RegExp(`${port}.*MQTT_PORT`)) as string,
  })
})

async function openDoor(options: Partial<DoorOptions> = {}) {
  const taken: [string, string][] = []
  const sessions: Session[] = []
  const door: Door = await startDoor({
    host: '127.0.0.1',
    ports: { mqtt: 0, mqtts: null, ws: 0 },
    gate: {
      admit: (username, password) => {
        const person = PEOPLE[username]
        return person && person.password === password
          ? { of: person.of, id: username, ...(person.kind ? { kind: person.kind } : {}) }
          : 'wrong-credentials'
      },
      isTaken: (id) => Object.hasOwn(PEOPLE, id),
    },
    accept: (topic, payload, done) => {
      taken.push([topic, payload.toString()])
      setImmediate(done, null)
    },
    onSession: (session) => sessions.push(session),
    log: { warn() {} },
    ...options,
  })
  onTestFinished(async () => door[Symbol.asyncDispose]())
  return {
    door,
    taken,
    sessions,
    port: door.ports.mqtt,
    url: `mqtt://127.0.0.1:${door.ports.mqtt}`,
    wsUrl: `ws://127.0.0.1:${door.ports.ws}`,
  }
}

/** `once` of an MQTT client, whose types Node's do not accept. */
function heard(client: MqttClient, event: 'close' | 'message'): Promise<unknown[]> {
  return new Promise((resolve) => {
    client.once(event, (...args: unknown[]) => resolve(args))
  })
}

async function join(url: string, options: IClientOptions): Promise<MqttClient> {
  const client = await connectAsync(url, { reconnectPeriod: 0, connectTimeout: 5_000, ...options }, false)
  client.on('error', () => {})
  onTestFinished(() => void client.end(true))
  return client
}

async function rawSubscriber(port: number, username: string, password: string, topic: string): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1')
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  socket.write(connectPacket(username, password))
  await once(socket, 'data')
  socket.write(mqttPacket.generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 0 }] }))
  await once(socket, 'data')
  return socket
}

function connectPacket(username: string, password: string): Buffer {
  return mqttPacket.generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId: 'raw',
    keepalive: 60,
    username,
    password: Buffer.from(password),
  })
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it did not come to hold within 10 s')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
