import { entriesAt, jsonErrorAt, type Span, spanOf } from '../domain/json-spans.ts'
import { isOfGateway, partsOf } from './parts.ts'

const ENVELOPE = new Set(['ts', 'seq', 'values'])

/** Where in the bytes of a message a fault is, a value with its name; null when it is of the whole, or cannot be told. */
export function faultPlace(
  bytes: Uint8Array,
  of: { readonly topic: string; readonly item: number | null; readonly reason: string; readonly field: string | null },
): Span | null {
  if (of.reason === 'not-json') {
    const at = jsonErrorAt(bytes)
    return at === null ? null : { from: at, to: Math.min(bytes.length, at + 1) }
  }
  const parts = partsOf(bytes, isOfGateway(of.topic))
  // A letter mostly has the bytes of its one reading, whatever its number in the message was.
  const part = parts.length === 1 ? parts[0] : parts[of.item ?? 0]
  if (!part) return null
  if (of.field === null) return of.item === null ? null : part.span
  const within = ENVELOPE.has(of.field) ? part.path : [...part.path, 'values']
  const object = spanOf(bytes, within)
  const found = object && entriesAt(bytes, object.from)?.get(of.field)
  return found ? { from: found.nameFrom, to: found.to } : null
}
