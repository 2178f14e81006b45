import type { FieldMap, FieldMapEntry, FieldMapKey } from '../domain/field-map.ts'
import { buildAuditRecords } from '../store/records/audit.ts'
import { buildFieldMapRecords } from '../store/records/field-maps.ts'
import type { Records } from '../store/records/records.ts'
import type { Entry } from '../store/records/station-entry.ts'
import type { Committer } from './committer.ts'

/** Versions of the maps that hold for a station, oldest first; the station's own go before its vendor's. */
export interface MapsOfStation {
  readonly station: readonly FieldMapEntry[]
  readonly vendor: readonly FieldMapEntry[]
}

/** A change of a field map; `map` null takes it away. */
export interface FieldMapChange extends FieldMapKey {
  readonly map: FieldMap | null
  readonly isOn: boolean
  readonly reason: string
}

/** The field maps of the city. */
export interface FieldMaps {
  /** Null for a station that no map was ever made for, which is nearly every one. The lists grow as versions are added. */
  of(entry: Entry): MapsOfStation | null
  /** In force for every message from the next one on. Resolves when it is durable. */
  change(change: FieldMapChange, by: string): Promise<FieldMapEntry>
  /** The version in force of each, by key. */
  current(): readonly FieldMapEntry[]
  find(key: FieldMapKey): FieldMapEntry | undefined
  /** Calls back when a key has got its first version: stations may have a map that had none. */
  onFirst(listener: () => void): () => void
}

export interface FieldMapsOptions {
  readonly records: Records
  /** The line's: what is judged with a map is not kept without it. */
  readonly committer: Pick<Committer, 'add' | 'settled'>
  /** Position of the first message that the line has not judged yet. */
  readonly position: () => number
  readonly now: () => number
}

const NONE: readonly FieldMapEntry[] = []

/**
 * Takes up the maps. Which version is for which message is told by position, not by time: what is worked out from the
 * journal a second time must come out as it did the first time.
 */
export async function openFieldMaps(options: FieldMapsOptions): Promise<FieldMaps> {
  const { records, committer, position, now } = options
  const table = buildFieldMapRecords(records)
  const audit = buildAuditRecords(records)
  const versions = new Map<string, FieldMapEntry[]>()
  const listeners = new Set<() => void>()
  for (const entry of await table.all()) put(entry)
  let nextVersion = await table.nextVersion()

  function put(entry: FieldMapEntry): void {
    const key = fieldMapObject(entry)
    const known = versions.get(key)
    if (known) known.push(entry)
    else versions.set(key, [entry])
  }

  return {
    of({ id, kind, station }) {
      const own = versions.get(fieldMapObject({ of: 'station', name: id, kind })) ?? NONE
      const { vendor } = station
      const shared = (vendor && versions.get(fieldMapObject({ of: 'vendor', name: vendor, kind }))) || NONE
      return own === NONE && shared === NONE ? null : { station: own, vendor: shared }
    },
    async change({ of, name, kind, map, isOn, reason }, by) {
      const at = now()
      const entry = { of, name, kind, version: nextVersion++, map, isOn, reason, by, at, fromPosition: position() }
      const object = fieldMapObject(entry)
      const isFirst = !versions.has(object)
      committer.add(table.add(entry))
      committer.add(
        audit.add({
          at,
          actor: by,
          action: map === null ? 'delete-field-map' : 'put-field-map',
          object,
          result: 'ok',
          detail: `version ${entry.version}${map && !isOn ? ', replays only' : ''}: ${reason}`,
        }),
      )
      put(entry)
      if (isFirst) for (const listener of listeners) listener()
      await committer.settled()
      return entry
    },
    current: () =>
      [...versions.keys()]
        .toSorted()
        .flatMap((key) => versions.get(key)!.at(-1) ?? [])
        .filter(({ map }) => map !== null),
    find(key) {
      const newest = versions.get(fieldMapObject(key))?.at(-1)
      return newest && newest.map !== null ? newest : undefined
    },
    onFirst(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** The map that holds for a message; null for none. A map that is not on holds for replays alone. */
export function mapAt(maps: MapsOfStation, position: number, isReplay: boolean): FieldMapEntry | null {
  for (const versions of [maps.station, maps.vendor]) {
    const found = versions.findLast(({ fromPosition }) => fromPosition <= position)
    if (found && found.map !== null && (found.isOn || isReplay)) return found
  }
  return null
}

/** Name of a map in the audit log. */
export function fieldMapObject({ of, name, kind }: FieldMapKey): string {
  return `${of}:${name}:${kind}`
}
