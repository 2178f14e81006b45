import { Type, type Static, type TProperties } from 'typebox'
import { Severity } from './severity.ts'

const Seconds = Type.Number({ minimum: 0 })
const Optional = Type.Optional

/** How long it must hold before it raises, and be back before it clears; in event time. */
const holds = { forSeconds: Optional(Seconds), clearForSeconds: Optional(Seconds) }

/** Where a part of a group looks, when not at the rule's own station. */
const Where = Type.Union([
  /** At this one station. */
  Type.Object({ station: Type.String() }, { additionalProperties: false }),
  /** At any station of this kind in the same district. */
  Type.Object({ kind: Type.String() }, { additionalProperties: false }),
])

/** From `at` on (in the rule's direction) the alarm has this severity; back at `clear` it has the one before. */
const Level = Type.Object(
  { severity: Severity, at: Type.Number(), clear: Optional(Type.Number()) },
  { additionalProperties: false },
)
export type Level = Static<typeof Level>
const levels = { levels: Optional(Type.Array(Level, { minItems: 1, maxItems: 3 })) }

/** Raise above (or below) one level, clear behind another, each only after it has held for a while. */
const threshold = {
  type: Type.Literal('threshold'),
  value: Type.String(),
  above: Optional(Type.Number()),
  below: Optional(Type.Number()),
  /** Level at which it clears; the raise level when neither this nor `deadband` is given. */
  clear: Optional(Type.Number()),
  /** Distance of the clear level from the raise level. */
  deadband: Optional(Type.Number({ exclusiveMinimum: 0 })),
  ...holds,
  ...levels,
}

/** Rises (or falls) by more than so much within so many seconds. */
const rate = {
  type: Type.Literal('rate'),
  value: Type.String(),
  rises: Optional(Type.Number({ exclusiveMinimum: 0 })),
  falls: Optional(Type.Number({ exclusiveMinimum: 0 })),
  withinSeconds: Type.Number({ exclusiveMinimum: 0, maximum: 86_400 }),
  ...holds,
  ...levels,
}

/** Nothing heard from a station for so many of its intervals. */
const silent = { type: Type.Literal('silent'), intervals: Type.Number({ minimum: 2 }) }

/** Does not move by more than `tolerance` for so long. */
const flat = {
  type: Type.Literal('flat'),
  value: Type.String(),
  tolerance: Type.Number({ minimum: 0 }),
  forSeconds: Type.Number({ exclusiveMinimum: 0 }),
}

/** At least `bad` of the last `of` readings are suspect or worse; of one value, or of any when none is named. */
const quality = {
  type: Type.Literal('quality'),
  value: Optional(Type.String()),
  bad: Type.Integer({ minimum: 1, maximum: 60 }),
  of: Type.Integer({ minimum: 1, maximum: 60 }),
}

/** The kind's index stands at this level or worse (level 1 is the best). */
const index = { type: Type.Literal('index'), level: Type.Integer({ minimum: 2 }), ...holds, ...levels }

/** More than `times` standard deviations from what is usual for this station at this hour of this weekday. */
const unusual = {
  type: Type.Literal('unusual'),
  value: Type.String(),
  times: Type.Number({ minimum: 1 }),
  direction: Optional(Type.Enum(['above', 'below'])),
  /** Smaller departures are never unusual, in the value's unit. */
  atLeast: Optional(Type.Number({ minimum: 0 })),
  /** Weeks that must be known of an hour before it is judged; 3 when not given. */
  weeks: Optional(Type.Integer({ minimum: 1, maximum: 52 })),
  ...holds,
  ...levels,
}

const strict = { additionalProperties: false } as const
const alone = <T extends TProperties>(leaf: T) => Type.Object(leaf, strict)
const placed = <T extends TProperties>(leaf: T) => Type.Object({ ...leaf, where: Optional(Where) }, strict)

/** A condition on what one station says; `where` only within a group. */
export const Leaf = Type.Union([
  placed(threshold),
  placed(rate),
  placed(silent),
  placed(flat),
  placed(quality),
  placed(index),
  placed(unusual),
])
export type Leaf = Static<typeof Leaf>

const Not = Type.Object({ type: Type.Literal('not'), of: Leaf }, strict)
const Way = Type.Enum(['all', 'any'])
const bounds = { minItems: 2, maxItems: 8 }
const Inner = Type.Object({ type: Way, of: Type.Array(Type.Union([...Leaf.anyOf, Not]), bounds) }, strict)
const Outer = Type.Object(
  { type: Way, of: Type.Array(Type.Union([...Leaf.anyOf, Not, Inner]), bounds), ...holds },
  strict,
)

/** All or any of several conditions, two groups deep at the most; `not` turns one around. */
export type Group = Static<typeof Outer>
export type Member = Group['of'][number]

export const Condition = Type.Union([
  alone(threshold),
  alone(rate),
  alone(silent),
  alone(flat),
  alone(quality),
  alone(index),
  alone(unusual),
  Outer,
])
export type Condition = Leaf | Group

export function isGroup(when: Condition | Member): when is Group {
  return when.type === 'all' || when.type === 'any'
}
