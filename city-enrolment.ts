import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { Identity } from './broker/gate.ts'
import type { CityConfig } from './config/schema.ts'
import { makeAttempts } from './dashboard/server/auth/attempts.ts'
import type { EnrolmentOfCity } from './dashboard/server/enrolment-of-city.ts'
import { oneAddress } from './domain/address.ts'
import { BOM, csvLine } from './domain/csv.ts'
import { type DeviceCredentials, EnrolmentOrder, RegistrationOrder } from './domain/enrolment.ts'
import { CityError } from './domain/errors.ts'
import { ENROL_USER, NEW_USER, type SignInRefusal } from './domain/sign-in.ts'
import { ID_PATTERN } from './domain/station.ts'
import { readStationList } from './domain/station-list.ts'
import { gatewayTopic, stationTopic } from './domain/topic.ts'
import { buildAuditRecords } from './store/records/audit.ts'
import type { Issued } from './store/records/device-keys.ts'
import { openEnrolmentCodes } from './store/records/enrolment-codes.ts'
import type { Records } from './store/records/records.ts'
import type { Registry } from './store/records/registry.ts'
import { buildRegistrations } from './store/records/registrations.ts'
import { buildSettingRecords } from './store/records/settings.ts'

/** How devices come to their credentials: over HTTP by the window, over MQTT as guests of the door. */
export interface CityEnrolment extends EnrolmentOfCity {
  /** Null: the user name is none of a guest. */
  admitGuest(username: string, password: string, address: string): Identity | SignInRefusal | null
}

const MINUTE = 60_000
const WINDOW_MS = 15 * MINUTE
/** Wrong codes and registration passwords of one address, and of all together. */
const TRIES = { address: 10, all: 300 }
/** Registrations that one address may begin or repeat. */
const ASKS = 120
const GUEST_MS = 10 * MINUTE
const MOST_FAULTS = 500
/** What a device gets when it asks is made a moment after it asked. */
const OWN_MS = 5_000
const DOOR = 'registration-password'
const ALL = 'all'

export async function openEnrolment(of: {
  readonly config: CityConfig
  readonly records: Records
  readonly registry: Registry
  readonly hashKey: Uint8Array
  readonly now?: () => number
}): Promise<CityEnrolment> {
  const { config, records, registry, hashKey, now = Date.now } = of
  const codes = await openEnrolmentCodes(records, hashKey)
  const registrations = buildRegistrations(records, hashKey)
  const audit = buildAuditRecords(records)
  const settings = buildSettingRecords(records)
  let door = doorIn(await settings.get(DOOR))
  const attempts = (limit: number) => makeAttempts({ limit, windowMs: WINDOW_MS, keys: 10_000, now })
  const [ofAddress, ofAll, asks] = [attempts(TRIES.address), attempts(TRIES.all), attempts(ASKS)]

  const note = (action: string, object: string, actor: string, detail = '') =>
    records.transact([audit.add({ at: now(), actor, action, object, result: 'ok', detail })])
  const hash = (password: string) => createHmac('sha256', hashKey).update(`registration ${password}`).digest()

  /** Runs a try; a wrong one counts against its address, and against all. */
  function guessing<T>(address: string, isRight: () => T | null): T | null {
    const key = oneAddress(address)
    const stop = (waitMs: number) => {
      if (waitMs > 0) throw new CityError('too-many-requests', 'Too many wrong codes; try again later.', { waitMs })
    }
    stop(ofAddress.take(key))
    const found = isRight()
    // Fifty bits are not guessed at ten a quarter of an hour from each address; so strangers need not stop whoever has a right one.
    if (found === null) stop(ofAll.take(ALL))
    else ofAddress.undo(key)
    return found
  }

  const refused = (detail: string) => new CityError('enrolment-refused', detail)
  const isDoorPassword = (password: string) =>
    door.hash !== null && timingSafeEqual(hash(password), Buffer.from(door.hash, 'base64url'))

  function credentialsOf({ username, password, mode }: Issued): DeviceCredentials {
    const station = registry.byId(username)
    const topic = (channel: 'readings' | 'status' | 'faults') =>
      station ? stationTopic(station.kind, username, channel) : gatewayTopic(username, channel)
    const topics = { readings: topic('readings'), status: topic('status'), faults: topic('faults') }
    return { username, password, mode, topics }
  }

  async function enrol({ code, mode, fingerprint }: EnrolmentOrder, address: string): Promise<DeviceCredentials> {
    if (guessing(address, () => (codes.isGood(code, now()) ? true : null)) === null) {
      throw refused('The code is wrong, was used, or is older than 15 minutes: ask for a new one.')
    }
    if ((mode === 'certificate') !== (fingerprint !== undefined)) {
      throw new CityError('request-invalid', 'fingerprint: it goes with the mode certificate, and with no other.')
    }
    const id = await codes.take(code, now())
    if (id === null) throw refused('The code was used.')
    return credentialsOf(
      await registry.rotate(id, id, {
        ...(mode === undefined ? {} : { mode }),
        ...(fingerprint === undefined ? {} : { fingerprint }),
      }),
    )
  }

  function isChangedSince(id: string, at: number): boolean {
    const access = registry.access(id)
    return !access || access.disabled !== null || access.slots.some(({ createdAt }) => createdAt > at + OWN_MS)
  }

  const registration: EnrolmentOfCity['registration'] = {
    door: async () => ({ isOpen: door.hash !== null, changedAt: door.at }),
    async open(by) {
      const password = randomBytes(15).toString('base64url').replaceAll('-', 'x')
      door = { hash: hash(password).toString('base64url'), at: now() }
      await settings.set(DOOR, JSON.stringify(door))
      await note('open-registration', 'registration', by)
      return { password }
    },
    async close(by) {
      door = { hash: null, at: now() }
      await settings.set(DOOR, JSON.stringify(door))
      await note('close-registration', 'registration', by)
    },
    list: () => registrations.list(),
    async ask({ id, password, claim, ...wish }, address) {
      if (guessing(address, () => (isDoorPassword(password) ? true : null)) === null) {
        throw refused('The registration password is wrong, or nobody can be registered that way now.')
      }
      const wait = asks.take(oneAddress(address))
      if (wait > 0)
        throw new CityError('too-many-requests', 'Too many registrations; try again later.', { waitMs: wait })
      const known = registry.byId(id) ?? registry.gateway(id) ?? registry.service(id)
      const waits = known ? await registrations.get(id) : null
      if ((known && waits?.state !== 'approved') || isGuestName(id)) throw refused(`The id ${id} is taken.`)
      // The first credentials are its own, and those that it was given since; others are somebody else's decision.
      if (waits && isChangedSince(id, waits.lastAt))
        throw refused(`The credentials of ${id} were changed since: ask for a code.`)
      const state = await registrations.ask({ id, claim, wish, address, at: now() })
      if (state === null)
        throw new CityError('too-many-requests', 'Too many devices wait to be registered; try again later.')
      if (state === 'rival') throw refused(`Another device asks for the id ${id}.`)
      if (state !== 'approved') return { state }
      return { state, credentials: credentialsOf(await registry.rotate(id, id)) }
    },
    async approve(id, station, by) {
      const waits = await registrations.get(id)
      if (waits?.state !== 'pending') throw new CityError('not-found', `Nothing with the id ${id} waits.`)
      // Its first credentials are given to nobody: the device gets its own when it asks.
      await registry.create({ ...station, id }, by)
      await registrations.decide(id, { state: 'approved', by, at: now() })
      await note('approve-registration', id, by, `claim ${waits.mark}, from ${waits.address}`)
    },
    async reject(id, by) {
      if (!(await registrations.decide(id, { state: 'rejected', by, at: now() }))) {
        throw new CityError('not-found', `Nothing with the id ${id} waits.`)
      }
      await note('reject-registration', id, by)
    },
  }

  const known = (id: string) => {
    const access = registry.access(id)
    if (!access) throw new CityError('not-found', `Nothing in service has the id ${id}.`)
    return access
  }

  return {
    access: (id) => registry.access(id),
    async disable(id, by, why) {
      await registry.disable(id, by, why)
      return known(id)
    },
    async enable(id, by) {
      await registry.enable(id, by)
      return known(id)
    },
    codes: async () => codes.list(now()),
    async makeCode(id, by) {
      if (known(id).of === 'service') throw new CityError('not-found', `${id} is neither a station nor a gateway.`)
      const made = await codes.make({ id, by, at: now() })
      await note('make-code', id, by)
      return made
    },
    enrol,
    async importList(csv, { by, dryRun }) {
      const { stations, faults } = readStationList(csv, {
        kinds: config.kinds,
        districts: config.districts.map(({ id }) => id),
        departments: config.departments.map(({ id }) => id),
        isGateway: (id) => registry.gateway(id) !== undefined,
        isTaken: (id) => (registry.byId(id) ?? registry.gateway(id) ?? registry.service(id)) !== undefined,
      })
      const faultyLines = new Set(faults.map(({ line }) => line)).size
      const answer = { stations: stations.length, faults: faults.slice(0, MOST_FAULTS), faultyLines }
      if (dryRun || faults.length > 0) return { ...answer, imported: false, credentials: null }
      const made = await registry.createMany(stations, by)
      const lines = made.map(({ station, username, password, mode }) =>
        csvLine([station.id, username, password, mode, stationTopic(station.kind, station.id, 'readings')]),
      )
      const heading = csvLine(['id', 'username', 'password', 'mode', 'topic'])
      return { ...answer, imported: true, credentials: BOM + heading + lines.join('') }
    },
    registration,
    admitGuest(username, password, address) {
      if (!isGuestName(username) || registry.access(username)) return null
      try {
        const isCode = username === ENROL_USER
        const isRight = isCode ? () => codes.isGood(password, now()) : () => isDoorPassword(password)
        if (guessing(address, () => (isRight() ? true : null)) === null) return 'wrong-credentials'
        const id = username.slice(NEW_USER.length)
        if (!isCode && !new RegExp(ID_PATTERN).test(id)) return 'wrong-credentials'
        const talk = isCode
          ? (said: string) => answered(said, EnrolmentOrder, { code: password }, (order) => enrol(order, address))
          : (said: string) =>
              answered(said, RegistrationOrder, { id, password }, (order) => registration.ask(order, address))
        return {
          of: 'guest',
          id: isCode ? `${ENROL_USER}:${randomBytes(8).toString('hex')}` : username,
          priority: 'low',
          until: now() + GUEST_MS,
          talk,
        }
      } catch {
        return 'wrong-credentials'
      }
    },
  }
}

function isGuestName(name: string): boolean {
  return name === ENROL_USER || name.startsWith(NEW_USER)
}

/** What a guest says, with what it signed in with, answered as JSON: never with an exception. */
async function answered<T extends TSchema>(
  said: string,
  schema: T,
  own: object,
  act: (order: Static<T>) => Promise<object>,
): Promise<string> {
  try {
    const told = (said.trim() === '' ? {} : JSON.parse(said)) as object
    const order = { ...(typeof told === 'object' && !Array.isArray(told) ? told : {}), ...own }
    if (!Value.Check(schema, order)) throw new CityError('request-invalid', 'The message is not as it should be.')
    return JSON.stringify(await act(order))
  } catch (error) {
    if (error instanceof CityError) return JSON.stringify({ error: error.code, detail: error.message })
    const isJson = !(error instanceof SyntaxError)
    return JSON.stringify({
      error: isJson ? 'internal' : 'request-invalid',
      detail: isJson ? 'Try again.' : 'The message is not JSON.',
    })
  }
}

function doorIn(text: string | undefined): { readonly hash: string | null; readonly at: number | null } {
  return text === undefined
    ? { hash: null, at: null }
    : (JSON.parse(text) as { hash: string | null; at: number | null })
}
