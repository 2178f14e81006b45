import { connect, type Socket } from 'node:net'
import packets from 'mqtt-packet'

export interface HalfOpenOptions {
  readonly host: string
  readonly port: number
  readonly id: string
  readonly password: string
  /** What it promises to say something within. */
  readonly keepaliveSeconds: number
}

/** A connection that signs in and never says anything again, nor goodbye: the other end has vanished, and nobody told the city. */
export interface HalfOpen extends Disposable {
  /** Resolves once the city has signed it in; rejects when it is refused. */
  readonly open: Promise<void>
  /** Resolves once the city has given it up. */
  readonly givenUp: Promise<void>
}

export function openHalf({ host, port, id, password, keepaliveSeconds }: HalfOpenOptions): HalfOpen {
  const opened = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  const socket: Socket = connect({ host, port }, () =>
    socket.write(
      packets.generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clean: true,
        clientId: id,
        username: id,
        password: Buffer.from(password),
        keepalive: keepaliveSeconds,
      }),
    ),
  )
  const parser = packets.parser()
  parser.on('packet', (packet) => {
    if (packet.cmd !== 'connack') return
    if (packet.returnCode === 0) opened.resolve()
    else opened.reject(new Error(`refused with code ${packet.returnCode}`))
  })
  socket.on('data', (bytes: Buffer) => parser.parse(bytes))
  socket.on('error', () => {})
  socket.on('close', () => {
    opened.reject(new Error('closed before it was signed in'))
    ended.resolve()
  })
  opened.promise.catch(() => {})
  return {
    open: opened.promise,
    givenUp: ended.promise,
    [Symbol.dispose]: () => socket.destroy(),
  }
}
