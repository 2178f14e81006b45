import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createServer as createTlsServer } from 'node:tls'
import { createWebSocketStream, WebSocketServer } from 'ws'
import { cannotListen } from '../config/cannot-listen.ts'
import type { Arrivals } from './arrivals.ts'
import type { Limits } from './limits.ts'

export interface Ports {
  readonly mqtt: number
  /** Null: closed. */
  readonly mqtts: number | null
  readonly ws: number | null
}

export interface ListenOptions {
  readonly host: string
  /** 0 = any free port. */
  readonly ports: Ports
  /** PEM; needed when `ports.mqtts` is not null. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer } | undefined
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
  const { host, ports, limits, arrivals, handle } = options
  const servers: Server[] = []
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.packetBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false),
  })

  async function open(server: Server, port: number, name: string): Promise<number> {
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

  function secureServer(): Server {
    const server = createTlsServer(
      { ...options.tls, minVersion: 'TLSv1.2', handshakeTimeout: limits.connectTimeoutMs },
      (socket) => handle(socket),
    )
    // A handshake that fails, or takes too long, is not closed by Node.
    server.on('tlsClientError', (_, socket) => socket.destroy())
    return server
  }

  function webSocketServer(): Server {
    const server = createHttpServer(
      {
        requestTimeout: limits.connectTimeoutMs,
        headersTimeout: limits.connectTimeoutMs,
        connectionsCheckingInterval: Math.min(1_000, limits.connectTimeoutMs),
        maxHeaderSize: 8_192,
      },
      (_, response) => {
        response.writeHead(426, { 'content-type': 'text/plain', connection: 'close' }).end('MQTT over WebSocket only\n')
      },
    )
    server.on('upgrade', (request, socket, head) => {
      sockets.handleUpgrade(request, socket, head, (webSocket) => handle(createWebSocketStream(webSocket), request))
    })
    return server
  }

  const opened = { mqtt: 0, mqtts: null as number | null, ws: null as number | null }
  const close = async () => {
    const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
    arrivals.end()
    await Promise.all(closed)
  }
  try {
    const plain = createServer((socket) => void (!socket.destroyed && handle(socket)))
    opened.mqtt = await open(plain, ports.mqtt, 'MQTT_PORT')
    if (ports.mqtts !== null && options.tls) opened.mqtts = await open(secureServer(), ports.mqtts, 'MQTTS_PORT')
    if (ports.ws !== null) opened.ws = await open(webSocketServer(), ports.ws, 'MQTT_WS_PORT')
  } catch (error) {
    await close()
    throw error
  }
  return { ports: opened, [Symbol.asyncDispose]: close }
}
