import type { Kinds } from '../../domain/kind.ts'
import type { Priority } from '../../domain/priority.ts'
import type { Station, Traits } from '../../domain/station.ts'

/** A station with what its kind says where it says nothing itself. */
export interface Entry {
  /** From 1, stable for ever, never reused. */
  readonly number: number
  readonly id: string
  readonly kind: string
  readonly district: string
  readonly owner: string
  readonly everySeconds: number
  readonly priority: Priority
  readonly traits: Traits
  readonly station: Station
  /** The gateway that publishes for it. */
  readonly gateway?: string
  readonly retired: boolean
  /** Made anew under the number that it had before its records were lost: the store may have readings of it. */
  readonly isRemade?: boolean
}

/** A kind that the configuration no longer has says nothing of cadence. */
const UNKNOWN_CADENCE_SECONDS = 86_400

export function makeEntry(kinds: Kinds, number: number, station: Station, retired: boolean): Entry {
  const kind = kinds.get(station.kind)
  const traits: Traits = {}
  for (const [name, trait] of Object.entries(kind?.traits ?? {})) traits[name] = trait.default
  return {
    number,
    id: station.id,
    kind: station.kind,
    district: station.district,
    owner: station.owner ?? kind?.owner ?? '',
    everySeconds: station.everySeconds ?? kind?.everySeconds ?? UNKNOWN_CADENCE_SECONDS,
    priority: station.priority ?? kind?.priority ?? 'normal',
    traits: Object.assign(traits, station.traits),
    station,
    ...(station.gateway === undefined ? {} : { gateway: station.gateway }),
    retired,
  }
}
