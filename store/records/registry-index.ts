import { sql } from 'kysely'
import type { Kinds } from '../../domain/kind.ts'
import type { Gateway, Station } from '../../domain/station.ts'
import type { Records } from './records.ts'
import { type Entry, makeEntry } from './station-entry.ts'

export interface GatewayEntry {
  readonly gateway: Gateway
  readonly retired: boolean
}

/** Stations and gateways in memory, found by id and by number. */
export interface RegistryIndex {
  byId(id: string): Entry | undefined
  byNumber(number: number): Entry | undefined
  all(): Iterable<Entry>
  stationsOf(gateway: string): Iterable<Entry>
  gateway(id: string): GatewayEntry | undefined
  gateways(): Iterable<Gateway>
  readonly size: number
  /** Number that the next station gets. */
  readonly nextNumber: number
  /** Numbers up to this one were given. */
  skipTo(number: number): void
  put(entry: Entry): void
  putGateway(entry: GatewayEntry): void
}

const PAGE = 5000

export async function loadRegistryIndex({ db }: Records, kinds: Kinds): Promise<RegistryIndex> {
  const index = makeIndex()
  const columns = ['number', 'station', 'retiredAt'] as const
  for (;;) {
    const query = db.selectFrom('stations').select(columns).where('number', '>=', index.nextNumber).orderBy('number')
    const page = await query.limit(PAGE).execute()
    for (const { number, station, retiredAt } of page) {
      index.put(makeEntry(kinds, number, JSON.parse(station) as Station, retiredAt !== null))
    }
    if (page.length < PAGE) break
  }
  // Higher than the last row's where that row was lost.
  const given = await sql<{ seq: number }>`select seq from sqlite_sequence where name = 'stations'`.execute(db)
  index.skipTo(given.rows[0]?.seq ?? 0)
  for (const { gateway, retiredAt } of await db.selectFrom('gateways').selectAll().execute()) {
    index.putGateway({ gateway: JSON.parse(gateway) as Gateway, retired: retiredAt !== null })
  }
  return index
}

function makeIndex(): RegistryIndex {
  const ids = new Map<string, Entry>()
  /** Index = number; 0 is nobody's. */
  const numbers: (Entry | undefined)[] = [undefined]
  const gateways = new Map<string, GatewayEntry>()
  const ofGateway = new Map<string, Map<string, Entry>>()
  let live = 0

  return {
    byId: (id) => ids.get(id),
    byNumber: (number) => numbers[number],
    *all() {
      for (const entry of ids.values()) if (!entry.retired) yield entry
    },
    stationsOf: (gateway) => ofGateway.get(gateway)?.values() ?? [],
    gateway: (id) => gateways.get(id),
    *gateways() {
      for (const { gateway, retired } of gateways.values()) if (!retired) yield gateway
    },
    get size() {
      return live
    },
    get nextNumber() {
      return numbers.length
    },
    skipTo,
    put: (entry) => {
      const before = ids.get(entry.id)
      live += Number(!entry.retired) - Number(before ? !before.retired : false)
      ids.set(entry.id, entry)
      skipTo(entry.number - 1)
      numbers[entry.number] = entry
      if (before?.gateway !== undefined) ofGateway.get(before.gateway)?.delete(entry.id)
      if (entry.gateway === undefined || entry.retired) return
      const siblings = ofGateway.get(entry.gateway) ?? new Map<string, Entry>()
      ofGateway.set(entry.gateway, siblings.set(entry.id, entry))
    },
    putGateway: (entry) => void gateways.set(entry.gateway.id, entry),
  }

  /** Filled up, for an array with holes is slow to read. */
  function skipTo(number: number): void {
    while (numbers.length <= number) numbers.push(undefined)
  }
}
