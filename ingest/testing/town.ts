import { join } from 'node:path'
import { loadConfig } from '../../config/load.ts'
import { makePoints } from '../../domain/points.ts'
import type { Gateway, Station } from '../../domain/station.ts'
import type { Batch } from '../../journal/journal.ts'
import { type Entry, makeEntry } from '../../store/records/station-entry.ts'
import { type KindPlan, planKinds } from '../catalogue.ts'
import type { Row } from '../decode.ts'
import type { StationList } from '../places.ts'

/** The kinds that the repository ships. */
export const KINDS = loadConfig(join(import.meta.dirname, '..', '..', 'config')).kinds

/** Noon, UTC. */
export const NOON = Date.UTC(2026, 4, 20, 12)

/** A registry in memory that a test fills as it goes. */
export interface Town extends StationList {
  add(id: string, kind: string, more?: Partial<Station>): Entry
  retire(id: string): void
  addGateway(id: string): void
  setDisabled(id: string, isDisabled: boolean): void
}

export function makeTown(): Town {
  const entries = new Map<string, Entry>()
  const gateways = new Map<string, Gateway>()
  const disabled = new Set<string>()
  const listeners = new Set<(entry: Entry) => void>()

  function put(entry: Entry): Entry {
    entries.set(entry.id, entry)
    for (const listener of listeners) listener(entry)
    return entry
  }

  return {
    add(id, kind, more = {}) {
      const station: Station = { id, kind, name: id, district: 'north', lon: 123, lat: 31, ...more }
      return put(makeEntry(KINDS, entries.size + 1, station, false))
    },
    retire: (id) => void put({ ...entries.get(id)!, retired: true }),
    setDisabled(id, isDisabled) {
      if (isDisabled) disabled.add(id)
      else disabled.delete(id)
      put(entries.get(id)!)
    },
    isDisabled: (id) => disabled.has(id),
    addGateway: (id) => void gateways.set(id, { id, name: id, district: 'north', lon: 123, lat: 31 }),
    byId: (id) => entries.get(id),
    byNumber: (number) => [...entries.values()].find((entry) => entry.number === number),
    all: () => [...entries.values()].filter(({ retired }) => !retired),
    gateway: (id) => gateways.get(id),
    gateways: () => gateways.values(),
    stationsOf: (gateway) => [...entries.values()].filter((entry) => entry.gateway === gateway),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export function planOf(kind: string): KindPlan {
  return planKinds(KINDS).get(kind)!
}

/** An empty row of a kind. */
export function rowOf(kind: string): Row {
  const plan = planOf(kind)
  return { plan, points: makePoints(kind, plan.names, 4), i: 0, missing: [], isTimed: false, isNumbered: false }
}

/** Messages of a station's readings as the journal gives them. */
export function batchOf(
  messages: readonly (readonly [topic: string, payload: unknown])[],
  { first = 0, receivedAt = NOON } = {},
): Batch {
  return {
    first,
    receivedAt,
    topics: messages.map(([topic]) => topic),
    payloads: messages.map(([, payload]) =>
      Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
    ),
  }
}
