import { randomBytes } from 'node:crypto'
import { gatewayTopic, parseTopic, stationTopic } from '../../domain/topic.ts'

/** The name that a station or gateway of a recording has this time. */
export type NameOf = (id: string) => string

const SUFFIX_BYTES = 3
const LONGEST_ID = 63

/** What no run has had behind its names before: an id that was retired stays taken for ever. */
export function freshSuffix(): string {
  return `-${randomBytes(SUFFIX_BYTES).toString('hex')}`
}

/** Names with the suffix behind them; those in `kept` stay what they are. The same id is the same name throughout. */
export function namesWith(suffix: string, kept: ReadonlySet<string>): NameOf {
  return (id) => (kept.has(id) ? id : `${id.slice(0, LONGEST_ID - suffix.length)}${suffix}`)
}

/** A message under other names: in its topic, and in what a gateway says of its stations. */
export function renamed(topic: string, payload: Buffer, nameOf: NameOf): { topic: string; payload: Buffer } {
  const parts = parseTopic(topic)
  if (!parts) return { topic, payload }
  const id = nameOf(parts.id)
  if (parts.of === 'station') return { topic: stationTopic(parts.kind, id, parts.channel), payload }
  const own = gatewayTopic(id, parts.channel)
  return { topic: own, payload: parts.channel === 'readings' ? renamedReadings(payload, nameOf) : payload }
}

function renamedReadings(payload: Buffer, nameOf: NameOf): Buffer {
  let json: unknown
  try {
    json = JSON.parse(payload.toString('utf8'))
  } catch {
    // Nobody can read it, so it names nobody.
    return payload
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return payload
  return Buffer.from(JSON.stringify(Object.fromEntries(Object.entries(json).map(([id, one]) => [nameOf(id), one]))))
}
