import { Type, type Static } from 'typebox'
import { Label } from './label.ts'

/** China's four alert colours, IV to I. */
export const SEVERITIES = ['blue', 'yellow', 'orange', 'red'] as const
export const Severity = Type.Enum(['blue', 'yellow', 'orange', 'red'])
export type Severity = (typeof SEVERITIES)[number]

/** Raise above (or below) one level, clear behind another, each only after it has held for a while in event time. */
const Threshold = Type.Object(
  {
    type: Type.Literal('threshold'),
    value: Type.String(),
    above: Type.Optional(Type.Number()),
    below: Type.Optional(Type.Number()),
    /** Level at which it clears; the raise level when not given. */
    clear: Type.Optional(Type.Number()),
    forSeconds: Type.Optional(Type.Number({ minimum: 0 })),
    clearForSeconds: Type.Optional(Type.Number({ minimum: 0 })),
  },
  { additionalProperties: false },
)

/** Nothing heard from a station for so many of its intervals. */
const Silent = Type.Object(
  { type: Type.Literal('silent'), intervals: Type.Number({ minimum: 2 }) },
  { additionalProperties: false },
)

/** The kind's index stands at this level or worse (level 1 is the best). */
const IndexClass = Type.Object(
  {
    type: Type.Literal('index'),
    level: Type.Integer({ minimum: 2 }),
    forSeconds: Type.Optional(Type.Number({ minimum: 0 })),
    clearForSeconds: Type.Optional(Type.Number({ minimum: 0 })),
  },
  { additionalProperties: false },
)

export const Condition = Type.Union([Threshold, Silent, IndexClass])
export type Condition = Static<typeof Condition>

const rule = {
  id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,60}$' }),
  label: Label,
  severity: Severity,
  when: Condition,
  /** What the operator is to do. */
  response: Label,
  /** Department that must act; the station's owner when not given. */
  owner: Type.Optional(Type.String()),
}

/** A rule as a kind's file gives it: for stations of that kind. */
export const RuleOfKind = Type.Object(rule, { additionalProperties: false })
export type RuleOfKind = Static<typeof RuleOfKind>

/** A rule as `config/rules` gives it. */
export const Rule = Type.Object(
  {
    ...rule,
    kind: Type.String(),
    districts: Type.Optional(Type.Array(Type.String())),
    stations: Type.Optional(Type.Array(Type.String())),
  },
  { additionalProperties: false },
)
export type Rule = Static<typeof Rule>
