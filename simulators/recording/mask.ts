import { createHmac, randomBytes } from 'node:crypto'
import type { Kind } from '../../domain/kind.ts'
import { conversion } from '../../domain/units.ts'
import { UNITS } from '../../domain/units-table.ts'
import { gatewayTopic, parseTopic, stationTopic } from '../../domain/topic.ts'
import { payloadIn, type RecordedMessage } from './recording.ts'

/** Makes of a message what a recording may keep: null where it cannot be made safe. */
export type Mask = (topic: string, payload: Buffer) => Omit<RecordedMessage, 't'> | null

/** Kind of a station; undefined for one that nobody knows. */
export type KindOf = (station: string) => string | undefined

/** Keeps everything as it is. */
export function plain(kindOf: KindOf): Mask {
  return (topic, payload) => {
    const kept = { topic, ...payloadIn(payload) }
    const json = parseTopic(topic)?.of === 'gateway' ? readingsIn(payload) : null
    return json === null ? kept : { ...kept, kinds: kindsIn(Object.keys(json), kindOf) }
  }
}

/** What a masked recording may hold. */
export interface Known {
  readonly kindOf: KindOf
  readonly kinds: ReadonlyMap<string, Pick<Kind, 'values'>>
  /** Called with every value, time or number that is withheld. */
  readonly onWithheld: () => void
}

/**
 * Gives every station and gateway a name of its own by a key that is thrown away with this function: the same station is the same
 * name throughout, and nobody can tell which it was. Of a reading only numbers stay, under names and units that its kind has. What is
 * no readable message, and what nothing stays of, is withheld, for nobody knows what is in it.
 */
export function pseudonyms({ kindOf, kinds, onWithheld }: Known, key: Buffer = randomBytes(32)): Mask {
  const known = new Map<string, string>()
  const nameOf = (prefix: string, id: string) => {
    let name = known.get(`${prefix} ${id}`)
    if (name === undefined) {
      name = `${prefix}-${createHmac('sha256', key).update(`${prefix} ${id}`).digest('hex').slice(0, 12)}`
      known.set(`${prefix} ${id}`, name)
    }
    return name
  }
  const bareOf = (kind: string | undefined, readings: unknown) => {
    const values = kind === undefined ? undefined : kinds.get(kind)?.values
    if (values === undefined) return onWithheld()
    return bare(readings, values, onWithheld)
  }
  return (topic, payload) => {
    const parts = parseTopic(topic)
    if (!parts || (parts.channel !== 'readings' && parts.channel !== 'status')) return null
    if (parts.of === 'station' && !kinds.has(parts.kind)) return null
    const own = nameOf(parts.of === 'gateway' ? 'gw' : 'st', parts.id)
    const masked =
      parts.of === 'gateway' ? gatewayTopic(own, parts.channel) : stationTopic(parts.kind, own, parts.channel)
    if (parts.channel === 'status') {
      const state = /offline/i.test(payload.toString('utf8')) ? 'offline' : 'online'
      return { topic: masked, text: state }
    }
    const json = readingsIn(payload)
    if (json === null) return null
    if (parts.of === 'station') {
      const readings = bareOf(parts.kind, json)
      return readings === undefined ? null : { topic: masked, text: JSON.stringify(readings) }
    }
    if (Array.isArray(json)) return null
    const entries = Object.entries(json).flatMap(([id, readings]) => {
      const kept = bareOf(kindOf(id), readings)
      return kept === undefined ? [] : [[id, kept] as const]
    })
    if (entries.length === 0) return null
    return {
      topic: masked,
      text: JSON.stringify(Object.fromEntries(entries.map(([id, readings]) => [nameOf('st', id), readings]))),
      kinds: kindsIn(
        entries.map(([id]) => id),
        kindOf,
        (id) => nameOf('st', id),
      ),
    }
  }
}

function readingsIn(payload: Buffer): object | null {
  try {
    const json = JSON.parse(payload.toString('utf8')) as unknown
    return typeof json === 'object' ? json : null
  } catch {
    return null
  }
}

type Values = Kind['values']

/** Of readings only what the contract knows: what else a device says of itself may tell who it is. Undefined when nothing stays. */
function bare(readings: unknown, values: Values, onWithheld: () => void): object | undefined {
  if (Array.isArray(readings)) {
    const kept = readings.flatMap((one) => bareReading(one, values, onWithheld) ?? [])
    return kept.length === 0 ? undefined : kept
  }
  return bareReading(readings, values, onWithheld)
}

function bareReading(reading: unknown, values: Values, onWithheld: () => void): object | undefined {
  const { ts, seq, values: sent } = (reading ?? {}) as { ts?: unknown; seq?: unknown; values?: unknown }
  const at = timeOf(ts)
  // Without its time or number it would be another reading.
  if (at === null || (seq !== undefined && !Number.isSafeInteger(seq)) || typeof sent !== 'object' || sent === null) {
    onWithheld()
    return undefined
  }
  const kept = Object.entries(sent).filter(([name, value]) => {
    const isKept = Object.hasOwn(values, name) && isPlain(value, values[name]!)
    if (!isKept) onWithheld()
    return isKept
  })
  if (kept.length === 0) return undefined
  const plainly = kept.map(([name, value]) => [name, valueOf(value as number | Measure)])
  return { ...(at !== undefined && { ts: at }), ...(seq !== undefined && { seq }), values: Object.fromEntries(plainly) }
}

interface Measure {
  readonly value: number
  readonly unit?: string
}

/** UTC ms; undefined where there is none, null for what is no time. */
function timeOf(ts: unknown): number | null | undefined {
  if (ts === undefined) return undefined
  const at = typeof ts === 'string' ? Date.parse(ts) : ts
  return typeof at === 'number' && Number.isFinite(at) ? at : null
}

/** A number, in the unit of its kind or in one of the table that can be turned into it; a note within a unit could say anything. */
function isPlain(sent: unknown, { unit: own, molarMass }: Values[string]): boolean {
  if (typeof sent === 'number') return Number.isFinite(sent)
  const { value, unit } = (sent ?? {}) as { value?: unknown; unit?: unknown }
  if (!Number.isFinite(value)) return false
  if (unit === undefined || unit === own) return true
  return typeof unit === 'string' && UNITS.has(unit) && conversion(unit, own, molarMass) !== null
}

function valueOf(sent: number | Measure): number | Measure {
  if (typeof sent === 'number') return sent
  return sent.unit === undefined ? sent.value : { value: sent.value, unit: sent.unit }
}

function kindsIn(ids: readonly string[], kindOf: KindOf, nameOf: (id: string) => string = (id) => id) {
  return Object.fromEntries(ids.flatMap((id) => [kindOf(id)].flatMap((kind) => (kind ? [[nameOf(id), kind]] : []))))
}
