import { createServer, type Server } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { cannotListen } from '../../config/cannot-listen.ts'
import { secureOptions, type TlsSource } from '../../config/certificate.ts'
import { type AppOptions, buildApp, TIMES } from './app.ts'
import { makeCrowd } from './crowd.ts'
import { attachOps } from './ops.ts'

export interface WindowOptions extends AppOptions {
  /** Of plain HTTP. */
  readonly host: string
  readonly port: number
  /** Whether another connection may be taken; asked for each, before a byte of it is read. */
  readonly admits?: () => boolean
  /** Given: HTTPS is open too. */
  readonly tls?: { readonly source: TlsSource; readonly host: string; readonly port: number } | null
}

export interface Window extends AsyncDisposable {
  readonly port: number
  readonly httpsPort: number | null
}

/** Whoever says nothing is cut as fast as at the door of devices. */
const HANDSHAKE_MS = 5_000

/** Opens the window: HTTP and Socket.IO on one port, and on another one over TLS; 0 takes any. Throws `config-port-in-use`. */
export async function startDashboard(options: WindowOptions): Promise<Window> {
  const { host, port, tls } = options
  await using rooms = new AsyncDisposableStack()
  const app = rooms.adopt(await buildApp(options), (one) => one.close())
  const secure = tls ? rooms.use(secureServer(app, tls.source)) : null
  rooms.use(attachOps([app.server, ...(secure ? [secure.server] : [])], options))
  const crowd = makeCrowd(options.trust)
  for (const server of [app.server, ...(secure ? [secure.server] : [])]) {
    server.prependListener('connection', (socket: Socket) => {
      if (crowd.admits(socket) && options.admits?.() !== false) return
      socket.destroy()
    })
  }
  try {
    await app.listen({ host, port })
  } catch (error) {
    throw cannotListen(error as NodeJS.ErrnoException, { host, port, variable: 'HTTP_PORT' })
  }
  const httpsPort = tls && secure ? await secure.listen(tls.host, tls.port) : null
  const held = rooms.move()
  return {
    port: (app.server.address() as AddressInfo).port,
    httpsPort,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

interface Secure extends AsyncDisposable {
  readonly server: Server
  listen(host: string, port: number): Promise<number>
}

/** The same routes behind TLS. A new certificate is for new connections; those that are open live on. */
function secureServer(app: FastifyInstance, source: TlsSource): Secure {
  const options = { ...TIMES, handshakeTimeout: HANDSHAKE_MS, ...secureOptions(source.current(), false) }
  const server = createServer(options, (request, response) => app.routing(request, response))
  const stop = source.onChange((material) => server.setSecureContext(secureOptions(material, false)))
  server.on('tlsClientError', (_, socket) => socket.destroy())

  return {
    server,
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once('error', (error: NodeJS.ErrnoException) =>
          reject(cannotListen(error, { host, port, variable: 'HTTPS_PORT' })),
        )
        server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
      }),
    async [Symbol.asyncDispose]() {
      stop()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}
