import { Type, type Static } from 'typebox'
import { Chain, Contact, type Duty, Roster, Target } from '../domain/duty.ts'
import { type Kinds } from '../domain/kind.ts'
import { Label } from '../domain/label.ts'
import { Rule } from '../domain/rule.ts'
import { Severity } from '../domain/severity.ts'
import { SignIn } from '../domain/sign-in.ts'
import { Gateway, Id, Station } from '../domain/station.ts'
import { Access } from './access-schema.ts'
import { Wall } from '../domain/wall.ts'
import type { Display } from './display.ts'
import { BasemapFile } from './display-schema.ts'
import { Warnings } from './warnings-schema.ts'

const Degrees = (limit: number) => Type.Number({ minimum: -limit, maximum: limit })

/** A part of the city; stations and alarms belong to one. */
export const District = Type.Object(
  {
    /** Division code; also a topic level. Fictional cities use 99xxxx. */
    id: Id,
    label: Label,
    /** Where its name stands on the map: [lon, lat]. */
    centre: Type.Tuple([Degrees(180), Degrees(90)]),
  },
  { additionalProperties: false },
)
export type District = Static<typeof District>

const Count = Type.Optional(Type.Integer({ minimum: 1 }))

/** What one client, one address and all of them together may ask of the MQTT door. */
const Limits = Type.Object(
  {
    /** Largest MQTT packet, bytes. */
    packetBytes: Count,
    connections: Count,
    /** Of one address; five times as many in a burst. */
    connectionsPerSecond: Count,
    sessionsPerIdentity: Count,
    /** Of one station, whatever its sessions; five times as many in a burst. */
    messagesPerSecond: Count,
    bytesPerSecond: Count,
    /** A gateway may send so many times as much as a station. */
    gatewayTimes: Count,
    keepaliveSeconds: Count,
  },
  { additionalProperties: false },
)

const Percent = Type.Optional(Type.Number({ minimum: 1, maximum: 99 }))

/** How the city slows its devices down when it cannot keep up; percent of what the journal may hold. */
const Bands = Type.Object(
  {
    /** Bound of the journal. */
    journalBytes: Type.Optional(Type.Integer({ minimum: 262_144 })),
    shedPercent: Percent,
    slowPercent: Percent,
    reservePercent: Percent,
    /** A band is left when the fill is so many points below its beginning. */
    marginPercent: Percent,
    /** A line so far behind the door counts as the beginning of the first band, twice as far as that of the second. */
    lineLagSeconds: Count,
  },
  { additionalProperties: false },
)

/** Backups that the city makes by itself. */
const Backup = Type.Object(
  {
    /** Local time of day; none are made when not given. */
    at: Type.Optional(Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' })),
    /** How many are kept; the oldest goes first. */
    keep: Type.Optional(Type.Integer({ minimum: 1 })),
    /** From the data folder; `backups` in it when not given. */
    folder: Type.Optional(Type.String({ minLength: 1 })),
    /** Backups carry the key that the secrets are sealed with. */
    withKey: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)

/** Who did what: how long it is kept, and where its signed heads go. */
const Audit = Type.Object(
  {
    /** At least six months. */
    keepDays: Type.Optional(Type.Integer({ minimum: 183, maximum: 36_500 })),
    /** Files that every signed head is added to, from the data folder: on other disks, best on other machines. */
    anchors: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { maxItems: 5 })),
    /** `host` or `host:port` of a syslog server (UDP) that gets every signed head. */
    syslog: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9._-]+(:[0-9]{1,5})?$' })),
  },
  { additionalProperties: false },
)

/** Operator positions; one when not given. */
const Positions = Type.Integer({ minimum: 1, maximum: 1000 })
/** How near in place and time alarms of one cause are one incident. */
const Incidents = Type.Object(
  {
    /** An alarm within so many metres of a member's station is near. */
    nearMetres: Count,
    /** All of one district is near. */
    sameDistrict: Type.Optional(Type.Boolean()),
    /** So long after the newest raise an alarm may still join. */
    withinMinutes: Count,
    /** So long after it is over, and all of it is acknowledged, the city closes an incident. */
    closeHours: Count,
  },
  { additionalProperties: false },
)
/** What goes out, and what comes in from other alert systems. */
const Delivery = Type.Object(
  {
    /** Address at which people open this city, for links in messages. */
    publicUrl: Type.Optional(Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 300 })),
    /** False: channels speak to public addresses only. */
    privateAddresses: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)

const LabelName = Type.String({ pattern: '^[a-zA-Z_][a-zA-Z0-9_]{0,60}$' })

/** How labels of alerts from outside become what an alarm has. */
const Alerts = Type.Object(
  {
    severity: Type.Optional(
      Type.Object(
        {
          label: Type.Optional(LabelName),
          values: Type.Optional(Type.Record(Type.String({ maxLength: 60 }), Severity)),
          otherwise: Type.Optional(Severity),
        },
        { additionalProperties: false },
      ),
    ),
    district: Type.Optional(
      Type.Object({ label: Type.Optional(LabelName), otherwise: Type.Optional(Id) }, { additionalProperties: false }),
    ),
    department: Type.Optional(
      Type.Object({ label: Type.Optional(LabelName), otherwise: Type.Optional(Id) }, { additionalProperties: false }),
    ),
    station: Type.Optional(Type.Object({ label: Type.Optional(LabelName) }, { additionalProperties: false })),
  },
  { additionalProperties: false },
)

/** What the city asks of its devices. */
const Devices = Type.Object(
  {
    /** The least that each of them must do to sign in. */
    signIn: Type.Optional(SignIn),
  },
  { additionalProperties: false },
)

/** `city.yaml`. */
export const CityFile = Type.Object(
  {
    label: Label,
    /** IANA name. */
    timeZone: Type.String({ minLength: 1 }),
    /** Of local time from UTC; days and nights of standards are local. */
    utcOffsetMinutes: Type.Integer({ minimum: -720, maximum: 840 }),
    /** WGS-84 [lon, lat]. */
    centre: Type.Tuple([Degrees(180), Degrees(90)]),
    /** WGS-84 [west, south, east, north]; every station lies within. */
    bounds: Type.Tuple([Degrees(180), Degrees(90), Degrees(180), Degrees(90)]),
    /** Folder of the GeoJSON files, from here. */
    map: Type.String({ minLength: 1 }),
    districts: Type.Array(District, { minItems: 1 }),
    /** Bounds of the MQTT door that differ from the default ones. */
    limits: Type.Optional(Limits),
    /** Bands that differ from the default ones. */
    bands: Type.Optional(Bands),
    backup: Type.Optional(Backup),
    audit: Type.Optional(Audit),
    /** How many watch the alarms of the whole city at once. */
    positions: Type.Optional(Positions),
    warnings: Type.Optional(Warnings),
    /** What differs from the default. */
    incidents: Type.Optional(Incidents),
    delivery: Type.Optional(Delivery),
    alerts: Type.Optional(Alerts),
    devices: Type.Optional(Devices),
    /** `allowed`: plain MQTT and HTTP may be listened for beyond this machine. */
    plain: Type.Optional(Type.Enum(['loopback', 'allowed'])),
    access: Type.Optional(Access),
    basemap: Type.Optional(BasemapFile),
    /** Screens on walls; one that suits every city when not given. */
    walls: Type.Optional(Type.Array(Wall, { minItems: 1 })),
  },
  { additionalProperties: false },
)
export type CityFile = Static<typeof CityFile>

/** An office of the city that owns feeds and must act on alarms. */
export const Department = Type.Object(
  {
    id: Id,
    label: Label,
    duties: Label,
    /** How many of it watch its alarms at once. */
    positions: Type.Optional(Positions),
  },
  { additionalProperties: false },
)
export type Department = Static<typeof Department>

/** `departments.yaml`. */
export const DepartmentsFile = Type.Object(
  { departments: Type.Array(Department, { minItems: 1 }) },
  { additionalProperties: false },
)

/** `stations.yaml`. */
export const StationsFile = Type.Object(
  {
    /** What lon and lat of this file are in; wgs84 when not given. They are turned into WGS-84 as they are read. */
    coordinates: Type.Optional(Type.Enum(['wgs84', 'gcj02', 'bd09'])),
    gateways: Type.Optional(Type.Array(Gateway)),
    stations: Type.Array(Station),
  },
  { additionalProperties: false },
)

/** A file of `rules/`. */
export const RulesFile = Type.Object({ rules: Type.Array(Rule) }, { additionalProperties: false })

/** `duty.yaml`; a city may go without. */
export const DutyFile = Type.Object(
  {
    contacts: Type.Optional(Type.Array(Contact)),
    rosters: Type.Optional(Type.Array(Roster)),
    escalations: Type.Optional(Type.Array(Chain)),
    targets: Type.Optional(Type.Array(Target)),
  },
  { additionalProperties: false },
)

/** What this city is. */
export interface CityConfig {
  readonly city: CityFile
  readonly kinds: Kinds
  readonly departments: readonly Department[]
  readonly districts: readonly District[]
  readonly stations: readonly Station[]
  readonly gateways: readonly Gateway[]
  /** Rules of the kinds and of `rules/`, alike. */
  readonly rules: readonly Rule[]
  /** Who is on duty and who is called; without overrides, which people make at run time. */
  readonly duty: Duty
  /** Tiles and walls. */
  readonly display: Display
  /** Absolute. */
  readonly mapFolder: string
  /** Absolute. */
  readonly folder: string
}
