import { connect, type Socket } from 'node:net'
import packets, { type Packet } from 'mqtt-packet'
import type { Credentials } from './city.ts'

/**
 * A device that keeps its own count: it knows which of its messages were acknowledged, and sends the others again with
 * DUP set when it comes back (MQTT 3.1.1, 4.4). Nothing is resent within a connection.
 */
export interface Publisher {
  readonly acknowledged: ReadonlySet<number>
  /** Sends what is not acknowledged yet. Resolves when all is, or when the connection ends; says which. */
  run(port: number): Promise<'all acknowledged' | 'connection ended'>
}

export interface PublisherOptions {
  readonly credentials: Credentials
  readonly topic: string
  readonly payloads: readonly string[]
  /** Messages without acknowledgement at a time. */
  readonly window?: number
  readonly onAcknowledged?: (count: number) => void
}

export function makePublisher(options: PublisherOptions): Publisher {
  const { payloads, topic, window = 200 } = options
  const acknowledged = new Set<number>()
  const sent = new Set<number>()

  function run(port: number): Promise<'all acknowledged' | 'connection ended'> {
    const queue = payloads.keys().filter((i) => !acknowledged.has(i))
    const inFlight = new Map<number, number>()
    const socket = connect(port, '127.0.0.1')
    const parser = packets.parser({ protocolVersion: 4 })
    const { promise, resolve } = Promise.withResolvers<'all acknowledged' | 'connection ended'>()

    function fill(): void {
      socket.cork()
      while (inFlight.size < window) {
        const { value: i, done } = queue.next()
        if (done) break
        const messageId = (i % 65_535) + 1
        inFlight.set(messageId, i)
        send(socket, {
          cmd: 'publish',
          topic,
          payload: payloads[i]!,
          qos: 1,
          messageId,
          dup: sent.has(i),
          retain: false,
        })
        sent.add(i)
      }
      socket.uncork()
    }

    parser.on('packet', (packet: Packet) => {
      if (packet.cmd === 'connack' && packet.returnCode !== 0) socket.destroy()
      if (packet.cmd === 'puback') {
        acknowledged.add(inFlight.get(packet.messageId!)!)
        inFlight.delete(packet.messageId!)
        options.onAcknowledged?.(acknowledged.size)
      }
      if (acknowledged.size === payloads.length) {
        resolve('all acknowledged')
        socket.end(packets.generate({ cmd: 'disconnect' }))
      }
    })
    socket.on('data', (bytes) => {
      parser.parse(bytes as Buffer)
      fill()
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve('connection ended'))
    send(socket, {
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      keepalive: 60,
      clientId: options.credentials.username,
      username: options.credentials.username,
      password: Buffer.from(options.credentials.password),
    })
    return promise
  }

  return { acknowledged, run }
}

function send(socket: Socket, packet: Packet): void {
  if (!socket.destroyed) socket.write(packets.generate(packet))
}
