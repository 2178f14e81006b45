import type { Socket } from 'node:net'
import type { Client } from 'aedes'
import type { Priority } from '../domain/priority.ts'
import type { ClientCertificate, SignInRefusal } from '../domain/sign-in.ts'
import { makeBucket } from './bucket.ts'
import type { Conduct, Pace } from './conduct.ts'
import type { Gate, Identity } from './gate.ts'
import { grantFor, maySubscribe, type Grant } from './grant.ts'
import type { Limits } from './limits.ts'
import { presentedBy } from './presented.ts'
import { endAt } from './sign-in-end.ts'

/** An authenticated client, with what it may do and how fast. */
export interface Seat {
  readonly grant: Grant
  readonly priority: Priority
  /** What it signed in with, where that was a certificate. */
  readonly certificate: ClientCertificate | null
  /** Ms to hold a message of so many bytes back; 0 = take it now. */
  takes(bytes: number): number
  maySubscribe(filter: string): boolean
}

export type SitRefusal =
  | SignInRefusal
  | 'too-many-refusals'
  | 'client-id-taken'
  | 'too-many-sessions'
  | 'will-not-allowed'
  | 'banned'
  | 'no-room'

export interface Seats {
  /** Notes the last will of a CONNECT before its credentials are known. */
  expect(client: Client, will: { readonly topic: string; readonly bytes: number } | null): void
  /** Null when the client may stay, else why not. */
  sit(client: Client, username: string | undefined, password: string | undefined): SitRefusal | null
  of(client: Client): Seat | undefined
  leave(client: Client): void
  sessionsOf(id: string): number
  clientsOf(id: string): readonly Client[]
  all(): Iterable<Client>
}

const MOST_REFUSED_ADDRESSES = 10_000

export interface SeatsOptions {
  readonly gate: Gate
  readonly limits: Limits
  readonly conduct: Conduct
  /** Whether there is room for another client of this class. */
  readonly isRoomFor: (priority: Priority) => boolean
  /** Whether certificates of devices must come from an authority that is configured. */
  readonly hasAuthority: () => boolean
}

/** Who sits where: client id, identity and limits of every session. */
export function makeSeats({ gate, limits, conduct, isRoomFor, hasAuthority }: SeatsOptions): Seats {
  const seats = new WeakMap<Client, Seat>()
  const wills = new WeakMap<Client, { readonly topic: string; readonly bytes: number }>()
  const clients = new Map<string, Set<Client>>()
  const ownerOfClientId = new Map<string, string>()
  const guests = new Set<Client>()
  const refusals = new Map<string, ReturnType<typeof makeBucket>>()

  function sit(client: Client, username: string | undefined, password: string | undefined): SitRefusal | null {
    const address = (client.conn as Socket).remoteAddress ?? client.req?.socket.remoteAddress ?? ''
    const presented = presentedBy(client, hasAuthority())
    // A certificate names its device; a user name beside it is not needed.
    const name = username || (presented.certificate?.name ?? '')
    const identity = gate.admit(name, password ?? '', presented)
    if (typeof identity === 'string') return mayTryAgain(address) ? identity : 'too-many-refusals'
    const owner = ownerOfClientId.get(client.id)
    // A client id is bound to the identity that uses it; else anyone could end another station's session.
    if ((owner !== undefined && owner !== identity.id) || (client.id !== identity.id && gate.isTaken(client.id)))
      return 'client-id-taken'
    const sessions = clients.get(identity.id)
    if (sessions && sessions.size >= limits.sessionsPerIdentity && owner === undefined) return 'too-many-sessions'
    const grant = grantFor(identity)
    const will = wills.get(client)
    if (will && (will.topic !== grant.status || will.bytes > limits.willBytes)) return 'will-not-allowed'
    if (conduct.isBanned(identity.id)) return 'banned'
    if (!isRoomFor(priorityOf(identity))) return 'no-room'
    if (identity.of === 'guest') {
      if (guests.size >= limits.guests) return 'too-many-sessions'
      guests.add(client)
    }
    const { certificate } = presented
    seats.set(client, makeSeat(client, grant, { limits, pace: conduct.of(paceOf(identity)), certificate }))
    endAt(client, identity.until ?? null)
    ownerOfClientId.set(client.id, identity.id)
    // Aedes tells of clients that leave only once they were let in; the socket tells of all.
    client.conn.once('close', () => leave(client))
    if (sessions) sessions.add(client)
    else clients.set(identity.id, new Set([client]))
    return null
  }

  function leave(client: Client): void {
    const identity = seats.get(client)?.grant.identity
    if (identity === undefined) return
    const { id } = identity
    const sessions = clients.get(id)
    if (!sessions?.delete(client)) return
    guests.delete(client)
    conduct.of(paceOf(identity)).left()
    if (sessions.size === 0) clients.delete(id)
    const stillUsed = [...sessions].some((other) => other.id === client.id)
    if (!stillUsed) ownerOfClientId.delete(client.id)
  }

  /** Equal answers for all, but an address that keeps guessing is told so in the log. */
  function mayTryAgain(address: string): boolean {
    let bucket = refusals.get(address)
    if (!bucket) {
      if (refusals.size >= MOST_REFUSED_ADDRESSES) refusals.clear()
      bucket = makeBucket(limits.refusalsPerSecond, limits.refusalsPerSecond * 10)
      refusals.set(address, bucket)
    }
    return bucket.take(1, Date.now()) === 0
  }

  return {
    expect(client, will) {
      if (will) wills.set(client, will)
    },
    sit,
    of: (client) => seats.get(client),
    leave,
    sessionsOf: (id) => clients.get(id)?.size ?? 0,
    clientsOf: (id) => [...(clients.get(id) ?? [])],
    all: () => [...clients.values()].flatMap((some) => [...some]),
  }
}

/** Guests have one pace together: they may call themselves what they like. */
function paceOf(identity: Identity): Identity {
  return identity.of === 'guest' ? { of: 'guest', id: 'guests' } : identity
}

/** What a service reads are alarms, and it sends nothing. */
export function priorityOf({ of, priority = 'normal' }: Identity): Priority {
  return of === 'service' ? 'alarm' : priority
}

function makeSeat(
  client: Client,
  grant: Grant,
  { limits, pace, certificate }: { limits: Limits; pace: Pace; certificate: ClientCertificate | null },
): Seat {
  return {
    grant,
    certificate,
    priority: priorityOf(grant.identity),
    takes: pace.takes,
    maySubscribe(filter) {
      const held = (client as Client & { subscriptions: Record<string, unknown> }).subscriptions
      if (!(filter in held) && Object.keys(held).length >= limits.filtersPerClient) return false
      return maySubscribe(grant, filter)
    },
  }
}
