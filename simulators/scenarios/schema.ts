import { Type, type Static } from 'typebox'
import { Label } from '../../domain/label.ts'
import { Severity } from '../../domain/severity.ts'
import { Id } from '../../domain/station.ts'
import { Effect } from './effect.ts'

const strict = { additionalProperties: false }
const Text = Type.Object({ zh: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) }, strict)
const Ids = Type.Array(Id, { minItems: 1 })

/** Minutes from the beginning. */
const Window = Type.Tuple([Type.Number({ minimum: 0 }), Type.Number({ minimum: 0 })])

const alarms = {
  /** Of the city, or `gateway-offline`. */
  rule: Id,
  /** Stations or gateways; anywhere when neither is given. */
  stations: Type.Optional(Ids),
  districts: Type.Optional(Ids),
}

/** An alarm that must be raised: at each of the stations that are named, else somewhere in the districts. */
export const ExpectedAlarm = Type.Object(
  {
    ...alarms,
    /** The worst that it comes to. */
    severity: Type.Optional(Severity),
    /** When it is raised, by the time of the measurement. */
    within: Window,
    /** How many at least; 1 when no station is named. */
    atLeast: Type.Optional(Type.Integer({ minimum: 1 })),
    /** It is over again by the end of the scenario. */
    clears: Type.Optional(Type.Boolean()),
    /** It is set aside, because something else explains it. */
    suppressed: Type.Optional(Type.Boolean()),
  },
  strict,
)
export type ExpectedAlarm = Static<typeof ExpectedAlarm>

/** Alarms that may be raised, or must not be. */
export const AlarmScope = Type.Object(alarms, strict)
export type AlarmScope = Static<typeof AlarmScope>

/** An incident that must come of it. */
export const ExpectedIncident = Type.Object(
  {
    cause: Id,
    severity: Type.Optional(Severity),
    districts: Type.Optional(Ids),
    /** Alarms in it, at least. */
    members: Type.Optional(Type.Integer({ minimum: 2 })),
    within: Window,
  },
  strict,
)
export type ExpectedIncident = Static<typeof ExpectedIncident>

/** What the city is to make of a scenario; any other alarm of these stations is a difference. */
export const Expectation = Type.Object(
  {
    alarms: Type.Array(ExpectedAlarm),
    incidents: Type.Optional(Type.Array(ExpectedIncident)),
    /** May be raised, need not. */
    may: Type.Optional(Type.Array(AlarmScope)),
    /** Must not be raised: what an operator would be misled by. */
    not: Type.Optional(Type.Array(AlarmScope)),
  },
  strict,
)
export type Expectation = Static<typeof Expectation>

/** A file of `simulators/scenarios`. */
export const ScenarioFile = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$' }),
    label: Label,
    /** What it is for, and what a trainee should see in it. */
    about: Text,
    /** Local date and time at which it begins where no other is asked for. */
    begins: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$' }),
    minutes: Type.Integer({ minimum: 1, maximum: 60 * 24 * 3 }),
    /** Quiet time before it, so that hour means and usual values are there. */
    leadMinutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 60 * 24 })),
    seed: Type.Optional(Type.Integer({ minimum: 0 })),
    /** What the weather is while it lasts; the simulated city's own where nothing is said. */
    weather: Type.Optional(
      Type.Object(
        {
          windFrom: Type.Optional(Type.Number({ minimum: 0, maximum: 360 })),
          windSpeed: Type.Optional(Type.Number({ minimum: 0 })),
          rain: Type.Optional(Type.Number({ minimum: 0 })),
          heat: Type.Optional(Type.Number()),
          runoff: Type.Optional(Type.Number({ minimum: 0 })),
          inversion: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
        },
        strict,
      ),
    ),
    events: Type.Array(Effect, { minItems: 1 }),
    expect: Expectation,
  },
  strict,
)
export type ScenarioFile = Static<typeof ScenarioFile>
