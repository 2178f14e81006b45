import { Type, type Static } from 'typebox'
import { Condition } from './condition.ts'
import { Label } from './label.ts'
import { IncidentCause } from './incident-cause.ts'
import { Severity } from './severity.ts'

const rule = {
  id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,60}$' }),
  label: Label,
  severity: Severity,
  when: Condition,
  /** What the operator is to do. */
  response: Label,
  /** What comes of it when nobody does. */
  consequence: Type.Optional(Label),
  /** By when somebody must have taken it up, and by when it must have been dealt with; seconds from the raise. */
  ackSeconds: Type.Optional(Type.Integer({ minimum: 1 })),
  respondSeconds: Type.Optional(Type.Integer({ minimum: 1 })),
  /** The longer it holds, the worse it is: the severity from so many seconds after the raise on. */
  escalate: Type.Optional(
    Type.Array(
      Type.Object({ afterSeconds: Type.Integer({ minimum: 1 }), severity: Severity }, { additionalProperties: false }),
      { minItems: 1, maxItems: 3 },
    ),
  ),
  /** So many stations of one district within so many seconds raise each of their alarms one colour. */
  spread: Type.Optional(
    Type.Object(
      { stations: Type.Integer({ minimum: 2 }), withinSeconds: Type.Integer({ minimum: 1 }) },
      { additionalProperties: false },
    ),
  ),
  /** Department that must act; the station's owner when not given. */
  owner: Type.Optional(Type.String()),
  /**
   * What its alarms have in common with those of other rules, whatever their kind: near each other in place and time they are one
   * incident. False: each stands alone. Not given: worked out from the kind and the condition.
   */
  incident: Type.Optional(Type.Union([IncidentCause, Type.Literal(false)])),
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
