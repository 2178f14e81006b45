import { createHmac, randomBytes } from 'node:crypto'
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

/**
 * Gives every station and gateway a name of its own by a key that is thrown away with this function: the same station is the same
 * name throughout, and nobody can tell which it was. What is no readable message is withheld, for nobody knows what is in it.
 */
export function pseudonyms(kindOf: KindOf, key: Buffer = randomBytes(32)): Mask {
  const known = new Map<string, string>()
  const nameOf = (prefix: string, id: string) => {
    let name = known.get(`${prefix} ${id}`)
    if (name === undefined) {
      name = `${prefix}-${createHmac('sha256', key).update(`${prefix} ${id}`).digest('hex').slice(0, 12)}`
      known.set(`${prefix} ${id}`, name)
    }
    return name
  }
  return (topic, payload) => {
    const parts = parseTopic(topic)
    if (!parts || (parts.channel !== 'readings' && parts.channel !== 'status')) return null
    const own = nameOf(parts.of === 'gateway' ? 'gw' : 'st', parts.id)
    const masked =
      parts.of === 'gateway' ? gatewayTopic(own, parts.channel) : stationTopic(parts.kind, own, parts.channel)
    if (parts.channel === 'status') {
      const state = /offline/i.test(payload.toString('utf8')) ? 'offline' : 'online'
      return { topic: masked, text: state }
    }
    const json = readingsIn(payload)
    if (json === null) return null
    if (parts.of === 'station') return { topic: masked, text: JSON.stringify(bare(json)) }
    if (Array.isArray(json)) return null
    const entries = Object.entries(json).map(([id, readings]) => [nameOf('st', id), bare(readings)])
    const kinds = kindsIn(Object.keys(json), kindOf, (id) => nameOf('st', id))
    return { topic: masked, text: JSON.stringify(Object.fromEntries(entries)), kinds }
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

/** Of readings only what the contract knows: what else a device says of itself may tell who it is. */
function bare(readings: unknown): unknown {
  if (Array.isArray(readings)) return readings.map(bare)
  const { ts, seq, values } = (readings ?? {}) as { ts?: unknown; seq?: unknown; values?: unknown }
  return { ...(ts !== undefined && { ts }), ...(seq !== undefined && { seq }), ...(values !== undefined && { values }) }
}

function kindsIn(ids: readonly string[], kindOf: KindOf, nameOf: (id: string) => string = (id) => id) {
  return Object.fromEntries(ids.flatMap((id) => [kindOf(id)].flatMap((kind) => (kind ? [[nameOf(id), kind]] : []))))
}
