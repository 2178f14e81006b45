import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import packets, { type Packet } from 'mqtt-packet'

/** Stands between devices and a door (MQTT 3.1.1). */
export interface Swallower extends AsyncDisposable {
  readonly port: number
  /** Messages that it kept to itself and acknowledged in the door's name. */
  readonly swallowed: readonly { readonly topic: string; readonly seq: number }[]
  /** Messages that it passed on twice. */
  readonly doubled: readonly { readonly topic: string; readonly seq: number }[]
}

/** Passes everything on but every so-manieth message of QoS 1. */
export function startSwallower(doorPort: number, every: number): Promise<Swallower> {
  return startBetween(doorPort, every, 'swallow')
}

/** Passes every so-manieth message of QoS 1 on twice. */
export function startDoubler(doorPort: number, every: number): Promise<Swallower> {
  return startBetween(doorPort, every, 'double')
}

async function startBetween(doorPort: number, every: number, what: 'swallow' | 'double'): Promise<Swallower> {
  const swallowed: { topic: string; seq: number }[] = []
  const doubled: { topic: string; seq: number }[] = []
  const sockets = new Set<Socket>()
  let published = 0

  const server = createServer((device) => {
    const door = connect(doorPort, '127.0.0.1')
    const parser = packets.parser({ protocolVersion: 4 })
    parser.on('packet', (packet: Packet) => {
      if (packet.cmd === 'publish' && packet.qos === 1) {
        published += 1
        if (published % every === 0) {
          const { seq } = JSON.parse(packet.payload.toString()) as { seq: number }
          const message = { topic: packet.topic, seq }
          if (what === 'swallow') {
            swallowed.push(message)
            device.write(packets.generate({ cmd: 'puback', messageId: packet.messageId! }))
            return
          }
          doubled.push(message)
          door.write(packets.generate(packet))
        }
      }
      door.write(packets.generate(packet))
    })
    device.on('data', (bytes) => void parser.parse(bytes as Buffer))
    door.pipe(device)
    for (const [one, other] of [
      [device, door],
      [door, device],
    ] as const) {
      sockets.add(one)
      one.on('error', () => {})
      one.on('close', () => other.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    swallowed,
    doubled,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
