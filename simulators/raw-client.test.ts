import { createServer, type AddressInfo } from 'node:net'
import { Aedes } from 'aedes'
import packets from 'mqtt-packet'
import { describe, expect, it } from 'vitest'
import { ackCounter, rawPayload } from './raw-client.ts'
import { forkRawLoad, type RawOrder } from './raw-fork.ts'
import { makeTrain } from './raw-train.ts'

describe('the raw load', () => {
  it.each([0, 1] as const)('delivers every message once, each with its own sequence number, at QoS %i', async (qos) => {
    await using broker = await openBroker()
    const figures = await forkRawLoad(orderFor(broker.port, qos))
    expect(figures.sent).toBeGreaterThan(100)
    if (qos === 1) expect(figures.acknowledged).toBe(figures.sent)
    await broker.until(() => broker.total() >= figures.sent)
    expect(broker.total()).toBe(figures.sent)
    for (const seqs of broker.seqs.values()) expect(new Set(seqs).size).toBe(seqs.length)
    expect(broker.seqs.size).toBe(2)
  })

  it('fails when the broker refuses it', async () => {
    await using broker = await openBroker()
    broker.refuse()
    await expect(forkRawLoad(orderFor(broker.port, 1))).rejects.toThrow('refused')
  })
})

describe('a train of messages', () => {
  it('is made of whole PUBLISH packets with time, number and packet id in place', () => {
    const train = makeTrain({ topic: 'a/b', payload: rawPayload({ pm25: 1.5 }), qos: 1 }, 3)
    train.load(1_764_000_000_123, 0)
    const bytes = train.load(1_764_000_000_456, 65_534)
    const parsed: { messageId: number; payload: unknown }[] = []
    const parser = packets.parser()
    parser.on('packet', (packet) => {
      if (packet.cmd === 'publish')
        parsed.push({ messageId: packet.messageId!, payload: JSON.parse(packet.payload.toString()) })
    })
    parser.parse(bytes)
    const values = { pm25: 1.5 }
    expect(parsed).toEqual([
      { messageId: 65_535, payload: { ts: 1_764_000_000_456, values, seq: 1_000_065_534 } },
      { messageId: 1, payload: { ts: 1_764_000_000_456, values, seq: 1_000_065_535 } },
      { messageId: 2, payload: { ts: 1_764_000_000_456, values, seq: 1_000_065_536 } },
    ])
  })

  it('counts acknowledgements however the stream is cut, and nothing else', () => {
    const puback = (id: number) => packets.generate({ cmd: 'puback', messageId: id })
    const stream = Buffer.concat([
      puback(0x4002),
      packets.generate({ cmd: 'pingresp' }),
      puback(2),
      packets.generate({
        cmd: 'publish',
        topic: '@',
        payload: '\x40\x02\x00\x01'.repeat(50),
        qos: 0,
        dup: false,
        retain: false,
      }),
      puback(3),
    ])
    for (const size of [1, 2, 3, 5, 7, stream.length]) {
      const count = ackCounter()
      let found = 0
      for (let at = 0; at < stream.length; at += size) found += count(stream.subarray(at, at + size))
      expect(found).toBe(3)
    }
  })
})

function orderFor(port: number, qos: 0 | 1): RawOrder {
  const stations = ['a', 'b'].map((id) => ({ topic: `city/v1/air/${id}/readings`, username: id, password: 'x' }))
  return { port, qos, seconds: 0.2, window: 50, stations, payloads: [rawPayload({ pm25: 1.5 })] }
}

async function openBroker() {
  const aedes = await Aedes.createBroker({ concurrency: 0 })
  const seqs = new Map<string, number[]>()
  let open = true
  aedes.authenticate = (_client, _username, _password, done) => done(null, open)
  aedes.authorizePublish = (_client, packet, done) => {
    const { seq } = JSON.parse(packet.payload.toString()) as { seq: number }
    const list = seqs.get(packet.topic) ?? []
    list.push(seq)
    seqs.set(packet.topic, list)
    done(null)
  }
  const server = createServer((socket) => void aedes.handle(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const total = () => [...seqs.values()].reduce((sum, list) => sum + list.length, 0)
  return {
    port: (server.address() as AddressInfo).port,
    seqs,
    total,
    refuse: () => (open = false),
    async until(holds: () => boolean) {
      const deadline = Date.now() + 5000
      while (!holds() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10))
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => aedes.close(resolve))
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
