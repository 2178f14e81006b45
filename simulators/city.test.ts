import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { Aedes, type AedesPublishPacket } from 'aedes'
import { describe, expect, it } from 'vitest'
import { startSimulator } from './city.ts'
import { modelTown, station } from './model-town.ts'
import { passwordsOf } from './password.ts'
import type { Reading } from './world.ts'

const passwordOf = passwordsOf('key', 'password', () => 0)
const log = { info: () => {}, warn: () => {} }
const reconnectMs = { least: 20, most: 100 }

describe('the simulator at a real broker', () => {
  it('signs in as each station, says online, and sends numbered readings that are acknowledged', async () => {
    await using broker = await openBroker()
    const town = modelTown([station('air-1', 'air', fast), station('noise-1', 'noise', fast)])
    await using city = await startSimulator({ config: town, ...common(broker.port) })
    await until(() => (city.countsOf('air-1')?.acknowledged ?? 0) > 5 && broker.readings('noise-1').length > 5)
    expect(broker.signIns.get('air-1')).toBe(passwordOf('air-1'))
    expect(broker.retained.get('city/v1/air/air-1/status')).toBe('online')
    const seqs = broker.readings('air-1').map(({ seq }) => seq)
    expect(seqs).toEqual(seqs.map((_, i) => seqs[0]! + i))
    expect(city.connected()).toBe(2)
  })

  it('says offline when it stops, and leaves the last will to say it when it is cut', async () => {
    await using broker = await openBroker()
    const town = modelTown([station('air-1', 'air', fast)])
    const city = await startSimulator({ config: town, ...common(broker.port) })
    await until(() => broker.retained.get('city/v1/air/air-1/status') === 'online')
    await city[Symbol.asyncDispose]()
    expect(broker.retained.get('city/v1/air/air-1/status')).toBe('offline')
    expect(broker.wills.get('air-1')).toEqual({ payload: 'offline', retain: true })
  })

  it('publishes for the stations of a gateway through one connection', async () => {
    await using broker = await openBroker()
    const town = modelTown(
      [station('m-1', 'air', { ...fast, gateway: 'gw-1' }), station('m-2', 'noise', { ...fast, gateway: 'gw-1' })],
      [{ id: 'gw-1', name: 'gw', district: 'd1', lon: 120, lat: 30, simulated: true }],
    )
    await using city = await startSimulator({ config: town, ...common(broker.port) })
    await until(() => broker.readings('m-1').length > 2 && broker.readings('m-2').length > 2)
    expect(city.devices()).toBe(1)
    expect([...broker.signIns.keys()]).toEqual(['gw-1'])
    expect(broker.retained.get('city/v1/gateways/gw-1/status')).toBe('online')
  })

  it('keeps what it measures while the broker is away and sends it back-dated, in order, without a hole', async () => {
    let broker = await openBroker()
    const { port } = broker
    const town = modelTown([station('air-1', 'air', fast), station('air-2', 'air', fast)])
    await using city = await startSimulator({ config: town, ...common(port) })
    await until(() => broker.readings('air-1').length > 3 && broker.readings('air-2').length > 3)
    const before = broker.readings('air-1')
    await broker[Symbol.asyncDispose]()
    await until(() => city.countsOf('air-1')!.pending > 8)
    broker = await openBroker(port)
    await until(() => broker.readings('air-1').length > 12 && city.countsOf('air-1')!.pending < 3)
    const after = broker.readings('air-1')
    await broker[Symbol.asyncDispose]()
    const seqs = [...new Set([...before, ...after].map(({ seq }) => seq))]
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, i) => seqs[0]! + i))
    expect(broker.batches).toBeGreaterThan(0)
    expect(city.counts().dropped).toBe(0)
  })

  it('sends a coarser history without numbers, for none of what is left out is missing', async () => {
    await using broker = await openBroker()
    await using city = await startSimulator({
      config: modelTown([station('air-1', 'air')]),
      ...common(broker.port),
      historyHours: 24,
      historyEveryMs: 300_000,
    })
    expect(await city.historySent).toBe(288)
    const history = broker.readings('air-1').slice(0, 288)
    expect(new Set(history.map(({ seq }) => seq))).toEqual(new Set([undefined]))
    expect(history.slice(1).every(({ ts }, i) => ts - history[i]!.ts === 300_000)).toBe(true)
  })

  it('sends history before the first live reading, oldest first, a hundred readings a message at most', async () => {
    await using broker = await openBroker()
    const town = modelTown([station('air-1', 'air'), station('water-1', 'water')])
    await using city = await startSimulator({
      config: town,
      ...common(broker.port),
      historyHours: 24,
    })
    const sent = await city.historySent
    // The first live reading may follow at once.
    const history = broker.readings('air-1').slice(0, 1439)
    expect(sent).toBe(2 * 1439)
    expect(history.length).toBe(1439)
    expect(history.map(({ seq }) => seq)).toEqual(history.map((_, i) => history[0]!.seq! + i))
    expect(history.slice(1).every(({ ts }, i) => ts > history[i]!.ts)).toBe(true)
    expect(broker.longest).toBeLessThanOrEqual(100)
    await until(() => city.counts().pending === 0)
  })
})

const fast = { everySeconds: 0.04 }

function common(port: number) {
  return { mqtt: { host: '127.0.0.1', port }, passwordOf, seed: 1, log, reconnectMs, now: hurried() }
}

/** Real time, but the simulator believes that it began ten seconds ago: no station waits for its first reading. */
function hurried(): () => number {
  let first: number | null = null
  return () => {
    const at = Date.now()
    if (first === null) {
      first = at
      return at - 10_000
    }
    return at
  }
}

async function openBroker(port = 0) {
  const aedes = await Aedes.createBroker({ concurrency: 0 })
  const byStation = new Map<string, Reading[]>()
  const signIns = new Map<string, string>()
  const wills = new Map<string, { payload: string; retain: boolean }>()
  const retained = new Map<string, string>()
  const state = { batches: 0, longest: 0 }
  const keep = (id: string, readings: Reading | Reading[]) => {
    const list = Array.isArray(readings) ? readings : [readings]
    if (Array.isArray(readings)) state.batches += 1
    state.longest = Math.max(state.longest, list.length)
    byStation.set(id, [...(byStation.get(id) ?? []), ...list])
  }
  aedes.authenticate = (_client, username, password, done) => {
    signIns.set(username ?? '', password?.toString() ?? '')
    done(null, true)
  }
  aedes.on('client', (client) => {
    const { will } = client as unknown as { will?: { payload: Buffer; retain: boolean } }
    if (will) wills.set(client.id, { payload: will.payload.toString(), retain: will.retain })
  })
  aedes.on('publish', (packet: AedesPublishPacket, client) => {
    if (!client) return
    const [, , kind, id, channel] = packet.topic.split('/')
    if (channel === 'status') retained.set(packet.topic, packet.payload.toString())
    if (channel !== 'readings') return
    const payload = JSON.parse(packet.payload.toString()) as Record<string, Reading[]>
    if (kind === 'gateways') for (const [station, readings] of Object.entries(payload)) keep(station, readings)
    else keep(id!, payload as unknown as Reading)
  })
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    aedes.handle(socket)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    signIns,
    wills,
    retained,
    readings: (id: string) => byStation.get(id) ?? [],
    get batches() {
      return state.batches
    },
    get longest() {
      return state.longest
    },
    async [Symbol.asyncDispose]() {
      if (!server.listening) return
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
      await new Promise<void>((resolve) => aedes.close(resolve))
    },
  }
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('did not come true within ten seconds')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
