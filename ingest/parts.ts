import { elementsAt, entriesAt, type Span, spanOf } from '../domain/json-spans.ts'
import { parseTopic } from '../domain/topic.ts'

/** One reading of a message, by where it stands in the bytes. */
export interface Part {
  /** Steps from the whole message to it. */
  readonly path: readonly (string | number)[]
  readonly span: Span
}

/** Whether what comes on a topic is a gateway's, `{"<station>": reading or [readings], …}`. */
export function isOfGateway(topic: string): boolean {
  return parseTopic(topic)?.of === 'gateway'
}

/** The readings of a message in the order in which the line counts them; empty when it is not JSON. */
export function partsOf(payload: Uint8Array, ofGateway: boolean): readonly Part[] {
  const json = parsed(payload)
  if (json === undefined) return []
  if (!ofGateway) {
    const elements = elementsAt(payload)
    if (elements) return elements.map((span, n) => ({ path: [n], span }))
    return [{ path: [], span: spanOf(payload, [])! }]
  }
  const spans = entriesAt(payload)
  if (!spans || typeof json !== 'object' || json === null) return []
  // JSON.parse puts names that are whole numbers first: its order is the line's.
  return Object.keys(json).flatMap((station): Part[] => {
    const span = spans.get(station)
    if (!span) return []
    const elements = elementsAt(payload, span.from)
    return elements?.map((of, n) => ({ path: [station, n], span: of })) ?? [{ path: [station], span }]
  })
}

const OPEN_ARRAY = 0x5b

/** The bytes of one reading, as a message of its own for the same topic that has no other part. */
export function messageOf(payload: Uint8Array, { path, span }: Part, ofGateway: boolean): Buffer {
  const cut = Buffer.from(payload.subarray(span.from, span.to))
  // What is sent for a reading may be an array: as a message it would be taken for several.
  const bytes = cut[0] === OPEN_ARRAY ? Buffer.concat([Buffer.from('['), cut, Buffer.from(']')]) : cut
  if (!ofGateway) return bytes
  return Buffer.concat([Buffer.from(`{${JSON.stringify(path[0])}:`), bytes, Buffer.from('}')])
}

/** The bytes of several readings, as one message for the same topic. */
export function messageOfAll(payload: Uint8Array, parts: readonly Part[], ofGateway: boolean): Buffer {
  const arrayOf = (some: readonly Part[]) => {
    const cuts = some.flatMap(({ span }, n) => [Buffer.from(n === 0 ? '' : ','), payload.subarray(span.from, span.to)])
    return Buffer.concat([Buffer.from('['), ...cuts, Buffer.from(']')])
  }
  if (!ofGateway) return arrayOf(parts)
  const entries = [...Map.groupBy(parts, ({ path }) => path[0])].flatMap(([station, some], n) => [
    Buffer.from(`${n === 0 ? '' : ','}${JSON.stringify(station)}:`),
    arrayOf(some),
  ])
  return Buffer.concat([Buffer.from('{'), ...entries, Buffer.from('}')])
}

function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { ignoreBOM: true }).decode(payload)) as unknown
  } catch {
    return undefined
  }
}
