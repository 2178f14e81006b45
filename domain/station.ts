import { Type, type Static } from 'typebox'
import { Name } from './label.ts'
import { Priority } from './priority.ts'

/** Also a topic level, an MQTT user name and an InfluxDB tag: nothing that would need escaping in any of them. */
export const ID_PATTERN = '^[A-Za-z0-9][A-Za-z0-9_.:-]{0,62}$'
export const Id = Type.String({ pattern: ID_PATTERN })

export const Traits = Type.Record(Type.String(), Type.Union([Type.Number(), Type.String()]))
export type Traits = Static<typeof Traits>

/** A place that sends readings of one kind. */
export const Station = Type.Object(
  {
    id: Id,
    kind: Type.String(),
    name: Name,
    district: Type.String(),
    /** WGS-84 degrees. */
    lon: Type.Number({ minimum: -180, maximum: 180 }),
    lat: Type.Number({ minimum: -90, maximum: 90 }),
    /** Department; the kind's owner when not given. */
    owner: Type.Optional(Type.String()),
    vendor: Type.Optional(Type.String({ maxLength: 64 })),
    /** The gateway that publishes for it. */
    gateway: Type.Optional(Id),
    /** Cadence, when it differs from the kind's. */
    everySeconds: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    /** When it differs from the kind's. */
    priority: Type.Optional(Priority),
    traits: Type.Optional(Traits),
    simulated: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type Station = Static<typeof Station>

/** A device that publishes for several stations. */
export const Gateway = Type.Object(
  {
    id: Id,
    name: Name,
    district: Type.String(),
    lon: Type.Number(),
    lat: Type.Number(),
    simulated: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type Gateway = Static<typeof Gateway>

export const PRESENCE_STATES = ['online', 'stale', 'offline', 'unknown'] as const

/** Whether a station is there, and how we know. */
export const Presence = Type.Object(
  {
    state: Type.Enum(['online', 'stale', 'offline', 'unknown']),
    /**
     * online: `connected` or `reading`; stale: `cadence` (readings overdue); offline: `lwt` (its last will),
     * `disconnected` (it said goodbye), `gateway` (its gateway is offline), `cadence` (silent for long);
     * unknown: `never-seen`.
     */
    reason: Type.Enum(['connected', 'reading', 'cadence', 'lwt', 'disconnected', 'gateway', 'never-seen']),
    since: Type.Number(),
  },
  { additionalProperties: false },
)
export type Presence = Static<typeof Presence>
