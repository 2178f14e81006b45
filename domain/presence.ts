import type { Presence } from './station.ts'

/** What is known of a station's or gateway's coming and going; times UTC ms. */
export interface PresenceFacts {
  readonly connected: boolean
  readonly connectedAt: number | null
  /** Receipt of its newest reading. */
  readonly heardAt: number | null
  /** How its last session ended: its last will (or its own word), or a goodbye. */
  readonly ended: 'lwt' | 'disconnected' | null
  readonly endedAt: number | null
}

/** Intervals without a reading after which a station is stale, and after which it is taken to be offline. */
export const STALE_INTERVALS = 2.5
export const OFFLINE_INTERVALS = 10

/**
 * Whether a station is there, and how we know. A reading outlives its session: devices that connect only to publish
 * are judged by their cadence; a last will counts until something newer is heard.
 */
export function judgePresence(
  facts: PresenceFacts,
  gateway: PresenceFacts | null,
  everySeconds: number,
  now: number,
): Presence {
  const { connected, connectedAt, heardAt, ended, endedAt } = facts
  if (ended === 'lwt' && (heardAt === null || endedAt === null || heardAt <= endedAt)) {
    return { state: 'offline', reason: 'lwt', since: endedAt ?? now }
  }
  const gatewayGone =
    gateway !== null && !gateway.connected && gateway.ended === 'lwt' && (gateway.endedAt ?? 0) >= (heardAt ?? 0)
  if (gatewayGone) return { state: 'offline', reason: 'gateway', since: gateway.endedAt ?? now }
  const heardOf = Math.max(
    heardAt ?? Number.NEGATIVE_INFINITY,
    connected ? (connectedAt ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY,
  )
  if (heardOf === Number.NEGATIVE_INFINITY) return { state: 'unknown', reason: 'never-seen', since: endedAt ?? 0 }
  const everyMs = everySeconds * 1000
  const silentMs = now - heardOf
  if (silentMs <= STALE_INTERVALS * everyMs) {
    return connected
      ? { state: 'online', reason: 'connected', since: connectedAt ?? heardOf }
      : { state: 'online', reason: 'reading', since: heardOf }
  }
  if (silentMs <= OFFLINE_INTERVALS * everyMs || connected) {
    return { state: 'stale', reason: 'cadence', since: heardOf + STALE_INTERVALS * everyMs }
  }
  const since = heardOf + OFFLINE_INTERVALS * everyMs
  return ended === 'disconnected' && (endedAt ?? 0) >= heardOf
    ? { state: 'offline', reason: 'disconnected', since }
    : { state: 'offline', reason: 'cadence', since }
}
