import type { Client, ConnectPacket } from 'aedes'
import type { Gate } from './gate.ts'
import type { Limits } from './limits.ts'

/** Under which terms a client may connect, whatever it asks for. */
export interface Terms {
  /** Brings what a CONNECT asks for within bounds; false when it breaks the protocol. */
  settle(client: Client, packet: ConnectPacket): boolean
  /** To be called when it is let in, before it is answered. */
  confirm(client: Client): void
}

type Inner = Client & {
  subscriptions?: object
  _sessionExpiryClamped?: boolean
  _parser?: { settings: { readonly protocolVersion?: number | undefined } }
}

/** What the parser needs to know of a CONNECT, by protocol version. */
const SETTINGS = new Map([3, 4, 5].map((protocolVersion) => [protocolVersion, { protocolVersion }]))

export function makeTerms(gate: Gate, limits: Limits): Terms {
  const shortened = new WeakSet<Client>()

  return {
    settle(client, packet) {
      // The types know no QoS 3, the parser does (MQTT 3.1.1, 3.1.2-14).
      if ((packet.will?.qos ?? 0) > 2) return false
      // No text of MQTT holds a NUL (1.5.4-2).
      if (packet.clientId?.includes('\0')) return false
      const inner: Inner = client
      // Aedes looks filters up in it by name, and would find `constructor` in a plain object.
      inner.subscriptions = Object.create(null) as object
      // The parser would keep the whole packet, password and all, as long as the connection.
      const settings = SETTINGS.get(packet.protocolVersion ?? 0)
      // A bridge is parsed otherwise.
      if (inner._parser && settings && !('bridgeMode' in packet)) inner._parser.settings = settings
      // Half-open connections must be found: no keepalive, or a very long one, is shortened. Aedes tells MQTT 5 so.
      const isLong = !packet.keepalive || packet.keepalive > limits.keepaliveSeconds
      if (packet.protocolVersion !== 5 && isLong) packet.keepalive = limits.keepaliveSeconds
      if (gate.keepsSessions?.(packet.username ?? '')) return true
      // Without a client id there is no session to take up: Aedes refuses that in MQTT 3.1.1 (3.1.3-8).
      if (packet.clientId !== '') packet.clean = true
      if (!packet.properties?.sessionExpiryInterval) return true
      packet.properties.sessionExpiryInterval = 0
      shortened.add(client)
      return true
    },
    confirm(client) {
      // The answer of MQTT 5 must say so when the session ends earlier than it was asked to (3.2.2.3.2).
      const inner: Inner = client
      if (shortened.has(client)) inner._sessionExpiryClamped = true
    },
  }
}
