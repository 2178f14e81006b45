import { connect, type Socket } from 'node:net'
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import packets, { type Packet } from 'mqtt-packet'
import type { Credentials } from '../support/city.ts'

/**
 * A device outside the city that sends for as long as it is told and keeps its own count. It comes back by itself, and
 * sends again what was not acknowledged (MQTT 3.1.1, 4.4).
 */
export interface Sender {
  readonly sent: number
  readonly acknowledged: number
  /** Sent again because their acknowledgement had not come. */
  readonly resent: number
  readonly reconnects: number
  /** Sends until it is told to stop, or the signal says so; then waits for every acknowledgement, at most `drainMs`. */
  run(until: AbortSignal, drainMs: number): Promise<void>
}

export interface SenderOptions {
  readonly credentials: Credentials
  readonly topic: string
  /** Where the city is now; null while there is none. */
  readonly port: () => number | null
  /** The payload of message `n`, from 0. */
  readonly payloadOf: (n: number) => string
  readonly perSecond: number
  /** ns from the first sending to the acknowledgement. */
  readonly latency: Pick<RecordableHistogram, 'record'>
  /** Messages without acknowledgement at a time. */
  readonly window?: number
}

const TICK_MS = 50
const KEEPALIVE_SECONDS = 30
const LONGEST_PAUSE_MS = 1_000

export function makeLatency(): RecordableHistogram {
  return createHistogram({ lowest: 1, highest: 3_600_000_000_000, figures: 3 })
}

export function makeSender(options: SenderOptions): Sender {
  const { topic, payloadOf, perSecond, window = 100 } = options
  /** Message → when it was first sent, ns. */
  const open = new Map<number, bigint>()
  let next = 0
  let acknowledged = 0
  let resent = 0
  let reconnects = -1

  async function run(until: AbortSignal, drainMs: number): Promise<void> {
    const startedAt = performance.now()
    const due = () => Math.floor(((performance.now() - startedAt) / 1000) * perSecond)
    let target = 0
    let deadline = Number.POSITIVE_INFINITY
    until.addEventListener('abort', () => (deadline = performance.now() + drainMs), { once: true })
    while (performance.now() < deadline) {
      const isOver = () => until.aborted && open.size === 0
      if (isOver()) return
      await session(() => {
        if (!until.aborted) target = due()
        return { target, isOver: isOver() || performance.now() > deadline }
      })
      await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_PAUSE_MS))
    }
  }

  /** One connection: what is open first, then what is due. Resolves when it ends. */
  function session(state: () => { readonly target: number; readonly isOver: boolean }): Promise<void> {
    const port = options.port()
    if (port === null) return Promise.resolve()
    reconnects++
    const socket = connect(port, '127.0.0.1')
    const parser = packets.parser({ protocolVersion: 4 })
    const ids = new Map<number, number>()
    const again = [...open.keys()]
    let isReady = false
    const { promise, resolve } = Promise.withResolvers<void>()

    function fill(): void {
      const { target, isOver } = state()
      if (isOver) {
        socket.end(packets.generate({ cmd: 'disconnect' }))
        return
      }
      if (!isReady || socket.destroyed) return
      socket.cork()
      while (ids.size < window) {
        const isAgain = again.length > 0
        const n = isAgain ? again.shift()! : next < target ? next++ : -1
        if (n < 0) break
        if (isAgain) resent++
        else open.set(n, process.hrtime.bigint())
        const messageId = (n % 65_535) + 1
        ids.set(messageId, n)
        send(socket, { cmd: 'publish', topic, payload: payloadOf(n), qos: 1, messageId, dup: isAgain, retain: false })
      }
      socket.uncork()
    }

    parser.on('packet', (packet: Packet) => {
      if (packet.cmd === 'connack') {
        isReady = packet.returnCode === 0
        if (!isReady) socket.destroy()
      }
      if (packet.cmd !== 'puback') return
      const n = ids.get(packet.messageId!)
      ids.delete(packet.messageId!)
      const at = n === undefined ? undefined : open.get(n)
      if (n === undefined || at === undefined) return
      open.delete(n)
      acknowledged++
      options.latency.record(process.hrtime.bigint() - at)
    })
    const timer = setInterval(fill, TICK_MS)
    const ping = setInterval(() => send(socket, { cmd: 'pingreq' }), (KEEPALIVE_SECONDS * 1000) / 2)
    socket.on('data', (bytes) => {
      parser.parse(bytes as Buffer)
      fill()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearInterval(timer)
      clearInterval(ping)
      resolve()
    })
    send(socket, {
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      keepalive: KEEPALIVE_SECONDS,
      clientId: options.credentials.username,
      username: options.credentials.username,
      password: Buffer.from(options.credentials.password),
    })
    return promise
  }

  return {
    get sent() {
      return next
    },
    get acknowledged() {
      return acknowledged
    },
    get resent() {
      return resent
    },
    get reconnects() {
      return Math.max(reconnects, 0)
    },
    run,
  }
}

function send(socket: Socket, packet: Packet): void {
  if (!socket.destroyed) socket.write(packets.generate(packet))
}
