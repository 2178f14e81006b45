import type { Compilable } from 'kysely'
import { CityError } from '../../domain/errors.ts'
import {
  type ClientCertificate,
  CONNECTED_SECONDS,
  type DeviceAccess,
  isAsStrictAs,
  type SignIn,
  type SignInRefusal,
  SLEEPY_SECONDS,
} from '../../domain/sign-in.ts'
import { type Admitted, type Credentials, deleteCredentials, saveCredentials } from './credentials.ts'
import type { CredentialRow, DisabledRow } from './device-schema.ts'
import type { Records } from './records.ts'
import { statement } from './statement.ts'

/** Credentials, shown only now. */
export interface Issued {
  readonly username: string
  /** The password, or the secret that signs passwords; empty where a certificate takes its place. */
  readonly password: string
  readonly mode: SignIn
}

/** What a client brings along besides its password. */
export interface Presented {
  readonly certificate?: ClientCertificate | null
  /** It comes from this machine. */
  readonly isLocal?: boolean
}

/** What kind of credential is wanted. */
export interface CredentialWish {
  /** The city's when not given. */
  readonly mode?: SignIn
  /** SHA-256 of the certificate, for the mode `certificate`. */
  readonly fingerprint?: string
  /** The old one stays valid for seven days, or until the new one is used. */
  readonly beside?: boolean
}

/** How stations, gateways and accounts sign in. Failed changes throw `CityError`. */
export interface DeviceKeys {
  /** Who this is, or why not. */
  admit(username: string, password: string | Uint8Array, presented?: Presented): Admitted | SignInRefusal
  /** Undefined for what is not in service. */
  access(id: string): DeviceAccess | undefined
  /** A new credential, in place of the old ones or beside the newest. `not-found`, `request-invalid`. */
  rotate(id: string, by: string, wish?: CredentialWish): Promise<Issued>
  /** Out of service for a while, what is behind a gateway with it. `not-found`. */
  disable(id: string, by: string, why: string): Promise<void>
  enable(id: string, by: string): Promise<void>
  /** By itself, or with its gateway. */
  isDisabled(id: string): boolean
}

export interface DeviceKeysRooms {
  readonly records: Records
  readonly credentials: Credentials
  readonly least: SignIn
  readonly now: () => number
  readonly newPassword: () => string
  readonly ownerOf: (id: string) => CredentialRow['of'] | null
  /** What of a station matters here. */
  readonly traitsOf: (
    id: string,
  ) => { readonly isSleepy: boolean; readonly isSimulated: boolean; readonly gateway?: string } | undefined
  readonly stationsOf: (gateway: string) => Iterable<{ readonly id: string }>
  /** One change of an id at a time. */
  readonly alone: (id: string, statements: readonly Compilable[]) => Promise<void>
  readonly note: (action: string, object: string, actor: string, detail?: string) => Compilable
  /** Sessions end: those that signed in with a credential before this issue, or all. */
  readonly revoked: (id: string, before?: number) => void
  /** Something about an id has changed. */
  readonly changed: (id: string) => void
}

export const BOTH_VALID_MS = 7 * 86_400_000

export async function openDeviceKeys(rooms: DeviceKeysRooms): Promise<DeviceKeys> {
  const { records, credentials, least, now, newPassword, ownerOf, traitsOf, alone, note, revoked } = rooms
  const disabled = new Map<string, DisabledRow>()
  for (const row of await records.db.selectFrom('disabled_devices').selectAll().execute()) disabled.set(row.id, row)
  /** Users whose older credential is just being taken away. */
  const settling = new Set<string>()

  function isDisabled(id: string): boolean {
    if (disabled.has(id)) return true
    const gateway = traitsOf(id)?.gateway
    return gateway !== undefined && disabled.has(gateway)
  }

  function admit(username: string, password: string | Uint8Array, presented: Presented = {}): Admitted | SignInRefusal {
    const traits = traitsOf(username)
    const { certificate = null, isLocal = false } = presented
    const found = credentials.admit(username, password, {
      certificate,
      least: leastFor(username, traits?.isSimulated === true && isLocal),
      longestSeconds: traits?.isSleepy ? SLEEPY_SECONDS : CONNECTED_SECONDS,
      now: now(),
    })
    if (typeof found === 'string') return found
    if (isDisabled(username)) return 'disabled'
    if (found.hasOlder) void settle(found)
    return found
  }

  function leastFor(username: string, isPlayed: boolean): SignIn {
    // Whoever reads alarms is no device.
    if (credentials.of(username)[0]?.of === 'service') return 'password'
    // The simulated city has no certificates; it is played on this machine.
    return isPlayed && least === 'certificate' ? 'signed' : least
  }

  /** The first use of the newer credential ends the older one. */
  async function settle({ id, issue }: Admitted): Promise<void> {
    if (settling.has(id)) return
    settling.add(id)
    try {
      await alone(id, [deleteCredentials(id, issue), note('replace-credential', id, id, `issue ${issue} was used`)])
      credentials.put(
        id,
        credentials.of(id).filter((row) => row.issue >= issue),
      )
      revoked(id, issue)
    } catch {
      // It is being changed, or the disk is full: the next use tries again, and it ends by itself.
    } finally {
      settling.delete(id)
    }
  }

  async function rotate(id: string, by: string, wish: CredentialWish = {}): Promise<Issued> {
    const of = ownerOf(id)
    if (!of) throw new CityError('not-found', `nothing in service has the id ${id}`)
    const { mode = wish.fingerprint === undefined ? (of === 'service' ? 'password' : least) : 'certificate' } = wish
    if (of !== 'service' && !isAsStrictAs(mode, least)) {
      throw new CityError(
        'request-invalid',
        `mode: this city asks its devices for ${least}, and ${mode} is less strict`,
      )
    }
    if ((mode === 'certificate') !== (wish.fingerprint !== undefined)) {
      throw new CityError(
        'request-invalid',
        mode === 'certificate'
          ? 'fingerprint: the mode certificate needs the SHA-256 fingerprint of the certificate'
          : `fingerprint: the mode ${mode} has none`,
      )
    }
    const password = mode === 'certificate' ? '' : newPassword()
    const before = credentials.of(id)
    const newest = before.at(-1)
    const issue = (newest?.issue ?? 0) + 1
    const row = credentials.row({ username: id, of, mode, proof: wish.fingerprint ?? password, issue, at: now() })
    const kept = wish.beside && newest ? [{ ...newest, endsAt: now() + BOTH_VALID_MS }] : []
    const statements = [saveCredentials([...kept, row]), deleteCredentials(id, kept[0]?.issue ?? issue)]
    const detail = `${mode}, issue ${issue}${kept.length > 0 ? ', beside the one before' : ''}`
    await alone(id, [...statements, note('rotate-password', id, by, detail)])
    credentials.put(id, [...kept, row])
    revoked(id, kept[0]?.issue ?? issue)
    return { username: id, password, mode }
  }

  async function disable(id: string, by: string, why: string): Promise<void> {
    const of = ownerOf(id)
    if (!of) throw new CityError('not-found', `nothing in service has the id ${id}`)
    const row = { id, at: now(), by, why }
    const keep = statement(
      `insert into disabled_devices (id, at, by, why) values (?, ?, ?, ?) on conflict (id) do nothing`,
      [id, row.at, by, why],
    )
    await alone(id, [keep, note(`disable-${of}`, id, by, why)])
    if (!disabled.has(id)) disabled.set(id, row)
    tell(id)
    revoked(id)
    for (const station of behind(id)) revoked(station)
  }

  async function enable(id: string, by: string): Promise<void> {
    const of = ownerOf(id)
    if (!of) throw new CityError('not-found', `nothing in service has the id ${id}`)
    await alone(id, [statement('delete from disabled_devices where id = ?', [id]), note(`enable-${of}`, id, by)])
    disabled.delete(id)
    tell(id)
  }

  function tell(id: string): void {
    rooms.changed(id)
    for (const station of behind(id)) rooms.changed(station)
  }

  /** A list of its own: telling of a change puts the station at the end of the registry's. */
  function behind(gateway: string): readonly string[] {
    return Array.from(rooms.stationsOf(gateway), ({ id }) => id)
  }

  return {
    admit,
    rotate,
    disable,
    enable,
    isDisabled,
    access(id) {
      const of = ownerOf(id)
      if (!of) return undefined
      const slots = credentials.of(id).map(({ issue, mode, createdAt, endsAt, proof }) => ({
        issue,
        mode,
        createdAt,
        endsAt,
        ...(mode === 'certificate' ? { fingerprint: proof } : {}),
      }))
      const row = disabled.get(id)
      return { id, of, slots, disabled: row ? { at: row.at, by: row.by, why: row.why } : null }
    },
  }
}
