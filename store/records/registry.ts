import { randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Compilable } from 'kysely'
import { CityError } from '../../domain/errors.ts'
import type { Kinds } from '../../domain/kind.ts'
import type { Gateway, Station } from '../../domain/station.ts'
import { changedStation, type StationChangeWish } from '../../domain/station-change.ts'
import { buildAuditRecords } from './audit.ts'
import { CHUNK, chunksOf } from './chunks.ts'
import { type Admitted, type Credentials, deleteCredential, loadCredentials, saveCredentials } from './credentials.ts'
import type { Records } from './records.ts'
import { loadRegistryIndex, type RegistryIndex } from './registry-index.ts'
import { insertGateways, insertStations, retireGateway, retireStation, updateStation } from './registry-statements.ts'
import type { CredentialRow } from './schema.ts'
import { type Service, serviceOf } from './service-account.ts'
import { simulatedPassword } from './simulated-password.ts'
import { type Entry, makeEntry } from './station-entry.ts'
import { makeStationNumbers, type StationNumbers } from './station-numbers.ts'

export interface RegistryOptions {
  /** Key of the stored password hashes. */
  readonly hashKey: Uint8Array
  readonly simulationKey: Uint8Array
  readonly kinds: Kinds
  readonly now?: () => number
  readonly random?: (size: number) => Buffer
}

/** Credentials, shown only now. */
export interface Issued {
  readonly username: string
  readonly password: string
}

export type NewStation = Issued & { readonly station: Entry }

/** The stations, gateways and accounts of the city, all in memory. Failed changes throw `CityError`. */
export interface Registry {
  /** A retired station is still found, for its history; it is marked. */
  byId(id: string): Entry | undefined
  byNumber(number: number): Entry | undefined
  /** Every station that is not retired. */
  all(): Iterable<Entry>
  stationsOf(gateway: string): Iterable<Entry>
  gateway(id: string): Gateway | undefined
  gateways(): Iterable<Gateway>
  /** Account of a third party; undefined for everything else. */
  service(id: string): Service | undefined
  services(): Iterable<Service>
  readonly size: number
  /** `station-exists` also for an id that is retired or that a gateway or account has; `request-invalid` for an unknown kind or gateway. */
  create(station: Station, by: string): Promise<NewStation>
  /** All or none. */
  createMany(stations: readonly Station[], by: string): Promise<readonly NewStation[]>
  createGateway(gateway: Gateway, by: string): Promise<Issued>
  /** Makes an account of a third party that reads alarms. */
  createService(id: string, by: string): Promise<Issued>
  remember: StationNumbers['remember']
  /** Makes what is missing and touches nothing that is there. Only what is simulated gets a password, a derived one. */
  seed(stations: readonly Station[], gateways: readonly Gateway[]): Promise<{ stations: number; gateways: number }>
  /** What is not its identity. `not-found`. */
  change(id: string, wish: StationChangeWish, by: string): Promise<Entry>
  /** Takes a station, gateway or account out of service and its password away. `not-found`. */
  retire(id: string, by: string): Promise<void>
  /** A new password in place of the old one. `not-found`. */
  rotate(id: string, by: string): Promise<Issued>
  /** Who this is; null for an unknown user or a wrong password. */
  admit(username: string, password: string | Uint8Array): Admitted | null
  /** Calls back with each station that was created, changed or retired, once it is durable. Returns what stops it. */
  onChange(listener: (entry: Entry) => void): () => void
  /** Calls back with each id whose password ended, by retirement or rotation, once that is durable. Returns what stops it. */
  onRevoke(listener: (id: string) => void): () => void
}

export async function openRegistry(records: Records, options: RegistryOptions): Promise<Registry> {
  const { kinds, simulationKey, now = Date.now, random = randomBytes } = options
  const index: RegistryIndex = await loadRegistryIndex(records, kinds)
  const credentials: Credentials = await loadCredentials(records, options.hashKey)
  const audit = buildAuditRecords(records)
  const listeners = new Set<(entry: Entry) => void>()
  const revocationListeners = new Set<(id: string) => void>()
  /** Ids being created, not yet durable. */
  const claimed = new Set<string>()
  const numbers = makeStationNumbers(index)

  return {
    byId: index.byId,
    byNumber: index.byNumber,
    all: index.all,
    stationsOf: index.stationsOf,
    gateway: (id) => {
      const found = index.gateway(id)
      return found && !found.retired ? found.gateway : undefined
    },
    gateways: index.gateways,
    service: (id) => serviceOf(credentials.get(id)),
    *services() {
      for (const row of credentials.all()) {
        const service = serviceOf(row)
        if (service) yield service
      }
    },
    get size() {
      return index.size
    },
    create: async (station, by) => {
      const [created] = await createMany([station], by)
      if (!created) throw new CityError('internal', `station ${station.id} was not created`)
      return created
    },
    createMany,
    createGateway: async (gateway, by) => {
      const password = newPassword()
      const passwords = new Map([[gateway.id, password]])
      await add({ stations: [], gateways: [gateway], passwords, notes: [note('create-gateway', gateway.id, by)], by })
      return { username: gateway.id, password }
    },
    createService: async (id, by) => {
      if (isTaken(id)) throw taken(id)
      return issue(id, 'service', note('create-service', id, by))
    },
    remember: numbers.remember,
    seed,
    change,
    retire,
    rotate: async (id, by) => {
      const of = ownerOf(id)
      if (!of) throw new CityError('not-found', `nothing in service has the id ${id}`)
      const issued = await issue(id, of, note('rotate-password', id, by))
      revoked(id)
      return issued
    },
    admit: credentials.admit,
    onChange: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    onRevoke: (listener) => {
      revocationListeners.add(listener)
      return () => void revocationListeners.delete(listener)
    },
  }

  async function createMany(stations: readonly Station[], by: string): Promise<readonly NewStation[]> {
    for (const station of stations) {
      if (!kinds.has(station.kind)) throw new CityError('request-invalid', `there is no kind ${station.kind}`)
      if (station.gateway !== undefined && index.gateway(station.gateway)?.retired !== false) {
        throw new CityError('request-invalid', `there is no gateway ${station.gateway}`)
      }
    }
    const passwords = new Map(stations.map(({ id }) => [id, newPassword()]))
    const notes = stations.map(({ id }) => note('create-station', id, by))
    const entries = await add({ stations, gateways: [], passwords, notes, by })
    return entries.map((station) => {
      return { station, username: station.id, password: passwords.get(station.id) ?? '' }
    })
  }

  async function seed(stations: readonly Station[], gateways: readonly Gateway[]) {
    const missing = {
      stations: stations.filter(({ id }) => !isTaken(id)),
      gateways: gateways.filter(({ id }) => !isTaken(id)),
    }
    const made = { stations: missing.stations.length, gateways: missing.gateways.length }
    if (made.stations + made.gateways === 0) return made
    const passwords = new Map<string, string>()
    for (const some of chunksOf([...missing.gateways, ...missing.stations])) {
      for (const { id, simulated } of some) if (simulated) passwords.set(id, simulatedPassword(simulationKey, id))
      if (some.length === CHUNK) await setImmediate()
    }
    const text = `${made.stations} stations, ${made.gateways} gateways`
    await add({ ...missing, passwords, notes: [note('seed', 'stations', 'system', text)], by: 'system' })
    return made
  }

  /** Everything in one transaction; the index learns of it once it is durable. */
  async function add(wanted: {
    readonly stations: readonly Station[]
    readonly gateways: readonly Gateway[]
    readonly passwords: ReadonlyMap<string, string>
    readonly notes: readonly Compilable[]
    readonly by: string
  }): Promise<readonly Entry[]> {
    const ids = [...wanted.gateways, ...wanted.stations].map(({ id }) => id)
    claim(ids)
    try {
      const at = now()
      const entries = wanted.stations.map((station) => numbers.entryOf(kinds, station))
      const statements: Compilable[] = []
      const rows: CredentialRow[] = []
      const isGateway = new Set(wanted.gateways.map(({ id }) => id))
      for (const some of chunksOf(wanted.gateways)) statements.push(insertGateways(some, at))
      for (const some of chunksOf(entries)) {
        statements.push(insertStations(some, at, wanted.by))
        if (some.length === CHUNK) await setImmediate()
      }
      for (const some of chunksOf([...wanted.passwords])) {
        const chunk = some.map(([id, password]) => {
          return credentials.row(id, isGateway.has(id) ? 'gateway' : 'station', password, at)
        })
        statements.push(saveCredentials(chunk))
        rows.push(...chunk)
        if (wanted.passwords.size > CHUNK) await setImmediate()
      }
      await records.transact([...statements, ...wanted.notes])
      for (const row of rows) credentials.put(row)
      for (const gateway of wanted.gateways) index.putGateway({ gateway, retired: false })
      for (const entry of entries) changed(entry)
      return entries
    } finally {
      for (const id of ids) claimed.delete(id)
    }
  }

  async function change(id: string, wish: StationChangeWish, by: string): Promise<Entry> {
    const before = index.byId(id)
    if (before?.retired !== false) throw new CityError('not-found', `no station in service has the id ${id}`)
    const entry = makeEntry(kinds, before.number, changedStation(before.station, wish), false)
    await alone(id, [updateStation(entry), note('change-station', id, by, JSON.stringify(wish))])
    changed(entry)
    return entry
  }

  async function retire(id: string, by: string): Promise<void> {
    const of = ownerOf(id)
    if (!of) throw new CityError('not-found', `nothing in service has the id ${id}`)
    const at = now()
    const retirement = { station: [retireStation(id, at)], gateway: [retireGateway(id, at)], service: [] }[of]
    await alone(id, [...retirement, deleteCredential(id), note(`retire-${of}`, id, by)])
    credentials.drop(id)
    const entry = index.byId(id)
    const gateway = index.gateway(id)
    if (of === 'station' && entry) changed({ ...entry, retired: true })
    if (of === 'gateway' && gateway) index.putGateway({ ...gateway, retired: true })
    revoked(id)
  }

  async function issue(username: string, of: CredentialRow['of'], entry: Compilable): Promise<Issued> {
    const password = newPassword()
    const row = credentials.row(username, of, password, now())
    await alone(username, [saveCredentials([row]), entry])
    credentials.put(row)
    return { username, password }
  }

  /** One change of an id at a time: a new password must not overtake a retirement. */
  async function alone(id: string, statements: readonly Compilable[]): Promise<void> {
    if (claimed.has(id)) throw new CityError('too-many-requests', `${id} is being changed at this moment`)
    claimed.add(id)
    try {
      await records.transact(statements)
    } finally {
      claimed.delete(id)
    }
  }

  /** What has this id and is in service. */
  function ownerOf(id: string): CredentialRow['of'] | null {
    if (index.byId(id)?.retired === false) return 'station'
    if (index.gateway(id)?.retired === false) return 'gateway'
    return credentials.get(id)?.of ?? null
  }

  function isTaken(id: string): boolean {
    return Boolean(index.byId(id) ?? index.gateway(id) ?? credentials.get(id)) || claimed.has(id)
  }

  function claim(ids: readonly string[]): void {
    const mine = new Set<string>()
    for (const id of ids) {
      if (isTaken(id) || mine.has(id)) throw taken(id)
      mine.add(id)
    }
    for (const id of mine) claimed.add(id)
  }

  function changed(entry: Entry): void {
    index.put(entry)
    for (const listener of listeners) listener(entry)
  }

  function revoked(id: string): void {
    for (const listener of revocationListeners) listener(id)
  }

  function note(action: string, object: string, actor: string, detail = ''): Compilable {
    return audit.add({ at: now(), actor, action, object, result: 'ok', detail })
  }

  function newPassword(): string {
    return random(32).toString('base64url')
  }
}

function taken(id: string): CityError {
  return new CityError('station-exists', `the id ${id} is taken, or was before`)
}
