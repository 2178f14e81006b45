import { Type, type Static, type TSchema } from 'typebox'
import { Alarm, AlarmEvent } from './alarm.ts'
import { Incident, IncidentEvent } from './incident.ts'
import { Rule } from './rule.ts'
import { Severity } from './severity.ts'
import { SignIn } from './sign-in.ts'
import { Gateway, Id, Presence, Station } from './station.ts'

/** A list page: `next` is the cursor of the next page, null at the end. */
export function Page<T extends TSchema>(item: T) {
  return Type.Object({ items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) })
}

/** RFC 9457 problem document; `code` is one of docs/errors.md. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  code: Type.String(),
  instance: Type.Optional(Type.String()),
})
export type Problem = Static<typeof Problem>

/** An index at work: `value` on its own scale, `level` from 1 (best), `factors` the values that decided it. */
export const IndexReading = Type.Object({
  value: Type.Union([Type.Number(), Type.Null()]),
  level: Type.Integer(),
  factors: Type.Array(Type.String()),
})
export type IndexReading = Static<typeof IndexReading>

/** Newest reading of a station. `flags` holds only flags other than 1 (pass). */
export const Latest = Type.Object({
  ts: Type.Number(),
  receivedAt: Type.Number(),
  /** It took so long to arrive that it tells of the past and calls nobody out. */
  late: Type.Optional(Type.Literal(true)),
  values: Type.Record(Type.String(), Type.Number()),
  flags: Type.Record(Type.String(), Type.Integer()),
  /** By index model, for example `cn-aqi`. */
  indices: Type.Record(Type.String(), IndexReading),
})
export type Latest = Static<typeof Latest>

/** What is known of a station's clock, from the readings that it sends. */
export const StationClock = Type.Object({
  /** By how much it is ahead of the server, ms; below 0 it is behind. Includes the least delay on the way. */
  skewMs: Type.Number(),
  /** When that was found, UTC ms. */
  at: Type.Number(),
  /**
   * `good`: within 30 s. `off`: readings are kept as they were sent. `late`: so far behind that its readings tell of the past
   * and call nobody out. `refused`: so far off that its readings are set aside.
   */
  hint: Type.Enum(['good', 'off', 'late', 'refused']),
})
export type StationClock = Static<typeof StationClock>

/** Why what a station measures is not shown, and whose department can open it. */
export const Locked = Type.Object({ sharing: Type.Enum(['on-demand', 'withheld']), ask: Type.String() })
export type Locked = Static<typeof Locked>

export const StationEntry = Type.Object({
  ...Station.properties,
  owner: Type.String(),
  everySeconds: Type.Number(),
  status: Presence.properties.state,
  presence: Presence,
  /** Absent until enough was heard. */
  clock: Type.Optional(StationClock),
  /** Its readings and alarms are not for whoever asked; its place is rounded to 0.001 degrees. */
  locked: Type.Optional(Locked),
})
export type StationEntry = Static<typeof StationEntry>

export const GatewayEntry = Type.Object({
  ...Gateway.properties,
  connected: Type.Boolean(),
  /** How many it publishes for. */
  stations: Type.Integer(),
})
export type GatewayEntry = Static<typeof GatewayEntry>

/** Account of a third party that reads alarms. */
export const ServiceEntry = Type.Object({
  id: Id,
  /** Whose alarms it hears, besides what they may see of others; null: all. */
  departments: Type.Union([Type.Array(Type.String()), Type.Null()]),
  /** When its password was made, UTC ms. */
  passwordAt: Type.Number(),
  connected: Type.Boolean(),
})
export type ServiceEntry = Static<typeof ServiceEntry>

/** Of an MQTT client; the password is shown only once. */
export const MqttCredentials = Type.Object({
  username: Type.String(),
  password: Type.String({ description: 'Or the secret that signs passwords; empty with a certificate' }),
  mode: SignIn,
})
export type MqttCredentials = Static<typeof MqttCredentials>

export const SeriesAnswer = Type.Object({
  unit: Type.String(),
  /** [start of bucket or time of reading, UTC ms; value; worst flag]. */
  points: Type.Array(Type.Tuple([Type.Number(), Type.Union([Type.Number(), Type.Null()]), Type.Integer()])),
})
export type SeriesAnswer = Static<typeof SeriesAnswer>

/** p95 is by nearest rank: a value that was read. */
export const AGGREGATES = ['mean', 'min', 'max', 'count', 'p95'] as const
export type Aggregate = (typeof AGGREGATES)[number]

/** received = stored + duplicate + refused + pending, always. */
export const LedgerRow = Type.Object({
  station: Type.String(),
  /** Start of the hour of receipt, UTC ms. */
  hour: Type.Number(),
  received: Type.Integer(),
  stored: Type.Integer(),
  duplicate: Type.Integer(),
  refused: Type.Integer(),
  pending: Type.Integer(),
})
export type LedgerRow = Static<typeof LedgerRow>

/** `replaying` lasts from the order to replay it until the line has judged it. */
export const LETTER_STATES = ['waiting', 'replaying', 'replayed', 'refused-again', 'discarded'] as const
export type LetterState = (typeof LETTER_STATES)[number]

export const DeadLetter = Type.Object({
  id: Type.Integer(),
  position: Type.Integer(),
  receivedAt: Type.Number(),
  topic: Type.String(),
  station: Type.Union([Type.String(), Type.Null()]),
  stage: Type.String(),
  reason: Type.String(),
  detail: Type.String(),
  /** Index of the reading within its message; null for the whole message. */
  item: Type.Union([Type.Integer(), Type.Null()]),
  /** Raw bytes of the message, or of the one reading in it that was refused, base64. */
  raw: Type.String(),
  /** When a replay of it was taken, UTC ms. */
  replayedAt: Type.Union([Type.Number(), Type.Null()]),
  /** Of the station, when it was refused. */
  vendor: Type.Union([Type.String(), Type.Null()]),
  kind: Type.Union([Type.String(), Type.Null()]),
  /** `ts`, `seq`, `values` or the name of the value that the fault is about; null for the whole. */
  field: Type.Union([Type.String(), Type.Null()]),
  state: Type.Enum([...LETTER_STATES]),
  /** Who replayed or discarded it last, and when. */
  by: Type.Union([Type.String(), Type.Null()]),
  changedAt: Type.Union([Type.Number(), Type.Null()]),
  /** Why it was discarded, or what became of its last replay. */
  note: Type.Union([Type.String(), Type.Null()]),
  /** What ran in place of the raw bytes in its last replay, base64; null: they ran themselves. */
  edited: Type.Union([Type.String(), Type.Null()]),
  /** Version of the field map that its last replay went through. */
  mapVersion: Type.Union([Type.Integer(), Type.Null()]),
  /** Position of the message that its last replay became. */
  replayPosition: Type.Union([Type.Integer(), Type.Null()]),
})
export type DeadLetter = Static<typeof DeadLetter>

/** An alarm that a rule would have raised. */
export const BacktestAlarm = Type.Object({
  station: Type.String(),
  raisedAt: Type.Number(),
  /** Null: it would still hold. */
  clearedAt: Type.Union([Type.Number(), Type.Null()]),
  /** The worst that it would have had. */
  severity: Severity,
  reading: Type.Union([Type.Number(), Type.Null()]),
})
export type BacktestAlarm = Static<typeof BacktestAlarm>

/** A rule tried on the past. */
export const BacktestResult = Type.Object({
  from: Type.Number(),
  to: Type.Number(),
  /** Stations that the rule looks at, and the readings of them that were judged. */
  stations: Type.Integer(),
  readings: Type.Integer(),
  count: Type.Integer(),
  /** Stations at which it would have been raised three times within a minute. */
  chattering: Type.Array(Type.String()),
  /** Over before anybody could have looked. */
  fleeting: Type.Integer(),
  /** Would still hold at the end. */
  active: Type.Integer(),
  /** For how long, all together, ms. */
  activeMs: Type.Number(),
  /** The newest 500, oldest first. */
  alarms: Type.Array(BacktestAlarm),
})
export type BacktestResult = Static<typeof BacktestResult>

/** A rule as it stood from `at` on. */
export const RuleVersion = Type.Object({
  id: Type.String(),
  /** 1, 2, 3 … for each rule. */
  version: Type.Integer(),
  at: Type.Number(),
  /** User, or `config`. */
  by: Type.String(),
  why: Type.String(),
  /** Off: it judges nothing. */
  isOn: Type.Boolean(),
  /** Null: it was taken away. */
  rule: Type.Union([Rule, Type.Null()]),
})
export type RuleVersion = Static<typeof RuleVersion>

/** A rule being tried on the past. */
export const RuleTry = Type.Object({
  id: Type.String(),
  state: Type.Enum(['running', 'done', 'failed']),
  /** 0 to 1. */
  progress: Type.Number(),
  /** Why it failed. */
  detail: Type.Union([Type.String(), Type.Null()]),
  result: Type.Union([BacktestResult, Type.Null()]),
})
export type RuleTry = Static<typeof RuleTry>

/* Socket.IO, namespace /ops. */

/** A station that changed; `ts`, `values`, `flags` and `index` are absent before its first reading. */
export const StationChange = Type.Object({
  id: Type.String(),
  presence: Presence,
  latest: Type.Optional(Latest),
})
export type StationChange = Static<typeof StationChange>

/** An event with the alarm as it stood after it; two numbers without gaps, of the whole city and of the department that must act. */
export const AlarmMessage = Type.Object({
  seq: Type.Integer(),
  department: Type.String(),
  departmentSeq: Type.Integer(),
  event: AlarmEvent,
  alarm: Alarm,
})
export type AlarmMessage = Static<typeof AlarmMessage>

export const IncidentMessage = Type.Object({ seq: Type.Integer(), event: IncidentEvent, incident: Incident })
export type IncidentMessage = Static<typeof IncidentMessage>

/** What has this number, and everything between it and the number before it that was told, is not for whoever listens. */
export const Pass = Type.Object({ of: Type.Enum(['alarm', 'incident']), seq: Type.Integer() })
export type Pass = Static<typeof Pass>

/** Numbers of the newest alarm event and of the newest incident event. */
export const Head = Type.Object({
  seq: Type.Integer(),
  incidents: Type.Integer(),
  now: Type.Number(),
  /** Time of the newest reading of the whole city, whatever the browser looks at, UTC ms; absent before the first. */
  newestAt: Type.Optional(Type.Number()),
})
export type Head = Static<typeof Head>

/** What a browser looks at; bounds are [west, south, east, north]. Absent = everything, an empty list = nothing. */
export const Watch = Type.Object(
  {
    kinds: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
    districts: Type.Optional(Type.Array(Type.String(), { maxItems: 1000 })),
    bounds: Type.Optional(Type.Tuple([Type.Number(), Type.Number(), Type.Number(), Type.Number()])),
    /** Kinds whose stations are covered wherever they are, whatever the other parts say. */
    everywhere: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
  },
  { additionalProperties: false },
)
export type Watch = Static<typeof Watch>

export const Resume = Type.Object(
  { after: Type.Integer({ minimum: 0 }), incidentsAfter: Type.Optional(Type.Integer({ minimum: 0 })) },
  { additionalProperties: false },
)
export type Resume = Static<typeof Resume>
