import { connect, type Socket } from 'node:net'
import { build, type Histogram } from 'hdr-histogram-js'
import packets from 'mqtt-packet'
import { makeTrain, type Train } from './raw-train.ts'

export interface RawLoad {
  readonly port: number
  readonly host?: string
  readonly clients: number
  readonly qos: 0 | 1
  readonly seconds: number
  /** Messages of one client without acknowledgement, at most; at QoS 0 messages a write. */
  readonly window: number
  readonly topicOf: (client: number) => string
  /** JSON with a `ts` of 13 digits and a `seq` of 10, which are overwritten in place; see `rawPayload`. */
  readonly payloadOf: (client: number) => string
  readonly usernameOf: (client: number) => string
  readonly passwordOf: (client: number) => string
}

export interface RawResult {
  readonly sent: number
  readonly acknowledged: number
  /** From the first message to the last acknowledgement; at QoS 0 to the answer to a ping behind the last message. */
  readonly seconds: number
  /** Microseconds from write to PUBACK; empty at QoS 0. */
  readonly latency: Histogram
}

/** A payload of the shape that the raw client patches. */
export function rawPayload(values: Readonly<Record<string, number>>): string {
  return `{"ts":1700000000000,"values":${JSON.stringify(values)},"seq":1000000000}`
}

/**
 * Sends as fast as the broker takes it, with the least work a message: every message was written before, only packet id,
 * ts and seq change. Every client waits for its own CONNACK before any starts. Rejects when a connection breaks.
 */
export async function startRawLoad(load: RawLoad): Promise<RawResult> {
  const latency = build({ highestTrackableValue: 600e6, numberOfSignificantValueDigits: 3 })
  const clients = await Promise.all(Array.from({ length: load.clients }, (_, i) => openClient(load, i, latency)))
  const start = performance.now()
  const stop = start + load.seconds * 1000
  await Promise.all(clients.map((client) => client.run(stop)))
  const seconds = (performance.now() - start) / 1000
  const total = (of: 'sent' | 'acknowledged') => clients.reduce((sum, client) => sum + client.counts[of], 0)
  return { sent: total('sent'), acknowledged: total('acknowledged'), seconds, latency }
}

/** How long acknowledgements may take after the last message. */
const PATIENCE = 60_000
/** First byte of the answer to PINGREQ. */
const PINGRESP = 0xd0

async function openClient(load: RawLoad, index: number, latency: Histogram) {
  const socket = connect(load.port, load.host ?? '127.0.0.1')
  socket.setNoDelay(true)
  const counts = { sent: 0, acknowledged: 0 }
  const perTrain = Math.max(1, load.qos === 1 ? Math.floor(load.window / 2) : load.window)
  const frame = { topic: load.topicOf(index), payload: load.payloadOf(index), qos: load.qos }
  const idle: Train[] = [makeTrain(frame, perTrain), makeTrain(frame, perTrain)]
  // Trains in the order of their departure: the broker acknowledges a client's messages in order (MQTT 3.1.1, 4.6).
  const away: { readonly leftAt: number; left: number }[] = []
  let until = 0
  let isAsked = false
  let done = (): void => {}

  const pump = (): void => {
    while (performance.now() < until && idle.length > 0) {
      if (load.qos === 1 && counts.sent - counts.acknowledged + perTrain > load.window) return
      const train = idle.pop()!
      const bytes = train.load(Date.now(), counts.sent)
      counts.sent += perTrain
      if (load.qos === 1) away.push({ leftAt: performance.now(), left: perTrain })
      // The bytes may be written again only when the kernel has them.
      const flowing = socket.write(bytes, () => {
        idle.push(train)
        setImmediate(pump)
      })
      if (!flowing) return
    }
    if (performance.now() < until) return
    if (load.qos === 1) {
      if (counts.acknowledged >= counts.sent) done()
    } else if (idle.length === 2 && !isAsked) {
      // The kernel takes seconds of messages: an answer to what comes last says that the broker has read them all.
      isAsked = true
      socket.write(packets.generate({ cmd: 'pingreq' }))
    }
  }

  const acknowledge = (n: number): void => {
    counts.acknowledged += n
    const now = performance.now()
    for (let rest = n; rest > 0; ) {
      const oldest = away[0]
      if (!oldest) break
      const taken = Math.min(rest, oldest.left)
      latency.recordValueWithCount(Math.max(1, Math.round((now - oldest.leftAt) * 1000)), taken)
      oldest.left -= taken
      rest -= taken
      if (oldest.left === 0) away.shift()
    }
    pump()
  }

  const broken = new Promise<never>((_, reject) => {
    socket.once('error', reject)
    socket.once('close', () => reject(new Error(`${load.usernameOf(index)}: the broker closed the connection`)))
  })
  broken.catch(() => {})
  await signIn(socket, load, index, broken)
  const count = ackCounter()
  socket.on('data', (bytes) => {
    if (load.qos === 1) acknowledge(count(bytes as Buffer))
    else if (isAsked && (bytes as Buffer)[0] === PINGRESP) done()
  })

  return {
    counts,
    async run(stop: number): Promise<void> {
      until = stop
      const finished = new Promise<void>((resolve) => (done = resolve))
      const deadline = setTimeout(() => done(), stop - performance.now() + PATIENCE)
      const atEnd = setTimeout(pump, stop - performance.now() + 1)
      pump()
      try {
        await Promise.race([finished, broken])
      } finally {
        clearTimeout(deadline)
        clearTimeout(atEnd)
        done = () => {}
        until = 0
        socket.removeAllListeners('close')
        socket.end(packets.generate({ cmd: 'disconnect' }))
      }
    },
  }
}

/** Resolves after CONNACK. */
async function signIn(socket: Socket, load: RawLoad, index: number, broken: Promise<never>): Promise<void> {
  const id = load.usernameOf(index)
  const hello = {
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive: 60,
    clientId: id,
    username: id,
  } as const
  socket.write(packets.generate({ cmd: 'connect', ...hello, password: Buffer.from(load.passwordOf(index)) }))
  const answered = new Promise<Buffer>((resolve) => socket.once('data', (bytes) => resolve(bytes as Buffer)))
  const answer = await Promise.race([answered, broken])
  if (answer[0] !== 0x20 || answer[3] !== 0) throw new Error(`${id}: the broker refused it (return code ${answer[3]})`)
}

/** Counts PUBACKs in a stream of packets, wherever the chunks are cut and whatever else comes between them. */
export function ackCounter(): (bytes: Buffer) => number {
  let type = -1
  let length = 0
  let shift = 0
  let skip = 0
  return (bytes) => {
    let found = 0
    for (let i = 0; i < bytes.length; ) {
      // The common case: a whole PUBACK of MQTT 3.1.1.
      if (type < 0 && skip === 0 && bytes[i] === 0x40 && bytes[i + 1] === 2 && i + 4 <= bytes.length) {
        found += 1
        i += 4
      } else if (skip > 0) {
        const step = Math.min(skip, bytes.length - i)
        skip -= step
        i += step
        if (skip === 0 && type === 4) found += 1
        if (skip === 0) type = -1
      } else if (type < 0) {
        type = bytes[i]! >> 4
        length = 0
        shift = 0
        i += 1
      } else {
        const byte = bytes[i]!
        length |= (byte & 0x7f) << shift
        shift += 7
        i += 1
        if (byte >= 0x80) continue
        skip = length
        if (skip === 0) type = -1
      }
    }
    return found
  }
}
