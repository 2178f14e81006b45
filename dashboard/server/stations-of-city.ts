import type { Station } from '../../domain/station.ts'
import type { StationChangeWish, StationHistoryEntry } from '../../domain/station-change.ts'
import type { CommandAnswer, StationCommand } from '../../domain/station-command.ts'
import type { MqttCredentials, StationEntry } from '../../domain/wire.ts'
import type { PageOf, Paging } from './city.ts'

/** The registry, and orders to what is registered. Unknown stations throw `not-found`. */
export interface StationsOfCity {
  list(): Iterable<StationEntry>
  get(id: string): StationEntry | undefined
  /** Registers a station and makes its MQTT credentials, which are shown only now. */
  create(station: Station, by: string): Promise<MqttCredentials & { readonly station: StationEntry }>
  change(id: string, wish: StationChangeWish, by: string): Promise<StationEntry>
  /** Takes a station out of the registry; its history stays. */
  retire(id: string, by: string): Promise<void>
  /** Sends a command down, if somebody hears it; on record in any case. */
  command(id: string, command: StationCommand, by: string): Promise<CommandAnswer>
  /** What people did with it, newest first. */
  history(id: string, paging: Paging): Promise<PageOf<StationHistoryEntry>>
}
