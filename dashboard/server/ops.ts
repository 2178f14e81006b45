import type { FastifyBaseLogger } from 'fastify'
import type { IncomingMessage, Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import type { Accounts, Session } from './auth/accounts.ts'
import { demandSettled } from './auth/guard.ts'
import { foreignOrigin } from './auth/origin.ts'
import type { City } from './city.ts'
import { backlogOf, cut, isOver, LIMIT_PACKETS, PATIENCE_MS } from './ops/backlog.ts'
import { sendChanges } from './ops/changes.ts'
import { sendFloods } from './ops/floods.ts'
import { hear } from './ops/client-events.ts'
import { boundPackets, type Connection } from './ops/packets.ts'
import { makePump, type Pump } from './ops/pump.ts'
import { keepRecentEvents } from './ops/recent-events.ts'
import { problemOf } from './problem.ts'
import { addressOf, isOverTls, type Trust } from './proxies.ts'
import { seenMessage } from './seen/incident-sight.ts'
import { seesAlarm } from './seen/seen-alarms.ts'
import { type Sight, sightOf } from './seen/sight.ts'
import { CityError } from '../../domain/errors.ts'
import { may } from '../../domain/access/may.ts'
import type { Action } from '../../domain/access/table.ts'
import type { AlarmMessage, Head, IncidentMessage, Pass, Resume, Watch } from '../../domain/wire.ts'

const HEAD_MS = 5_000
const TICK_MS = 1_000
const SESSIONS_MS = 2_000
/** A browser that does not say where it stands gets what is new from its connection on, after this. */
const RESUME_WITHIN_MS = 1_000
const SOCKETS_A_PERSON = 50
/** Tabs of one sign-in, or connections of one token. */
const SOCKETS_A_SESSION = 5

interface Guest {
  readonly session: Session
  readonly sight: Sight
  readonly alarms: Pump
  readonly incidents: Pump
  /** Since when it has had more waiting than it may. */
  overSince: number | null
  /** Pumps that wait for room. */
  wakes: (() => void)[]
}

/** Attaches the namespace `/ops` of Socket.IO to a server: live alarms and station changes for signed-in people. */
export function attachOps(
  servers: readonly HttpServer[],
  options: {
    readonly city: City
    readonly accounts: Accounts
    readonly log: FastifyBaseLogger
    readonly origins?: readonly string[]
    readonly trust?: Trust
    readonly now?: () => number
  },
): AsyncDisposable {
  const { city, accounts, log, origins = [], trust = () => false, now = Date.now } = options
  const io = new Server({
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: 16 * 1024,
    perMessageDeflate: false,
    httpCompression: false,
    connectTimeout: 5_000,
    // A browser that has vanished is found within 15 seconds, and gives its place to the one that comes back.
    pingInterval: 10_000,
    pingTimeout: 5_000,
    // A browser always says its origin at a web socket; without one it is a script, which brings its own proof.
    allowRequest(request, done) {
      const { origin, host } = request.headers
      const foreign = foreignOrigin({ origin, host }, origins, isOverTls(request, trust))
      if (foreign !== null) deny(request, new CityError('not-allowed', foreign))
      done(null, foreign === null)
    },
  })
  // Each attaching makes an engine of its own.
  const engines = servers.map((server) => {
    io.attach(server)
    io.engine.on('connection', (connection: Connection) => boundPackets(connection, now))
    return io.engine
  })
  io.use((_, next) => next(new Error('not-found')))

  const ops = io.of('/ops')
  const guests = new Map<Socket, Guest>()
  const changes = sendChanges(ops, city)
  const floods = sendFloods(city)
  const recent = {
    alarm: keepRecentEvents(city.alarms, () => guests.forEach(({ alarms }) => alarms.advance())),
    incident: keepRecentEvents(city.incidents, () => guests.forEach(({ incidents }) => incidents.advance())),
  }

  ops.use((socket, next) => {
    admit(socket, accounts, guests).then(
      () => next(),
      (error: unknown) => {
        deny(socket.request, error)
        next(refusal(error))
      },
    )
  })
  ops.on('connection', (socket) => welcome(socket))

  const timers = [
    setInterval(() => ops.emit('head', head()), HEAD_MS),
    setInterval(dropTheSlow, TICK_MS),
    setInterval(
      () => void dropTheEnded().catch((error: unknown) => log.error({ err: error }, 'sessions not checked')),
      SESSIONS_MS,
    ),
  ]

  return {
    async [Symbol.asyncDispose]() {
      for (const timer of timers) clearInterval(timer)
      recent.alarm[Symbol.dispose]()
      recent.incident[Symbol.dispose]()
      changes[Symbol.dispose]()
      floods[Symbol.dispose]()
      // It closes the last one itself.
      for (const engine of engines.slice(0, -1)) engine.close()
      await io.close()
    },
  }

  function deny(request: IncomingMessage, error: unknown): void {
    const why = error instanceof CityError ? error.code : 'internal'
    city.audit.denied({ actor: '?', source: addressOf(request, trust), object: 'live connection', why })
  }

  function head(): Head {
    const newestAt = changes.newestAt()
    const numbers = { seq: city.alarms.head(), incidents: city.incidents.head(), now: now() }
    return newestAt === null ? numbers : { ...numbers, newestAt }
  }

  function welcome(socket: Socket): void {
    const session = sessionOf(socket)
    const sight = sightOf(city, session, { now, onUse: accounts.noteUse })
    const mayAsk = (action: Action) => may(session.actor, action).allowed
    const seen = (message: AlarmMessage | IncidentMessage) => {
      if (!('alarm' in message)) return mayAsk('incident.read') ? seenMessage(sight, message) : undefined
      return mayAsk('alarm.read') && seesAlarm(sight, message.alarm) ? message : undefined
    }
    const [alarms, incidents] = [pumpFor(socket, 'alarm', seen), pumpFor(socket, 'incident', seen)]
    const watch = (of: Watch) => mayAsk('reading.read') && changes.watch(socket, of, sight)
    const guest: Guest = { session, sight, alarms, incidents, overSince: null, wakes: [] }
    const joined = { after: city.alarms.head(), incidentsAfter: city.incidents.head() }
    guests.set(socket, guest)
    watch({})

    let hasStarted = false
    const start = ({ after, incidentsAfter = joined.incidentsAfter }: Resume) => {
      hasStarted = true
      alarms.startAfter(Math.min(after, city.alarms.head()))
      incidents.startAfter(Math.min(incidentsAfter, city.incidents.head()))
    }
    const late = setTimeout(() => hasStarted || start(joined), RESUME_WITHIN_MS)
    hear(socket, { watch, resume: start }, now)
    socket.conn.on('drain', () => wake(guest))
    socket.on('disconnect', () => {
      clearTimeout(late)
      alarms.stop()
      incidents.stop()
      wake(guest)
      changes.forget(socket)
      floods.forget(socket)
      guests.delete(socket)
    })
    socket.emit('head', head())
    floods.greet(socket, sight)
  }

  /** What is not for somebody is passed over with its number, or a browser would think that it missed it. */
  function pumpFor(
    socket: Socket,
    name: 'alarm' | 'incident',
    seen: (message: AlarmMessage | IncidentMessage) => AlarmMessage | IncidentMessage | undefined,
  ): Pump {
    return makePump<AlarmMessage | IncidentMessage>({
      after: (seq, limit) => recent[name].after(seq, limit),
      send(message) {
        const shown = seen(message)
        if (shown) socket.emit(name, shown)
        else socket.emit('pass', { of: name, seq: message.seq } satisfies Pass)
      },
      room() {
        // Half of the limit is left to everything else that the socket is sent.
        if (backlogOf(socket).packets < LIMIT_PACKETS / 2) return null
        return new Promise((resolve) => {
          const guest = guests.get(socket)
          if (guest) guest.wakes.push(resolve)
          else resolve()
        })
      },
      failed(error) {
        log.error({ err: error }, `${name} events not read`)
        socket.disconnect(true)
      },
    })
  }

  function dropTheSlow(): void {
    for (const [socket, guest] of guests) {
      const isStuck = guest.wakes.length > 0 || isOver(backlogOf(socket))
      if (!isStuck) guest.overSince = null
      else if (guest.overSince === null) guest.overSince = now()
      else if (now() - guest.overSince >= PATIENCE_MS) {
        log.warn({ user: guest.session.user }, 'live connection cut: it took nothing for ten seconds')
        cut(socket)
      }
    }
  }

  async function dropTheEnded(): Promise<void> {
    const byProof = Map.groupBy(guests.keys(), (socket) => JSON.stringify(proofOf(socket)))
    for (const sockets of byProof.values()) {
      const [first] = sockets
      if (!first) continue
      const found = await accounts.sessionOf(proofOf(first), { touch: false })
      const actor = JSON.stringify(found?.session.actor)
      // Whoever may do something else now comes again as such.
      for (const socket of sockets) if (JSON.stringify(sessionOf(socket).actor) !== actor) cut(socket)
    }
  }
}

function wake(guest: Guest): void {
  guest.overSince = null
  for (const resolve of guest.wakes.splice(0)) resolve()
}

async function admit(socket: Socket, accounts: Accounts, guests: ReadonlyMap<Socket, Guest>): Promise<void> {
  const found = await accounts.sessionOf(proofOf(socket), { touch: false })
  if (!found) throw new CityError('sign-in-required', 'Sign in first, or send an API token as auth.token.')
  demandSettled(found.session)
  const { user } = found.session
  const open = guests
    .values()
    .filter(({ session }) => session.user === user)
    .toArray().length
  if (open >= SOCKETS_A_PERSON) {
    throw new CityError('too-many-requests', `${user} has ${SOCKETS_A_PERSON} live connections already.`)
  }
  const proof = signInOf(found.session, socket)
  const ofSession = [...guests].filter(([guest, { session }]) => signInOf(session, guest) === proof)
  if (ofSession.length >= SOCKETS_A_SESSION) {
    throw new CityError('too-many-requests', `This sign-in has ${SOCKETS_A_SESSION} live connections already.`)
  }
  ;(socket.data as { session: Session }).session = found.session
}

/** The sign-in behind a connection, whatever else its headers say. */
function signInOf({ sessionId, user }: Session, socket: Socket): string {
  const { authorization, cookie = '' } = proofOf(socket)
  return sessionId ?? authorization ?? /citypulse-wall=([^;]+)/.exec(cookie)?.[0] ?? user
}

function sessionOf(socket: Socket): Session {
  return (socket.data as { session: Session }).session
}

/** Cookie of the handshake, or the token that the client sent. */
function proofOf({ handshake }: Socket): { cookie?: string; authorization?: string } {
  const { token } = handshake.auth as { token?: unknown }
  if (typeof token === 'string') return { authorization: `Bearer ${token}` }
  const { cookie, authorization } = handshake.headers
  return { ...(cookie !== undefined && { cookie }), ...(authorization !== undefined && { authorization }) }
}

/** `connect_error` on the other side; its `data` is the problem document. */
function refusal(error: unknown): Error {
  const problem = problemOf(error, '/ops')
  return Object.assign(new Error(problem.code), { data: problem })
}
