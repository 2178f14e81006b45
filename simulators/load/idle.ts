import type { Socket } from 'node:net'
import packets from 'mqtt-packet'
import { type Door, type Guest, socketTo } from './link.ts'

const KEEPALIVE_SECONDS = 60
const CONNECT_MS = 60_000

/** A connection that only stays open: a socket and its pings, so that tens of thousands fit into one process. */
export interface Idle extends Disposable {
  ping(): void
}

/** Signs in; asked again for a minute where the door closes without a word. Rejects when it is refused. */
export async function openIdle(guest: Guest, door: Door, lost: () => void): Promise<Idle> {
  const deadline = performance.now() + CONNECT_MS
  for (;;) {
    const socket = socketTo(door, guest.source)
    const answer = await answerOf(socket, guest, door)
    if (answer === 0) return watched(socket, lost)
    socket.destroy()
    if (typeof answer === 'number') throw new Error(`${guest.clientId}: the broker refused it (code ${answer})`)
    if (performance.now() > deadline || (answer.code !== undefined && answer.code !== 'ECONNRESET'))
      throw new Error(`${guest.clientId} cannot connect: ${answer.message}`, { cause: answer })
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

/** Keeps them all alive: each is pinged once in half its time, a few at every beat. */
export function keepAlive(all: readonly Idle[]): Disposable {
  const BEATS = 120
  let beat = 0
  const timer = setInterval(
    () => {
      beat = (beat + 1) % BEATS
      for (let i = beat; i < all.length; i += BEATS) all[i]!.ping()
    },
    (KEEPALIVE_SECONDS * 500) / BEATS,
  )
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/** Code of CONNACK, or why there was none. */
function answerOf(socket: Socket, guest: Guest, door: Door): Promise<number | NodeJS.ErrnoException> {
  const { clientId, username, password } = guest
  const hello = packets.generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: door.mqtt5 ? 5 : 4,
    clean: true,
    keepalive: KEEPALIVE_SECONDS,
    clientId,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password: Buffer.from(password) }),
  })
  socket.write(hello)
  return new Promise((resolve) => {
    socket.once('error', resolve)
    socket.once('close', () => resolve(new Error('the broker closes the connection')))
    // Fixed header, length, flags, code: CONNACK of both versions, which lets nothing come before it.
    socket.once('data', (bytes) => resolve(bytes.length >= 4 ? (bytes as Buffer)[3]! : new Error('no CONNACK')))
  })
}

function watched(socket: Socket, lost: () => void): Idle {
  const ping = packets.generate({ cmd: 'pingreq' })
  let isOpen = true
  socket.removeAllListeners('error')
  socket.on('error', () => {})
  socket.on('data', () => {})
  socket.once('close', () => {
    if (isOpen) lost()
    isOpen = false
  })
  return {
    ping: () => void (isOpen && socket.write(ping)),
    [Symbol.dispose]() {
      isOpen = false
      socket.destroy()
    },
  }
}
