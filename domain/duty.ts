import { Type, type Static } from 'typebox'
import { Label } from './label.ts'
import { Severity } from './severity.ts'

const Id = Type.String({ pattern: '^[a-z][a-z0-9-]{0,60}$' })
const Time = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' })
const Minutes = Type.Number({ minimum: 0, maximum: 10_080 })

/** What somebody is on duty as. */
export const Position = Type.Enum(['duty-officer', 'shift-lead', 'head'])
export type Position = Static<typeof Position>
export const POSITIONS: readonly Position[] = ['duty-officer', 'shift-lead', 'head']

/** A person who can be called. */
export const Contact = Type.Object(
  {
    id: Id,
    name: Label,
    department: Type.String(),
    /** Account with which this person signs in. */
    user: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    /** How to reach this person, the first one first. */
    addresses: Type.Optional(
      Type.Array(
        Type.Object(
          {
            channel: Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }),
            address: Type.String({ minLength: 1, maxLength: 300 }),
          },
          { additionalProperties: false },
        ),
        { maxItems: 10 },
      ),
    ),
  },
  { additionalProperties: false },
)
export type Contact = Static<typeof Contact>

/** In a pattern: nobody works this shift. */
export const NO_TEAM = '-'

/** Who is on duty in one position of a department: shifts of a local day, and the teams that take them in turn. */
export const Roster = Type.Object(
  {
    id: Id,
    label: Label,
    department: Type.String(),
    position: Position,
    /** Local date of the first day of the pattern, which goes on for ever, before it as well. */
    starts: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' }),
    /** Local times of hand-over. A shift that ends when or before it begins ends on the next day. */
    shifts: Type.Array(Type.Object({ label: Label, from: Time, to: Time }, { additionalProperties: false }), {
      minItems: 1,
      maxItems: 12,
    }),
    teams: Type.Array(
      Type.Object(
        { id: Type.String({ pattern: '^[A-Za-z0-9]{1,12}$' }), people: Type.Array(Id, { maxItems: 50 }) },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 60 },
    ),
    /** Days one after the other: the team of each shift, `-` for none. */
    pattern: Type.Array(
      Type.Object(
        {
          /** So many days alike; 1 when not given. */
          days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 })),
          on: Type.Array(Type.String({ minLength: 1, maxLength: 12 }), { minItems: 1, maxItems: 12 }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 366 },
    ),
    /** `shifts`: nobody is expected between the shifts; else somebody must be on duty at any time. */
    covers: Type.Optional(Type.Enum(['always', 'shifts'])),
  },
  { additionalProperties: false },
)
export type Roster = Static<typeof Roster>

/** A departure from a roster: a swap, a stand-in, somebody more or less. */
export const Override = Type.Object(
  {
    id: Id,
    roster: Id,
    /** UTC ms. */
    from: Type.Number(),
    to: Type.Number(),
    /** Who is not on duty meanwhile. */
    off: Type.Optional(Id),
    /** Who is. */
    on: Type.Optional(Id),
  },
  { additionalProperties: false },
)
export type Override = Static<typeof Override>

/** Who is called, one level after the other, until somebody has taken an alarm up. */
export const Chain = Type.Object(
  {
    id: Id,
    label: Label,
    /** `ack`: nobody has acknowledged; minutes count from when it began to wait. `respond`: nobody has dealt with it by its target; minutes count from there. */
    on: Type.Enum(['ack', 'respond']),
    /** Departments that must act; all when not given. `monitor` is that of the monitor's own alarms. */
    departments: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: 100 })),
    severities: Type.Optional(Type.Array(Severity, { minItems: 1, maxItems: 4 })),
    levels: Type.Array(
      Type.Object(
        {
          afterMinutes: Minutes,
          position: Position,
          /** The department that must act when not given. */
          department: Type.Optional(Type.String()),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 12 },
    ),
    /** The last level is called again so often; once when not given. */
    repeatMinutes: Type.Optional(Type.Number({ minimum: 0.01, maximum: 10_080 })),
  },
  { additionalProperties: false },
)
export type Chain = Static<typeof Chain>

/** By when an alarm is to be acknowledged and dealt with; a rule's own times go before. */
export const Target = Type.Object(
  {
    id: Id,
    severity: Severity,
    /** All when not given; one that names the department goes before one that does not. */
    department: Type.Optional(Type.String()),
    ackSeconds: Type.Optional(Type.Integer({ minimum: 1 })),
    respondSeconds: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  { additionalProperties: false },
)
export type Target = Static<typeof Target>

/** All that says who is on duty and who is called. */
export interface Duty {
  readonly contacts: readonly Contact[]
  readonly rosters: readonly Roster[]
  readonly overrides: readonly Override[]
  readonly escalations: readonly Chain[]
  readonly targets: readonly Target[]
}

/** The lists of `Duty`, by name. */
export const DUTY_LISTS = {
  contacts: Contact,
  rosters: Roster,
  overrides: Override,
  escalations: Chain,
  targets: Target,
} as const
export type DutyList = keyof typeof DUTY_LISTS

/** One item of a list. */
export type DutyItem = Duty[DutyList][number]

export const NO_DUTY: Duty = { contacts: [], rosters: [], overrides: [], escalations: [], targets: [] }

/** An item as it stood from `at` on. */
export const DutyVersion = Type.Object({
  list: Type.Enum(['contacts', 'rosters', 'overrides', 'escalations', 'targets']),
  id: Type.String(),
  /** 1, 2, 3 … for each item. */
  version: Type.Integer(),
  at: Type.Number(),
  /** User, or `config`. */
  by: Type.String(),
  why: Type.String(),
  /** Null: it was taken away. */
  item: Type.Union([Contact, Roster, Override, Chain, Target, Type.Null()]),
})
export type DutyVersion = Static<typeof DutyVersion>
