import { Type, type Static } from 'typebox'
import type { Fault } from './errors.ts'

/** What becomes of a value that is sent under a name of the vendor's own. */
export const FieldRule = Type.Object(
  {
    /** Name that the kind knows it by; null: it is left out. */
    to: Type.Union([Type.String({ minLength: 1, maxLength: 41 }), Type.Null()]),
    /** UCUM code of the unit that it is sent in, unless the message says one itself. */
    unit: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
    /** What was sent, times `factor`, plus `plus`. */
    factor: Type.Optional(Type.Number()),
    plus: Type.Optional(Type.Number()),
    /** A number sent as text, `"35.2"`, is taken for a number. */
    fromText: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type FieldRule = Static<typeof FieldRule>

/** How messages of a vendor or a station become what the city's contract says, as data. */
export const FieldMap = Type.Object(
  {
    /** By the name that is sent. Names that are not here stay as they are. */
    values: Type.Record(Type.String({ pattern: '^[\\s\\S]{1,60}$' }), FieldRule, {
      maxProperties: 100,
      additionalProperties: false,
    }),
    /** What `ts` counts when it is a number; milliseconds when not given. */
    time: Type.Optional(Type.Enum(['s', 'us', 'ns'])),
  },
  { additionalProperties: false },
)
export type FieldMap = Static<typeof FieldMap>

/** Whose messages a map is for. */
export const FIELD_MAP_SCOPES = ['vendor', 'station'] as const
export const FieldMapKey = Type.Object(
  {
    of: Type.Enum([...FIELD_MAP_SCOPES]),
    /** Name of the vendor or id of the station. */
    name: Type.String({ minLength: 1, maxLength: 64 }),
    kind: Type.String({ minLength: 1, maxLength: 31 }),
  },
  { additionalProperties: false },
)
export type FieldMapKey = Static<typeof FieldMapKey>

/** A version of a field map; the newest of its key is the one in force. */
export const FieldMapEntry = Type.Object({
  ...FieldMapKey.properties,
  /** Number of the version, over all maps. */
  version: Type.Integer(),
  /** Null: taken away. */
  map: Type.Union([FieldMap, Type.Null()]),
  /** Also for new readings, not for replays alone. */
  isOn: Type.Boolean(),
  reason: Type.String(),
  by: Type.String(),
  at: Type.Number(),
  /** Position of the first message that it is for. */
  fromPosition: Type.Integer(),
})
export type FieldMapEntry = Static<typeof FieldMapEntry>

const MS_OF = { s: 1_000, us: 1 / 1_000, ns: 1 / 1_000_000 } as const
const DECIMAL = /^\s*[+-]?\d{1,300}(\.\d{1,300})?([eE][+-]?\d{1,3})?\s*$/

/** A reading as the contract wants it; what the map does not speak of, and what is no reading, stays as it is. */
export function mapped(json: unknown, map: FieldMap): { readonly json: unknown } | Fault {
  if (!isObject(json)) return { json }
  const changed: Record<string, unknown> = { ...json }
  const { ts, values } = json
  if (map.time !== undefined && typeof ts === 'number') changed['ts'] = ts * MS_OF[map.time]
  if (!isObject(values)) return { json: changed }
  const sentAs = new Map<string, string>()
  const entries: [string, unknown][] = []
  for (const [sent, value] of Object.entries(values)) {
    const rule = Object.hasOwn(map.values, sent) ? map.values[sent] : undefined
    const name = rule === undefined ? sent : rule.to
    if (name === null) continue
    const other = sentAs.get(name)
    if (other !== undefined) {
      const detail = `values.${other.slice(0, 60)} and values.${sent.slice(0, 60)} are both ${name} in the field map`
      return { reason: 'mapped-twice', detail, field: sent.slice(0, 60) }
    }
    sentAs.set(name, sent)
    entries.push([name, rule === undefined ? value : ruled(value, rule)])
  }
  changed['values'] = Object.fromEntries(entries)
  return { json: changed }
}

function ruled(value: unknown, rule: FieldRule): unknown {
  const { unit, factor = 1, plus = 0, fromText = false } = rule
  if (isObject(value)) {
    const inner = ruled(value['value'], { to: rule.to, factor, plus, fromText })
    return { ...value, value: inner, ...(unit !== undefined && value['unit'] === undefined && { unit }) }
  }
  const number = fromText && typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value
  if (typeof number !== 'number') return number
  const scaled = number * factor + plus
  return unit === undefined ? scaled : { value: scaled, unit }
}

function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
