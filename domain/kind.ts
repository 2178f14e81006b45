import { Type, type Static } from 'typebox'
import { Label } from './label.ts'
import { Priority } from './priority.ts'
import { RuleOfKind } from './rule.ts'

const Span = Type.Tuple([Type.Number(), Type.Number()])

/** What one value of a kind is: its unit, and the bounds its quality is tested against. */
export const ValueSpec = Type.Object(
  {
    /** UCUM code that the value is stored in. */
    unit: Type.String({ minLength: 1 }),
    label: Label,
    decimals: Type.Integer({ minimum: 0, maximum: 6 }),
    /** QARTOD 4: outside this span the value fails; inclusive. */
    fail: Type.Optional(Span),
    /** QARTOD 4: outside this span the value is suspect; inclusive. */
    suspect: Type.Optional(Span),
    /** QARTOD 6: [suspect, fail] height above both neighbours, or depth below both, in time. */
    spike: Type.Optional(Span),
    /** QARTOD 7: largest plausible change per minute. */
    ratePerMinute: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    /** QARTOD 8: unchanged for so long; off where a value may rightly stand still. */
    flat: Type.Optional(
      Type.Object(
        {
          suspectSeconds: Type.Number({ exclusiveMinimum: 0 }),
          failSeconds: Type.Number({ exclusiveMinimum: 0 }),
          tolerance: Type.Number({ minimum: 0 }),
        },
        { additionalProperties: false },
      ),
    ),
    /** g/mol; set for gases that may arrive as a mole fraction. */
    molarMass: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    /** Limits of a standard, drawn as lines on charts. */
    limits: Type.Optional(
      Type.Array(Type.Object({ at: Type.Number(), label: Label }, { additionalProperties: false })),
    ),
  },
  { additionalProperties: false },
)
export type ValueSpec = Static<typeof ValueSpec>

/** QARTOD 9, as data: while every `when` holds, `value` is to lie within the bounds; else `marks` get `flag`. */
export const Relation = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z][a-z0-9-]*$' }),
    value: Type.String(),
    /** value <= other * times + plus (other = 0 when not named). */
    atMost: Type.Optional(
      Type.Object(
        {
          value: Type.Optional(Type.String()),
          times: Type.Optional(Type.Number()),
          plus: Type.Optional(Type.Number()),
        },
        { additionalProperties: false },
      ),
    ),
    /** value >= other * times + plus. */
    atLeast: Type.Optional(
      Type.Object(
        {
          value: Type.Optional(Type.String()),
          times: Type.Optional(Type.Number()),
          plus: Type.Optional(Type.Number()),
        },
        { additionalProperties: false },
      ),
    ),
    when: Type.Optional(
      Type.Array(
        Type.Object(
          {
            value: Type.String(),
            above: Type.Optional(Type.Number()),
            below: Type.Optional(Type.Number()),
            equals: Type.Optional(Type.Number()),
          },
          { additionalProperties: false },
        ),
      ),
    ),
    marks: Type.Array(Type.String(), { minItems: 1 }),
    flag: Type.Union([Type.Literal(3), Type.Literal(4)]),
  },
  { additionalProperties: false },
)
export type Relation = Static<typeof Relation>

/** A named index of `domain/indices`, or classes by the bands of one value. */
export const IndexChoice = Type.Union([
  Type.Object(
    { model: Type.Enum(['cn-aqi', 'water-class', 'noise-zone', 'traffic', 'parking']) },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      model: Type.Literal('bands'),
      value: Type.String(),
      /** Level 1 is the best; a level holds from `from` upwards (or downwards when `falling`). */
      falling: Type.Optional(Type.Boolean()),
      levels: Type.Array(
        Type.Object(
          { from: Type.Number(), label: Label, colour: Type.String({ pattern: '^#[0-9A-Fa-f]{6}$' }) },
          { additionalProperties: false },
        ),
        { minItems: 2 },
      ),
    },
    { additionalProperties: false },
  ),
])
export type IndexChoice = Static<typeof IndexChoice>

/** How a value moves in the simulated city; every kind is simulated from these words alone. */
export const Signal = Type.Object(
  {
    base: Type.Number(),
    /** Standard deviation of the station-to-station offset. */
    spread: Type.Optional(Type.Number({ minimum: 0 })),
    /** Half the daily swing, and the local hours at which it peaks. */
    daily: Type.Optional(
      Type.Object(
        { swing: Type.Number(), peaks: Type.Array(Type.Number({ minimum: 0, maximum: 24 }), { minItems: 1 }) },
        { additionalProperties: false },
      ),
    ),
    /** Factor on the daily swing at weekends. */
    weekend: Type.Optional(Type.Number({ minimum: 0 })),
    /** The same on public holidays; as at weekends when not given. */
    holiday: Type.Optional(Type.Number({ minimum: 0 })),
    /**
     * How far what the whole city shares moves it: units per standard deviation of the field; per 1 for `inversion` (0 to 1) and
     * `season` (-1 in January, 1 in July). `river` comes down the main river, `runoff` is rain on its way to it.
     */
    fields: Type.Optional(
      Type.Object(
        {
          haze: Type.Optional(Type.Number()),
          heat: Type.Optional(Type.Number()),
          wind: Type.Optional(Type.Number()),
          rain: Type.Optional(Type.Number()),
          bustle: Type.Optional(Type.Number()),
          inversion: Type.Optional(Type.Number()),
          season: Type.Optional(Type.Number()),
          river: Type.Optional(Type.Number()),
          runoff: Type.Optional(Type.Number()),
        },
        { additionalProperties: false },
      ),
    ),
    /** Added to the base by what a station says of itself: trait → word → units. */
    byTrait: Type.Optional(Type.Record(Type.String(), Type.Record(Type.String(), Type.Number()))),
    noise: Type.Optional(Type.Number({ minimum: 0 })),
    /** What the instrument adds to the truth. */
    sensor: Type.Optional(
      Type.Object(
        {
          /** Wanders off by so much in 30 days (standard deviation over instruments), until it is calibrated. */
          drift: Type.Optional(Type.Number({ minimum: 0 })),
          /** From calibration to calibration; 30 when not given. */
          calibratedDays: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
          /** Seconds after which it shows 63 % of a step. */
          responseSeconds: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
          /** Detection limit: three standard deviations of its reading of nothing. */
          limit: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
        },
        { additionalProperties: false },
      ),
    ),
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
    /** Rises by so much an hour and falls back to `min` when emptied (waste bins). */
    fills: Type.Optional(
      Type.Object({ perHour: Type.Number(), emptiedAt: Type.Number() }, { additionalProperties: false }),
    ),
  },
  { additionalProperties: false },
)
export type Signal = Static<typeof Signal>

/** A feed kind: everything that the city knows of, say, air stations. One file of `config/kinds` is one kind. */
export const Kind = Type.Object(
  {
    /** Reserved: `gateways`, `alarms`. */
    id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }),
    label: Label,
    standard: Type.Optional(Type.String()),
    /** Department that owns the feed. */
    owner: Type.String(),
    sharing: Type.Enum(['mandatory', 'on-demand', 'withheld']),
    /** Cadence that a station of this kind is expected to keep. */
    everySeconds: Type.Number({ exclusiveMinimum: 0 }),
    /** Its stations sleep for days and have no clock to count on: a password that they sign may live thirty days, not one. */
    sleepy: Type.Optional(Type.Boolean()),
    /** Of its stations; `normal` when not given. */
    priority: Type.Optional(Priority),
    /** Shape on the map; never colour alone. */
    shape: Type.Enum(['circle', 'square', 'triangle', 'diamond', 'pentagon', 'hexagon', 'cross', 'star']),
    /** Value shown where there is room for one. */
    headline: Type.String(),
    values: Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,40}$' }), ValueSpec, {
      minProperties: 1,
      additionalProperties: false,
    }),
    relations: Type.Optional(Type.Array(Relation)),
    index: Type.Optional(IndexChoice),
    /** What a station of this kind must say of itself, for example the noise zone. */
    traits: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Object(
          {
            label: Label,
            type: Type.Enum(['number', 'text']),
            oneOf: Type.Optional(Type.Array(Type.String())),
            default: Type.Union([Type.Number(), Type.String()]),
          },
          { additionalProperties: false },
        ),
      ),
    ),
    rules: Type.Optional(Type.Array(RuleOfKind)),
    /** Days that readings are kept; kept for ever when not given. */
    retainDays: Type.Optional(Type.Integer({ minimum: 1 })),
    simulate: Type.Optional(
      Type.Object(
        {
          model: Type.Optional(Type.Enum(['signals', 'parking', 'traffic'])),
          signals: Type.Record(Type.String(), Signal),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)
export type Kind = Static<typeof Kind>

/** Kinds by id. */
export type Kinds = ReadonlyMap<string, Kind>

/** Names of a kind's values in the order that columns keep. */
export function valueNames(kind: Kind): readonly string[] {
  return Object.keys(kind.values)
}
