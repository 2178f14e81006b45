import type { AedesPublishPacket, Client } from 'aedes'
import type { Limits } from './limits.ts'
import type { Refusal } from './refusals.ts'

/** Decides what goes on to a subscriber that may be slow, so that it costs neither memory nor the others' time. */
export interface Forward {
  /** The packet, or null when this subscriber misses it. */
  pass(client: Client, packet: AedesPublishPacket): AedesPublishPacket | null
  acknowledged(client: Client): void
}

/** Who acknowledges something now and then is slow, not silent. */
const SILENT_MS = 10_000

/**
 * QoS 0 is left out while a subscriber does not read. QoS 1 waits for it up to a bound; then it is cut, so that it comes
 * back and is given what stands: no alarm is left out in silence.
 */
export function makeForward(limits: Limits, refused: (reason: Refusal, client: Client) => void): Forward {
  const waiting = new WeakMap<Client, { count: number; since: number }>()

  function cut(client: Client, reason: Refusal): void {
    if (client.conn.destroyed) return
    refused(reason, client)
    client.conn.destroy()
  }

  /** A client that subscribes at QoS 0 as well has nothing to acknowledge of a part of what it gets. */
  function acknowledges({ subscriptions }: Client & { subscriptions?: Record<string, { qos: number }> }): boolean {
    const all = Object.values(subscriptions ?? {})
    return all.length > 0 && all.every(({ qos }) => qos > 0)
  }

  function isSilent(client: Client): boolean {
    if (!acknowledges(client)) return false
    const now = Date.now()
    const open = waiting.get(client)
    if (!open) {
      waiting.set(client, { count: 1, since: now })
      return false
    }
    if (open.count === 0) open.since = now
    open.count++
    return open.count > limits.unacknowledged && now - open.since > SILENT_MS
  }

  return {
    pass(client, packet) {
      const { conn } = client
      if (packet.qos === 0) return conn.writableNeedDrain ? null : packet
      if (conn.writableNeedDrain && conn.writableLength + packet.payload.length > limits.backlogBytes)
        cut(client, 'backlog')
      else if (isSilent(client)) cut(client, 'not-acknowledging')
      // To a cut client, too: were it null, Aedes would strike the message from its session.
      return packet
    },
    acknowledged(client) {
      const open = waiting.get(client)
      if (!open) return
      open.since = Date.now()
      if (open.count > 0) open.count--
    },
  }
}

/** Whether a client has subscribed to a topic, to the letter, as stations must. */
export function hears(client: Client & { subscriptions?: Record<string, unknown> }, topic: string): boolean {
  return client.subscriptions !== undefined && topic in client.subscriptions
}
