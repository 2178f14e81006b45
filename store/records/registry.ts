import { randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Compilable } from 'kysely'
import { CityError } from '../../domain/errors.ts'
import { isReserved, simulatedSignIn } from '../../domain/sign-in.ts'
import type { Gateway, Station } from '../../domain/station.ts'
import { changedStation, type StationChangeWish } from '../../domain/station-change.ts'
import { buildAuditRecords } from './audit.ts'
import { CHUNK, chunksOf } from './chunks.ts'
import { type Credentials, deleteCredentials, loadCredentials, saveCredentials } from './credentials.ts'
import { type Issued, openDeviceKeys } from './device-keys.ts'
import type { CredentialRow } from './device-schema.ts'
import type { Records } from './records.ts'
import { loadRegistryIndex, type RegistryIndex } from './registry-index.ts'
import { insertGateways, insertStations, retireGateway, retireStation, updateStation } from './registry-statements.ts'
import type { NewStation, Registry, RegistryOptions } from './registry-port.ts'
import { serviceOf } from './service-account.ts'
import { simulatedPassword } from './simulated-password.ts'
import { type Entry, makeEntry } from './station-entry.ts'
import { makeStationNumbers } from './station-numbers.ts'

export type { NewStation, Registry, RegistryOptions } from './registry-port.ts'

export async function openRegistry(records: Records, options: RegistryOptions): Promise<Registry> {
  const { kinds, simulationKey, leastSignIn = 'password', now = Date.now, random = randomBytes } = options
  const index: RegistryIndex = await loadRegistryIndex(records, kinds)
  const credentials: Credentials = await loadCredentials(records, options)
  const audit = buildAuditRecords(records)
  const listeners = new Set<(entry: Entry) => void>()
  const revocationListeners = new Set<(id: string, before?: number) => void>()
  /** Ids being created, not yet durable. */
  const claimed = new Set<string>()
  const numbers = makeStationNumbers(index)
  const keys = await openDeviceKeys({
    records,
    credentials,
    least: leastSignIn,
    now,
    newPassword,
    ownerOf,
    traitsOf,
    stationsOf: index.stationsOf,
    alone,
    note,
    revoked,
    changed: (id) => {
      const entry = index.byId(id)
      if (entry) changed(entry)
    },
  })

  return {
    ...keys,
    byId: index.byId,
    byNumber: index.byNumber,
    all: index.all,
    stationsOf: index.stationsOf,
    gateway: (id) => {
      const found = index.gateway(id)
      return found && !found.retired ? found.gateway : undefined
    },
    gateways: index.gateways,
    service: (id) => serviceOf(credentials.of(id)),
    *services() {
      for (const rows of credentials.all()) {
        const service = serviceOf(rows)
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
      const issued = firstOf(gateway.id)
      await add({
        stations: [],
        gateways: [gateway],
        issued: [issued],
        notes: [note('create-gateway', gateway.id, by)],
        by,
      })
      return issued
    },
    createService: async (id, by) => {
      if (isTaken(id) || isReserved(id)) throw taken(id)
      const issued: Issued = { username: id, password: newPassword(), mode: 'password' }
      const row = rowOf(issued, 'service')
      await alone(id, [saveCredentials([row]), note('create-service', id, by)])
      credentials.put(id, [row])
      return issued
    },
    remember: numbers.remember,
    seed,
    change,
    retire,
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
      demandGateway(station.gateway)
    }
    const issued = new Map(stations.map(({ id }) => [id, firstOf(id)]))
    const notes = stations.map(({ id }) => note('create-station', id, by))
    const entries = await add({ stations, gateways: [], issued: [...issued.values()], notes, by })
    return entries.map((station) => ({ station, ...issued.get(station.id)! }))
  }

  async function seed(stations: readonly Station[], gateways: readonly Gateway[]) {
    const missing = {
      stations: stations.filter(({ id }) => !isTaken(id)),
      gateways: gateways.filter(({ id }) => !isTaken(id)),
    }
    const made = { stations: missing.stations.length, gateways: missing.gateways.length }
    await playAlong([...gateways, ...stations])
    if (made.stations + made.gateways === 0) return made
    const issued = [...missing.gateways, ...missing.stations]
      .filter(({ simulated }) => simulated)
      .map(({ id }) => derived(id))
    const text = `${made.stations} stations, ${made.gateways} gateways`
    await add({ ...missing, issued, notes: [note('seed', 'stations', 'system', text)], by: 'system' })
    return made
  }

  /** Everything in one transaction; the index learns of it once it is durable. */
  async function add(wanted: {
    readonly stations: readonly Station[]
    readonly gateways: readonly Gateway[]
    readonly issued: readonly Issued[]
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
      // What signs in with a certificate has none yet.
      for (const some of chunksOf(wanted.issued.filter(({ mode }) => mode !== 'certificate'))) {
        const chunk = some.map((one) => rowOf(one, isGateway.has(one.username) ? 'gateway' : 'station'))
        statements.push(saveCredentials(chunk))
        rows.push(...chunk)
        if (wanted.issued.length > CHUNK) await setImmediate()
      }
      await records.transact([...statements, ...wanted.notes])
      for (const row of rows) credentials.put(row.username, [row])
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
    demandGateway(wish.gateway ?? undefined)
    const entry = makeEntry(kinds, before.number, changedStation(before.station, wish), false)
    await alone(id, [updateStation(entry), note('change-station', id, by, JSON.stringify(wish))])
    changed(entry)
    return entry
  }

  function demandGateway(id: string | undefined): void {
    if (id === undefined || index.gateway(id)?.retired === false) return
    throw new CityError('request-invalid', `there is no gateway ${id}`)
  }

  async function retire(id: string, by: string): Promise<void> {
    const of = ownerOf(id)
    if (!of) throw new CityError('not-found', `nothing in service has the id ${id}`)
    const at = now()
    const retirement = { station: [retireStation(id, at)], gateway: [retireGateway(id, at)], service: [] }[of]
    await alone(id, [...retirement, deleteCredentials(id), note(`retire-${of}`, id, by)])
    credentials.put(id, [])
    const entry = index.byId(id)
    const gateway = index.gateway(id)
    if (of === 'station' && entry) changed({ ...entry, retired: true })
    if (of === 'gateway' && gateway) index.putGateway({ ...gateway, retired: true })
    revoked(id)
  }

  /** The first credential of something new. */
  function firstOf(id: string): Issued {
    return { username: id, password: leastSignIn === 'certificate' ? '' : newPassword(), mode: leastSignIn }
  }

  function derived(id: string): Issued {
    return { username: id, password: simulatedPassword(simulationKey, id), mode: simulatedSignIn(id, leastSignIn) }
  }

  function rowOf({ username, password, mode }: Issued, of: CredentialRow['of']): CredentialRow {
    return credentials.row({ username, of, mode, proof: password, issue: 1, at: now() })
  }

  /** What is simulated signs in as its player does, also where the city asks for more than when it was made. */
  async function playAlong(all: readonly { readonly id: string; readonly simulated?: boolean }[]): Promise<void> {
    const rows = all.flatMap(({ id, simulated }) => {
      const [row, second] = credentials.of(id)
      if (!simulated || !row || second || row.mode === simulatedSignIn(id, leastSignIn)) return []
      const wish = derived(id)
      return credentials.isOf(row, wish.password) ? [{ ...rowOf(wish, row.of), issue: row.issue }] : []
    })
    for (const some of chunksOf(rows)) {
      await records.transact([saveCredentials(some)])
      for (const row of some) credentials.put(row.username, [row])
    }
  }

  function traitsOf(id: string) {
    const entry = index.byId(id)
    const station = entry?.station ?? index.gateway(id)?.gateway
    if (!station) return undefined
    const isSleepy = kinds.get(entry?.kind ?? '')?.sleepy === true
    const gateway = entry?.gateway
    return { isSleepy, isSimulated: station.simulated === true, ...(gateway === undefined ? {} : { gateway }) }
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
    return credentials.of(id)[0]?.of ?? null
  }

  function isTaken(id: string): boolean {
    return Boolean(index.byId(id) ?? index.gateway(id) ?? credentials.of(id)[0]) || claimed.has(id)
  }

  function claim(ids: readonly string[]): void {
    const mine = new Set<string>()
    for (const id of ids) {
      if (isTaken(id) || mine.has(id) || isReserved(id)) throw taken(id)
      mine.add(id)
    }
    for (const id of mine) claimed.add(id)
  }

  function changed(entry: Entry): void {
    index.put(entry)
    for (const listener of listeners) listener(entry)
  }

  function revoked(id: string, before?: number): void {
    for (const listener of revocationListeners) listener(id, before)
  }

  function note(action: string, object: string, actor: string, detail = ''): Compilable {
    return audit.add({ at: now(), actor, action, object, result: 'ok', detail })
  }

  function newPassword(): string {
    // One that begins with a dash would be an option to a command, and a formula to a spreadsheet.
    for (;;) {
      const password = random(32).toString('base64url')
      if (!password.startsWith('-')) return password
    }
  }
}

function taken(id: string): CityError {
  return new CityError('station-exists', `the id ${id} is taken, or was before`)
}
