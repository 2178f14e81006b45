import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createHttpsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls'
import { createWebSocketStream, WebSocketServer } from 'ws'
import { cannotListen } from '../config/cannot-listen.ts'
import { secureOptions, type TlsSource } from '../config/certificate.ts'
import type { Arrivals } from './arrivals.ts'
import type { Limits } from './limits.ts'

export interface Ports {
  readonly mqtt: number
  /** Null: closed. */
  readonly mqtts: number | null
  readonly ws: number | null
  /** Over WebSocket with TLS. */
  readonly wss?: number | null
}

export interface ListenOptions {
  /** Of the doors with TLS. */
  readonly host: string
  /** Of those without. */
  readonly plainHost: string
  /** 0 = any free port. */
  readonly ports: Ports
  /** Needed when `ports.mqtts` or `ports.wss` is not null. */
  readonly tls?: TlsSource | undefined
  readonly limits: Limits
  readonly arrivals: Arrivals
  /** Given each connection that was let in; the request is that of a web socket. */
  readonly handle: (stream: Duplex, request?: IncomingMessage) => void
}

/** The door's ports. Disposing closes them for new connections; web sockets are ended. */
export interface Listening extends AsyncDisposable {
  readonly ports: Ports
}

/** Listens for MQTT over TCP, TLS and WebSocket. Whoever says nothing is cut in each of them at the same time. */
export async function listen(options: ListenOptions): Promise<Listening> {
  const { ports, limits, arrivals, handle, tls } = options
  const stops: (() => void)[] = []
  const servers: Server[] = []
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.packetBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false),
  })

  async function open(
    server: Server,
    at: { readonly host: string; readonly port: number; readonly name: string },
  ): Promise<number> {
    const { host, port, name } = at
    // Before Node's own listener, which begins TLS or HTTP.
    server.prependListener('connection', (socket: Socket) => void (arrivals.admit(socket) && socket.setNoDelay(true)))
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        reject(cannotListen(error, { host, port, variable: name }))
      })
      server.listen(port, host, resolve)
    })
    servers.push(server)
    return (server.address() as { port: number }).port
  }

  /** Whoever has a certificate shows it; whether it is good is judged at CONNECT, with the identity that it is pinned to. */
  function secureOf(from: TlsSource) {
    return {
      ...secureOptions(from.current(), true),
      requestCert: true,
      rejectUnauthorized: false,
      handshakeTimeout: limits.connectTimeoutMs,
    }
  }

  /** A new certificate is for new connections; those that are open live on. */
  function follow<T extends TlsServer>(server: T, from: TlsSource): T {
    stops.push(from.onChange((material) => server.setSecureContext(secureOptions(material, true))))
    // A handshake that fails, or takes too long, is not closed by Node.
    server.on('tlsClientError', (_, socket) => socket.destroy())
    return server
  }

  function secureServer(from: TlsSource): Server {
    return follow(
      createTlsServer(secureOf(from), (socket) => handle(socket)),
      from,
    )
  }

  function webSocketServer(from?: TlsSource): Server {
    const bounds = {
      requestTimeout: limits.connectTimeoutMs,
      headersTimeout: limits.connectTimeoutMs,
      connectionsCheckingInterval: Math.min(1_000, limits.connectTimeoutMs),
      maxHeaderSize: 8_192,
    }
    const answer = (_: IncomingMessage, response: ServerResponse) => {
      response.writeHead(426, { 'content-type': 'text/plain', connection: 'close' }).end('MQTT over WebSocket only\n')
    }
    const server = from
      ? follow(createHttpsServer({ ...bounds, ...secureOf(from) }, answer), from)
      : createHttpServer(bounds, answer)
    server.on('upgrade', (request, socket, head) => {
      sockets.handleUpgrade(request, socket, head, (webSocket) => handle(createWebSocketStream(webSocket), request))
    })
    return server
  }

  const opened = { mqtt: 0, mqtts: null as number | null, ws: null as number | null, wss: null as number | null }
  const close = async () => {
    const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
    for (const stop of stops) stop()
    arrivals.end()
    await Promise.all(closed)
  }
  try {
    const plain = createServer((socket) => void (!socket.destroyed && handle(socket)))
    const [plainAt, at] = [options.plainHost, options.host]
    opened.mqtt = await open(plain, { host: plainAt, port: ports.mqtt, name: 'MQTT_PORT' })
    if (ports.mqtts !== null && tls)
      opened.mqtts = await open(secureServer(tls), { host: at, port: ports.mqtts, name: 'MQTTS_PORT' })
    if (ports.ws !== null)
      opened.ws = await open(webSocketServer(), { host: plainAt, port: ports.ws, name: 'MQTT_WS_PORT' })
    if (typeof ports.wss === 'number' && tls)
      opened.wss = await open(webSocketServer(tls), { host: at, port: ports.wss, name: 'MQTT_WSS_PORT' })
  } catch (error) {
    await close()
    throw error
  }
  return { ports: opened, [Symbol.asyncDispose]: close }
}
