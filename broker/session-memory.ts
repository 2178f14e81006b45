import { Readable } from 'node:stream'
import type { Aedes, Client } from 'aedes'
import type { Limits } from './limits.ts'
import type { Refusal } from './refusals.ts'

/** What Aedes remembers between connections. */
interface Persistence {
  outgoingEnqueue(to: { clientId: string }, packet: object): Promise<void>
  outgoingEnqueueCombi(to: readonly { clientId: string }[], packet: object): Promise<void>
  outgoingClearMessageId(client: { id: string }, packet: { messageId?: number }): Promise<object | undefined>
  outgoingStream(client: { id: string }): AsyncIterable<Waiting>
  addSubscriptions(client: Client, subscriptions: readonly ({ readonly topic?: string } | undefined)[]): Promise<void>
  cleanSubscriptions(client: { id: string }): Promise<unknown>
  incomingStorePacket(client: Client, packet: { messageId: number }): Promise<void>
  incomingGetPacket(client: Client, packet: { messageId: number }): Promise<object>
  incomingDelPacket(client: Client, packet: { messageId: number }): Promise<void>
}

interface Waiting {
  readonly cmd: string
  readonly messageId?: number
  dup: boolean
}

/** Sessions that outlive their connection, with bounds. */
export interface SessionMemory extends Disposable {
  /** Whose session a client id is, while it has no connection, too. */
  ownerOf(clientId: string): string | undefined
  /** A client of this owner is let in. A session beyond its owner's number takes the place of the one longest without a client. */
  enter(client: Client, owner: string): void
  /** Messages that wait for clients. */
  readonly waiting: number
}

const LOOK_MS = 60_000

/**
 * Bounds the memory of Aedes, which has none of its own: messages that wait for a client, sessions of an account and
 * their age, and packet ids of QoS 2, which go with the connection. Nothing but the id is kept of a packet of QoS 2.
 */
export function boundSessions(
  broker: Aedes,
  limits: Limits,
  on: {
    readonly refused: (reason: Refusal, clientId: string) => void
    readonly maySubscribe: (client: Client, filter: string) => boolean
  },
): SessionMemory {
  const memory = (broker as unknown as { persistence: Persistence }).persistence
  const sessions = new Map<string, { readonly owner: string; client: Client | null; leftAt: number }>()
  const queued = new Map<string, number>()
  const unreleased = new WeakMap<Client, Set<number>>()

  boundSubscriptions()
  boundQueues()
  boundReleases()
  const timer = setInterval(forgetOld, LOOK_MS)
  timer.unref()

  /** Aedes would keep all filters of a packet when one of them is granted. */
  function boundSubscriptions(): void {
    const { addSubscriptions } = methods(memory, ['addSubscriptions'])
    memory.addSubscriptions = (client, subscriptions) =>
      addSubscriptions(
        client,
        subscriptions.filter((one) => typeof one?.topic === 'string' && on.maySubscribe(client, one.topic)),
      )
  }

  function boundQueues(): void {
    const { outgoingEnqueueCombi, outgoingClearMessageId, outgoingStream } = methods(memory, [
      'outgoingEnqueueCombi',
      'outgoingClearMessageId',
      'outgoingStream',
    ])
    memory.outgoingStream = (client) => Readable.from(again(outgoingStream(client)))
    memory.outgoingEnqueueCombi = (to, packet) => {
      const fitting = to.filter(({ clientId }) => {
        const count = queued.get(clientId) ?? 0
        if (count >= limits.sessionQueue) {
          on.refused('session-queue', clientId)
          return false
        }
        queued.set(clientId, count + 1)
        return true
      })
      return outgoingEnqueueCombi(fitting, packet)
    }
    memory.outgoingEnqueue = (to, packet) => memory.outgoingEnqueueCombi([to], packet)
    memory.outgoingClearMessageId = async (client, packet) => {
      // Else it would begin a queue for every client that ever acknowledged something.
      if (!queued.has(client.id)) return undefined
      const cleared = await outgoingClearMessageId(client, packet)
      const left = (queued.get(client.id) ?? 0) - (cleared ? 1 : 0)
      if (left > 0) queued.set(client.id, left)
      else queued.delete(client.id)
      return cleared
    }
  }

  function boundReleases(): void {
    const idsOf = (client: Client) => {
      const ids = unreleased.get(client) ?? new Set<number>()
      unreleased.set(client, ids)
      return ids
    }
    memory.incomingStorePacket = async (client, { messageId }) => {
      const ids = idsOf(client)
      if (client.closed) throw new Error('not-releasing')
      if (ids.size >= limits.unreleased) {
        on.refused('not-releasing', client.id)
        client.disconnect({ reasonCode: RECEIVE_MAXIMUM_EXCEEDED })
        throw new Error('not-releasing')
      }
      ids.add(messageId)
    }
    memory.incomingGetPacket = async (client, { messageId }) => {
      if (!idsOf(client).has(messageId)) throw new Error('no such packet')
      return { messageId }
    }
    memory.incomingDelPacket = async (client, { messageId }) => void idsOf(client).delete(messageId)
  }

  function forgetOld(): void {
    const before = Date.now() - limits.sessionSeconds * 1_000
    for (const [clientId, { client, leftAt }] of sessions) {
      if (client === null && leftAt < before) void forget(clientId)
    }
  }

  async function forget(clientId: string): Promise<void> {
    sessions.delete(clientId)
    const client = { id: clientId }
    await memory.cleanSubscriptions(client)
    for await (const packet of memory.outgoingStream(client)) await memory.outgoingClearMessageId(client, packet)
  }

  return {
    ownerOf: (clientId) => sessions.get(clientId)?.owner,
    enter(client, owner) {
      sessions.delete(client.id)
      if (client.clean) return
      const session = { owner, client: client as Client | null, leftAt: 0 }
      sessions.set(client.id, session)
      client.conn.once('close', () => Object.assign(session, { client: null, leftAt: Date.now() }))
      const own = [...sessions].filter(([, session]) => session.owner === owner)
      if (own.length <= limits.keptSessions) return
      const [oldest] = own
        .filter(([, session]) => session.client === null)
        .toSorted(([, a], [, b]) => a.leftAt - b.leftAt)
      if (oldest) void forget(oldest[0])
    },
    get waiting() {
      return queued.values().reduce((sum, count) => sum + count, 0)
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

/** What was sent before says so when it is sent again (MQTT 3.1.1, 3.3.1-1). */
async function* again(packets: AsyncIterable<Waiting>): AsyncGenerator<Waiting> {
  for await (const packet of packets) {
    if (packet.cmd === 'publish' && packet.messageId !== undefined) packet.dup = true
    yield packet
  }
}

const RECEIVE_MAXIMUM_EXCEEDED = 0x93

function methods<T extends object, K extends keyof T>(of: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, (of[name] as () => unknown).bind(of)])) as Pick<T, K>
}
