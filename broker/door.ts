import { createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createServer as createTlsServer } from 'node:tls'
import { Aedes, type Client } from 'aedes'
import { createWebSocketStream, WebSocketServer } from 'ws'
import { type Band, mayEnter } from '../domain/bands.ts'
import type { Priority } from '../domain/priority.ts'
import { cannotListen } from '../config/cannot-listen.ts'
import { makeBucket } from './bucket.ts'
import { type Ban, makeConduct } from './conduct.ts'
import type { Gate, Session } from './gate.ts'
import { type ByPriority, type IntakeState, makeIntake } from './intake.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { isOnlyForNow, refusalError } from './refusal.ts'
import { makeSeats } from './seats.ts'

export interface DoorOptions {
  readonly host: string
  /** 0 = any free port; null = closed. */
  readonly ports: { readonly mqtt: number; readonly mqtts: number | null; readonly ws: number | null }
  /** PEM; needed when `ports.mqtts` is not null. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer }
  readonly gate: Gate
  /** Takes a message and calls back when the disk has it; only then is it acknowledged. */
  readonly accept: (topic: string, payload: Buffer, done: (error: Error | null) => void) => void
  readonly onSession: (session: Session) => void
  /** How full the way in is; asked once for each message. `normal` when not given. */
  readonly band?: () => Band
  readonly limits?: Partial<Limits>
  /** UTC ms, for strikes and bans. */
  readonly now?: () => number
  readonly log: { warn(detail: object, text: string): void }
}

/** The MQTT door: TCP, TLS and WebSocket, MQTT 3.1.1 and 5. */
export interface Door extends AsyncDisposable {
  readonly ports: { readonly mqtt: number; readonly mqtts: number | null; readonly ws: number | null }
  /** Sends down to whoever may hear it; `retain` keeps it for later subscribers. */
  publish(topic: string, payload: string, options?: { readonly retain?: boolean; readonly qos?: 0 | 1 }): void
  /** Ends every session of an identity. */
  cut(id: string): void
  readonly state: DoorState
}

export interface DoorState extends IntakeState {
  readonly sessions: number
  readonly refused: number
  /** Sign-ins refused because there is no room for their class. */
  readonly turnedAway: Readonly<ByPriority>
  /** Who is kept out for a while, and how often somebody was. */
  readonly bans: readonly Ban[]
  readonly banned: number
}

const BURST_SECONDS = 5

/** Opens the door. Aedes acknowledges a publish only after `authorizePublish` has called back; that is where the journal stands. */
export async function startDoor(options: DoorOptions): Promise<Door> {
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits }
  const band = options.band ?? (() => 'normal')
  const conduct = makeConduct({
    limits,
    ...(options.now ? { now: options.now } : {}),
    onBan: ({ id, until }) =>
      options.log.warn(
        { client: id, until: new Date(until).toISOString() },
        'a client that was too fast again and again is kept out for a while',
      ),
  })
  const turnedAway: ByPriority = { alarm: 0, normal: 0, low: 0 }
  const isRoomFor = (priority: Priority) => {
    const isRoom = mayEnter(band(), priority)
    if (!isRoom) turnedAway[priority]++
    return isRoom
  }
  const seats = makeSeats({ gate: options.gate, limits, conduct, isRoomFor })
  const intake = makeIntake({ accept: options.accept, band })
  const arrivals = new Map<string, ReturnType<typeof makeBucket>>()
  let refused = 0
  let connections = 0

  const broker = await Aedes.createBroker({
    // With a queue, its drain recurses and can overflow the stack under load.
    concurrency: 0,
    connectTimeout: limits.connectTimeoutMs,
    drainTimeout: limits.drainTimeoutMs,
    maximumPacketSize: limits.packetBytes,
    maxTopicLevels: 8,
    sessionExpiryIntervalLimit: 86_400,
    pendingSessionsLimit: 10_000,

    preConnect(client, packet, callback) {
      // Half-open connections must be found: no keepalive, or a very long one, is shortened.
      if (!packet.keepalive || packet.keepalive > limits.keepaliveSeconds) packet.keepalive = limits.keepaliveSeconds
      seats.expect(client, packet.will ? { topic: packet.will.topic, bytes: packet.will.payload?.length ?? 0 } : null)
      callback(null, true)
    },

    authenticate(client, username, password, callback) {
      const outcome = seats.sit(client, username, password?.toString('utf8'))
      if (outcome === null) return callback(null, true)
      if (isOnlyForNow(outcome)) return callback(refusalError(outcome), null)
      refused++
      options.log.warn(
        { client: client.id, username, address: addressOf(client), reason: outcome },
        'MQTT sign-in refused',
      )
      callback(refusalError(outcome), null)
    },

    authorizePublish(client, packet, callback) {
      const seat = client ? seats.of(client) : undefined
      if (!client || !seat) return callback(new Error('not authorized'))
      const isStatus = packet.topic === seat.grant.status
      if (packet.topic !== seat.grant.readings && !isStatus) {
        refused++
        options.log.warn(
          { station: seat.grant.identity.id, topic: packet.topic },
          'MQTT publish refused: not its own topic',
        )
        return callback(
          new Error(`${seat.grant.identity.id} may publish only on ${seat.grant.readings} and ${seat.grant.status}`),
        )
      }
      if (!isStatus) packet.retain = false
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
      intake.offer({ client, seat, topic: packet.topic, payload, qos: packet.qos, callback })
    },

    authorizeSubscribe(client, subscription, callback) {
      const seat = seats.of(client)
      const allowed = seat?.maySubscribe(subscription.topic) ?? false
      if (!allowed) {
        refused++
        options.log.warn({ station: seat?.grant.identity.id, filter: subscription.topic }, 'MQTT subscription refused')
      }
      callback(null, allowed ? subscription : null)
    },

    authorizeForward(client, packet) {
      // A subscriber that does not read must not hold up the others: it misses what does not fit, and is cut in the end.
      return client.conn.writableNeedDrain ? null : packet
    },
  })

  // Readings have no subscribers by contract; past the journal Aedes has nothing left to do with them.
  const publish = broker.publish.bind(broker) as (...all: unknown[]) => void
  broker.publish = (...all: unknown[]) => {
    const { topic } = all[0] as { topic: string }
    const done = all.at(-1)
    if (topic.endsWith('/readings') && typeof done === 'function') done()
    else publish(...all)
  }

  broker.on('clientReady', (client) => {
    // Aedes completes the sign-in of a client that has left in the meantime, after it has told of its leaving.
    if (!client.closed) announce(client, true)
  })
  broker.on('clientDisconnect', (client) => {
    seats.leave(client)
    announce(client, false)
  })
  broker.on('clientError', (client, error) => {
    if (error.message !== 'not authorized' && !isOnlyForNow(error.message))
      options.log.warn({ client: client.id, error: error.message }, 'MQTT client error')
  })
  broker.on('connectionError', (client, error) => {
    options.log.warn({ address: addressOf(client), error: error.message }, 'MQTT connection error')
  })

  function announce(client: Client, connected: boolean): void {
    const seat = seats.of(client)
    if (!seat) return
    const { identity } = seat.grant
    if (connected || seats.sessionsOf(identity.id) === 0) options.onSession({ identity, connected, at: Date.now() })
  }

  /** Refuses floods before a byte is parsed. */
  function admits(address: string): boolean {
    if (connections >= limits.connections) return false
    let bucket = arrivals.get(address)
    if (!bucket) {
      if (arrivals.size > 10_000) arrivals.clear()
      bucket = makeBucket(limits.connectionsPerSecond, limits.connectionsPerSecond * BURST_SECONDS)
      arrivals.set(address, bucket)
    }
    return bucket.take(1, Date.now()) === 0
  }

  function handle(socket: Socket): void {
    if (!admits(socket.remoteAddress ?? '')) {
      socket.destroy()
      return
    }
    connections++
    socket.once('close', () => connections--)
    socket.setNoDelay(true)
    broker.handle(readWhole(socket))
  }

  const servers: Server[] = []
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.packetBytes * 4,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false),
  })

  async function open(server: Server, port: number, name: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        reject(cannotListen(error, { host: options.host, port, variable: name }))
      })
      server.listen(port, options.host, resolve)
    })
    servers.push(server)
    return (server.address() as { port: number }).port
  }

  const opened = { mqtt: 0, mqtts: null as number | null, ws: null as number | null }
  try {
    opened.mqtt = await open(createServer(handle), options.ports.mqtt, 'MQTT_PORT')
    if (options.ports.mqtts !== null && options.tls) {
      const server = createTlsServer({ ...options.tls, minVersion: 'TLSv1.2' }, handle)
      opened.mqtts = await open(server, options.ports.mqtts, 'MQTTS_PORT')
    }
    if (options.ports.ws !== null)
      opened.ws = await open(await webSocketServer(sockets, admits, broker), options.ports.ws, 'MQTT_WS_PORT')
  } catch (error) {
    await close()
    throw error
  }

  async function close(): Promise<void> {
    intake[Symbol.dispose]()
    const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
    await new Promise<void>((resolve) => broker.close(resolve))
    for (const socket of sockets.clients) socket.terminate()
    await Promise.all(closed)
  }

  return {
    ports: opened,
    publish(topic, payload, { retain = false, qos = 0 } = {}) {
      broker.publish({ cmd: 'publish', topic, payload, retain, qos, dup: false }, () => {})
    },
    cut(id) {
      for (const client of seats.clientsOf(id)) client.close()
    },
    get state() {
      return {
        sessions: broker.connectedClients,
        refused,
        ...intake.state,
        turnedAway,
        bans: conduct.bans(),
        banned: conduct.banned,
      }
    },
    [Symbol.asyncDispose]: close,
  }
}

async function webSocketServer(
  sockets: WebSocketServer,
  admits: (address: string) => boolean,
  broker: Aedes,
): Promise<Server> {
  const { createServer: createHttpServer } = await import('node:http')
  const server = createHttpServer({ requestTimeout: 10_000 }, (_, response) => {
    response.writeHead(426, { 'content-type': 'text/plain' }).end('MQTT over WebSocket only\n')
  })
  server.on('upgrade', (request, socket, head) => {
    if (!admits(request.socket.remoteAddress ?? '')) {
      socket.destroy()
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      broker.handle(readWhole(createWebSocketStream(webSocket)), request)
    })
  })
  return server
}

/**
 * Aedes reads once for each `readable`, and Node gives one chunk a read: with a packet spread over several chunks (as
 * MQTT.js sends over WebSocket) the rest would lie there for ever. So a read takes everything that is there.
 */
function readWhole<T extends Duplex>(stream: T): T {
  const read = stream.read.bind(stream)
  stream.read = (size?: number) => read(size ?? (stream.readableLength || undefined))
  return stream
}

function addressOf(client: Client): string {
  return (client.conn as Socket).remoteAddress ?? client.req?.socket.remoteAddress ?? ''
}
