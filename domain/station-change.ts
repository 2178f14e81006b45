import { Type, type Static, type TSchema } from 'typebox'
import { Priority } from './priority.ts'
import { Id, Station } from './station.ts'

const { name, lon, lat } = Station.properties
const orNull = <T extends TSchema>(part: T) => Type.Optional(Type.Union([part, Type.Null()]))

/**
 * What of a station may be changed while it sends. Not its id and kind, which are its topic, nor its district, which
 * is part of what a stored reading is told by. Null takes a part away: that of its kind holds again, or it sends by itself.
 */
export const StationChangeWish = Type.Object(
  {
    name: Type.Optional(name),
    lon: Type.Optional(lon),
    lat: Type.Optional(lat),
    owner: orNull(Type.String()),
    /** Only what this gateway sends for it is taken from then on. */
    gateway: orNull(Id),
    vendor: orNull(Type.String({ maxLength: 64 })),
    everySeconds: orNull(Type.Number({ exclusiveMinimum: 0 })),
    priority: orNull(Priority),
  },
  { additionalProperties: false, minProperties: 1, examples: [{ name: 'Library, roof', everySeconds: 30 }] },
)
export type StationChangeWish = Static<typeof StationChangeWish>

/** The station after the change. */
export function changedStation(station: Station, wish: StationChangeWish): Station {
  const changed: Record<string, unknown> = { ...station }
  for (const [part, value] of Object.entries(wish)) {
    if (value === null) delete changed[part]
    else changed[part] = value
  }
  return changed as Station
}

/** What is known of one act on a station: who did it, when, and how it ended. */
export const StationHistoryEntry = Type.Object({
  seq: Type.Integer(),
  /** UTC ms. */
  at: Type.Number(),
  /** User, or `system`. */
  by: Type.String(),
  action: Type.String({ examples: ['create-station', 'rotate-password', 'command-station'] }),
  result: Type.String(),
  /** Of a change or a command: JSON. */
  detail: Type.String(),
})
export type StationHistoryEntry = Static<typeof StationHistoryEntry>
