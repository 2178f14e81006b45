import type { Kinds } from '../../domain/kind.ts'
import type { SignIn } from '../../domain/sign-in.ts'
import type { Gateway, Station } from '../../domain/station.ts'
import type { StationChangeWish } from '../../domain/station-change.ts'
import type { DeviceKeys, Issued } from './device-keys.ts'
import type { Seal } from './seal.ts'
import type { Service } from './service-account.ts'
import type { Entry } from './station-entry.ts'
import type { StationNumbers } from './station-numbers.ts'

export interface RegistryOptions {
  /** Key of the stored password hashes. */
  readonly hashKey: Uint8Array
  readonly simulationKey: Uint8Array
  /** Seals the secrets that devices sign with. */
  readonly seal: Seal
  readonly kinds: Kinds
  /** The least that a device must do to sign in; `password` when not given. */
  readonly leastSignIn?: SignIn
  readonly now?: () => number
  readonly random?: (size: number) => Buffer
}

export type NewStation = Issued & { readonly station: Entry }

/** The stations, gateways and accounts of the city, all in memory. Failed changes throw `CityError`. */
export interface Registry extends DeviceKeys {
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
  /** Calls back with each station that was created, changed, retired, disabled or enabled, once it is durable. Returns what stops it. */
  onChange(listener: (entry: Entry) => void): () => void
  /** Calls back with each id whose credentials ended, once that is durable: those before an issue, or all. Returns what stops it. */
  onRevoke(listener: (id: string, before?: number) => void): () => void
}
