import './quiet-parser.ts'
import './strict-parser.ts'
import type { Socket } from 'node:net'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { Aedes, type Client } from 'aedes'
import { mayEnter } from '../domain/bands.ts'
import type { Priority } from '../domain/priority.ts'
import { makeArrivals } from './arrivals.ts'
import { makeConduct } from './conduct.ts'
import type { Door, DoorOptions } from './door-port.ts'
import { hears, makeForward } from './forward.ts'
import { type Guard, guard } from './guard.ts'
import { type ByPriority, makeIntake } from './intake.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { makeGuests } from './guests.ts'
import { listen } from './listen.ts'
import { isOnlyForNow, refusalError } from './refusal.ts'
import { makeRefusals, meaningOf } from './refusals.ts'
import { makeSeats } from './seats.ts'
import { end } from './sign-in-end.ts'
import { boundSessions } from './session-memory.ts'
import { makeTerms } from './terms.ts'

export type { Door, DoorOptions, DoorState } from './door-port.ts'

/** What a station says of itself is short; a longer status is not kept for later. */
const RETAINED_STATUS_BYTES = 256
/** What MQTT 5 is asked to have in flight; who sends more is read no faster. */
const RECEIVE_MAXIMUM = 100
const MALFORMED_PACKET = 0x81
const PROTOCOL_ERROR = 0x82

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
  const hasAuthority = () => options.tls?.current().ca !== undefined
  const seats = makeSeats({ gate: options.gate, limits, conduct, isRoomFor, hasAuthority })
  const intake = makeIntake({ accept: options.accept, band })
  const refusals = makeRefusals(options.log)
  const forward = makeForward(limits, (reason, { id }) => refusals.tell(reason, { client: id }, 'MQTT client cut'))
  const arrivals = makeArrivals(
    limits,
    (reason, address) => {
      // Whoever watches the descriptors says it once for all of them.
      if (reason === 'no-file') refusals.count(reason)
      else refusals.tell(reason, { address }, 'MQTT connection refused')
    },
    options.admits,
  )
  const terms = makeTerms(options.gate, limits)
  const guards = new WeakMap<object, Guard>()
  /** Errors that were counted where they came up. */
  const told = new WeakSet<Error>()
  const wrongs = new WeakMap<Client, number>()
  const guests = makeGuests((client) => wrong(client))
  let refused = 0
  /** The city goes, not they: nobody's last will counts, nobody has left. */
  let isRetired = false

  const broker = await Aedes.createBroker({
    // With a queue, its drain recurses and can overflow the stack under load.
    concurrency: 0,
    connectTimeout: limits.connectTimeoutMs,
    drainTimeout: limits.drainTimeoutMs,
    maximumPacketSize: limits.packetBytes,
    receiveMaximum: RECEIVE_MAXIMUM,
    keepaliveLimit: limits.keepaliveSeconds,
    maxTopicLevels: 8,
    sessionExpiryIntervalLimit: limits.sessionSeconds,
    pendingSessionsLimit: 10_000,

    preConnect(client, packet, callback) {
      if (!terms.settle(client, packet)) return callback(new Error('CONNECT is not valid'), false)
      seats.expect(client, packet.will ? { topic: packet.will.topic, bytes: packet.will.payload?.length ?? 0 } : null)
      callback(null, true)
    },

    authenticate(client, username, password, callback) {
      const outcome = seats.sit(client, username, password?.toString('utf8'))
      const owner = seats.of(client)?.grant.identity.id
      const sleeper = memory.ownerOf(client.id)
      if (outcome === null && owner !== undefined && (sleeper === undefined || sleeper === owner)) {
        terms.confirm(client)
        memory.enter(client, owner)
        return callback(null, true)
      }
      const reason = outcome ?? 'client-id-taken'
      if (outcome === null) seats.leave(client)
      if (isOnlyForNow(reason)) {
        refusals.count(reason)
        return callback(refusalError(reason), null)
      }
      refused++
      refusals.tell(reason, { client: client.id, username, address: addressOf(client) }, 'MQTT sign-in refused')
      callback(refusalError(reason), null)
    },

    authorizePublish(client, packet, callback) {
      // Not acknowledged, so whoever meant it sends it again.
      if (isRetired) return
      const seat = client ? seats.of(client) : undefined
      if (!client || !seat) return callback(new Error('not authorized'))
      if (seat.grant.identity.of === 'guest') return guests.hear(client, seat.grant.identity, packet, callback)
      const isStatus = packet.topic === seat.grant.status
      if (packet.topic !== seat.grant.readings && !isStatus) {
        refused++
        const { id } = seat.grant.identity
        refusals.tell('topic', { station: id, topic: packet.topic }, 'MQTT publish refused: not its own topic')
        // MQTT 5 goes on after a refused publish, but not after text that is none (1.5.4-1, 1.5.4-2).
        if (/[\0\uFFFD]/.test(packet.topic)) client.disconnect({ reasonCode: MALFORMED_PACKET })
        else wrong(client)
        const error = new Error(`${id} may publish only on ${seat.grant.readings} and ${seat.grant.status}`)
        told.add(error)
        return callback(error)
      }
      if (packet.qos > 0 && (packet as { messageId?: number }).messageId === 0) {
        // Packet ids begin with 1 (MQTT 3.1.1, 2.3.1-1).
        refusals.count('protocol')
        return client.disconnect({ reasonCode: PROTOCOL_ERROR })
      }
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
      if (!isStatus || payload.length > RETAINED_STATUS_BYTES) packet.retain = false
      intake.offer({ client, seat, topic: packet.topic, payload, qos: packet.qos, callback })
    },

    authorizeSubscribe(client, subscription, callback) {
      const seat = seats.of(client)
      const allowed = seat?.maySubscribe(subscription.topic) ?? false
      if (!allowed) {
        refused++
        const detail = { station: seat?.grant.identity.id, filter: subscription.topic }
        refusals.tell('filter', detail, 'MQTT subscription refused')
        wrong(client)
      }
      callback(null, allowed ? subscription : null)
    },

    authorizeForward: (client, packet) =>
      seats.of(client)?.grant.identity.hears?.(packet.topic) === false ? null : forward.pass(client, packet),
  })
  // Aedes looks clients up in it by their ids, and would find `constructor` in a plain object.
  Object.assign(broker, { clients: Object.create(null) as object, brokers: Object.create(null) as object })

  const memory = boundSessions(broker, limits, {
    refused: (reason, client) => refusals.tell(reason, { client }, 'MQTT session full'),
    maySubscribe: (client, filter) => seats.of(client)?.maySubscribe(filter) ?? false,
  })

  // Readings have no subscribers by contract; past the journal Aedes has nothing left to do with them.
  const publish = broker.publish.bind(broker) as (...all: unknown[]) => void
  broker.publish = (...all: unknown[]) => {
    const { topic } = all[0] as { topic: string }
    const done = all.at(-1)
    if (topic.endsWith('/readings') && typeof done === 'function') done()
    else publish(...all)
  }

  /** Who tries one thing after the other that is not for it is let go. */
  function wrong(client: Client): void {
    const count = (wrongs.get(client) ?? 0) + 1
    wrongs.set(client, count)
    if (count !== limits.wrongsPerConnection) return
    refusals.tell('too-many-wrongs', { client: client.id, address: addressOf(client) }, 'MQTT client cut')
    client.close()
  }

  broker.on('connackSent', ({ returnCode, reasonCode }, client) => {
    if (!(returnCode ?? reasonCode)) guards.get(client.conn)?.open()
  })
  broker.on('clientReady', (client) => {
    // Aedes completes the sign-in of a client that has left in the meantime, after it has told of its leaving.
    if (!client.closed) announce(client, true)
  })
  broker.on('clientDisconnect', (client) => {
    seats.leave(client)
    announce(client, false)
  })
  broker.on('ack', (_, client) => forward.acknowledged(client))
  broker.on('clientError', (client, error) => note(client, error))
  broker.on('connectionError', (client, error) => note(client, error))

  function note(client: Client, error: Error): void {
    const { message } = error
    if (told.has(error) || message === 'not authorized' || message in refusals.counts) return
    const reason = meaningOf(error)
    if (reason === null) return
    refusals.tell(reason, { client: client.id, address: addressOf(client), error: message }, 'MQTT connection ended')
  }

  function announce(client: Client, connected: boolean): void {
    const seat = seats.of(client)
    if (isRetired || !seat || seat.grant.identity.of === 'guest') return
    const { identity } = seat.grant
    if (connected || seats.sessionsOf(identity.id) === 0) options.onSession({ identity, connected, at: Date.now() })
  }

  function handle(stream: Duplex, request?: IncomingMessage): void {
    const address = (request?.socket ?? (stream as Socket)).remoteAddress
    const guarded = guard(stream, {
      firstBytes: Math.min(limits.firstPacketBytes, limits.packetBytes),
      refused: (reason, error) =>
        refusals.tell(reason, { address, ...(error ? { error: error.stack } : {}) }, 'MQTT connection ended'),
    })
    guards.set(stream, guarded)
    broker.handle(stream, request)
  }

  async function closeBroker(): Promise<void> {
    isRetired = true
    intake[Symbol.dispose]()
    memory[Symbol.dispose]()
    await new Promise<void>((resolve) => broker.close(resolve))
  }

  const { host, plainHost = host, ports, tls } = options
  const listening = await listen({ host, plainHost, ports, tls, limits, arrivals, handle }).catch(
    async (error: unknown) => {
      await closeBroker()
      throw error
    },
  )

  return {
    ports: listening.ports,
    publish(topic, payload, { retain = false, qos = 0 } = {}) {
      broker.publish({ cmd: 'publish', topic, payload, retain, qos, dup: false }, () => {})
    },
    hearing(id, topic) {
      const clients = seats.clientsOf(id)
      return { isConnected: clients.length > 0, isListening: clients.some((client) => hears(client, topic)) }
    },
    cut(id, before = Number.POSITIVE_INFINITY) {
      for (const client of seats.clientsOf(id)) {
        if ((seats.of(client)?.grant.identity.issue ?? 0) < before) end(client)
      }
    },
    cutCertificates(isRevoked) {
      for (const client of seats.all()) {
        const certificate = seats.of(client)?.certificate
        if (certificate && isRevoked(certificate)) end(client)
      }
    },
    retire: () => {
      isRetired = true
    },
    takeRefused: refusals.take,
    get state() {
      return {
        sessions: broker.connectedClients,
        connections: arrivals.open,
        refused,
        refusedBy: refusals.counts,
        queued: memory.waiting,
        ...intake.state,
        turnedAway,
        bans: conduct.bans(),
        banned: conduct.banned,
      }
    },
    async [Symbol.asyncDispose]() {
      await closeBroker()
      await listening[Symbol.asyncDispose]()
    },
  }
}

function addressOf(client: Client): string {
  return (client.conn as Socket).remoteAddress ?? client.req?.socket.remoteAddress ?? ''
}
