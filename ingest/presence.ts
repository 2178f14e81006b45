import { judgePresence, type PresenceFacts } from '../domain/presence.ts'
import type { Presence } from '../domain/station.ts'
import type { Place } from './place.ts'
import type { Source } from './places.ts'

/** Who is there: sessions, last wills and cadence, put together. */
export interface PresenceBook {
  session(id: string, connected: boolean, at: number): void
  status(source: Source, payload: Buffer, at: number): void
  /** Its newest reading came; cheap when it was online already. */
  heard(place: Place, at: number): void
  /** Puts back how a session had ended before the city was started; to be told before anything else of it. */
  restore(id: string, before: Presence): void
  of(id: string): Presence
  isConnected(id: string): boolean
  /** The clock was set by so much: what was heard is as long ago as it was. */
  shift(byMs: number): void
  /** Judges cadence anew; `changed` is called with whose presence changed. */
  tick(places: Iterable<Place>, now: number): void
}

interface Entry {
  facts: PresenceFacts
  presence: Presence
  /** Of a station, once it is known. */
  place: Place | null
}

const NEVER: PresenceFacts = { connected: false, connectedAt: null, heardAt: null, ended: null, endedAt: null }
const MOST_STATUS_BYTES = 256

export function makePresenceBook(changed: (id: string) => void): PresenceBook {
  const entries = new Map<string, Entry>()

  function entry(id: string): Entry {
    let known = entries.get(id)
    if (!known) {
      known = { facts: NEVER, presence: { state: 'unknown', reason: 'never-seen', since: 0 }, place: null }
      entries.set(id, known)
    }
    return known
  }

  function judge(id: string, now: number, from: Place | null): void {
    const known = entry(id)
    known.place = from ?? known.place
    const { place } = known
    const gateway = place?.station.gateway
    const gatewayFacts = gateway ? (entries.get(gateway)?.facts ?? null) : null
    const next = judgePresence(known.facts, gatewayFacts, place?.station.everySeconds ?? 60, now)
    if (next.state === known.presence.state && next.reason === known.presence.reason) return
    known.presence = next
    changed(id)
  }

  return {
    session(id, connected, at) {
      const known = entry(id)
      known.facts = connected
        ? { ...known.facts, connected, connectedAt: at, ended: null, endedAt: null }
        : { ...known.facts, connected, ended: known.facts.ended ?? 'disconnected', endedAt: known.facts.endedAt ?? at }
      judge(id, at, null)
    },
    status(source, payload, at) {
      const text = payload.subarray(0, MOST_STATUS_BYTES).toString('utf8')
      const known = entry(source.id)
      const { connectedAt } = known.facts
      const isOffline = /offline/i.test(text)
      // A last will that is late: the station has come back since.
      if (isOffline && known.facts.connected && connectedAt !== null && at < connectedAt) return
      known.facts = isOffline
        ? { ...known.facts, ended: 'lwt', endedAt: at }
        : { ...known.facts, ended: null, endedAt: null }
      judge(source.id, at, source.place)
    },
    heard(place, at) {
      const known = entry(place.station.id)
      known.facts = { ...known.facts, heardAt: at }
      if (known.presence.state !== 'online') judge(place.station.id, at, place)
    },
    restore(id, before) {
      if (before.state !== 'offline') return
      const { reason, since } = before
      if (reason !== 'lwt' && reason !== 'disconnected') return
      const known = entry(id)
      known.facts = { ...known.facts, ended: reason, endedAt: since }
      known.presence = before
    },
    of: (id) => entry(id).presence,
    isConnected: (id) => entries.get(id)?.facts.connected ?? false,
    shift(byMs) {
      const moved = (at: number | null) => at && at + byMs
      for (const known of entries.values()) {
        const { connectedAt, heardAt, endedAt } = known.facts
        known.facts = {
          ...known.facts,
          connectedAt: moved(connectedAt),
          heardAt: moved(heardAt),
          endedAt: moved(endedAt),
        }
      }
    },
    tick(places, now) {
      for (const place of places) judge(place.station.id, now, place)
    },
  }
}
