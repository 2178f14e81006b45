/** Part of some bytes: `from` inclusive, `to` exclusive. */
export interface Span {
  readonly from: number
  readonly to: number
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/** Offset of the first byte that JSON does not allow there (the length when the end came too soon); null when it is JSON. */
export function jsonErrorAt(bytes: Uint8Array): number | null {
  // Closing bytes of what is open. Not the call stack: a sender decides how deep it nests.
  const open: number[] = []
  let at = space(bytes, 0)
  let expected: 'value' | 'value or end' | 'key' | 'key or end' | 'more' = 'value'
  for (;;) {
    const byte = bytes[at]
    if (byte === undefined) return expected === 'more' && open.length === 0 ? null : at
    if (expected === 'more') {
      const closing = open.at(-1)
      if (byte === closing) {
        open.pop()
        at++
      } else if (byte === COMMA && closing !== undefined) {
        expected = closing === CLOSE_OBJECT ? 'key' : 'value'
        at++
      } else return at
    } else if (expected.endsWith('or end') && byte === open.at(-1)) {
      open.pop()
      expected = 'more'
      at++
    } else if (expected.startsWith('key')) {
      if (byte !== QUOTE) return at
      const end = stringEnd(bytes, at)
      if (end < 0) return ~end
      at = space(bytes, end)
      if (bytes[at] !== COLON) return at
      expected = 'value'
      at++
    } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      open.push(byte === OPEN_ARRAY ? CLOSE_ARRAY : CLOSE_OBJECT)
      expected = byte === OPEN_ARRAY ? 'value or end' : 'key or end'
      at++
    } else {
      const end = byte === QUOTE ? stringEnd(bytes, at) : plainEnd(bytes, at)
      if (end < 0) return ~end
      expected = 'more'
      at = end
    }
    at = space(bytes, at)
  }
}

/** Elements of the array that stands at `at`, which must be JSON; null when no array stands there. */
export function elementsAt(bytes: Uint8Array, at = 0): readonly Span[] | null {
  let next = space(bytes, at)
  if (bytes[next] !== OPEN_ARRAY) return null
  const found: Span[] = []
  next = space(bytes, next + 1)
  while (next < bytes.length && bytes[next] !== CLOSE_ARRAY) {
    const to = valueEnd(bytes, next)
    found.push({ from: next, to })
    next = afterComma(bytes, to)
  }
  return found
}

/** A value in an object. */
export interface EntrySpan extends Span {
  /** Where its name begins. */
  readonly nameFrom: number
}

/** Values of the object that stands at `at`, which must be JSON, by name; of a name given twice the last, as JSON.parse has it. */
export function entriesAt(bytes: Uint8Array, at = 0): ReadonlyMap<string, EntrySpan> | null {
  let next = space(bytes, at)
  if (bytes[next] !== OPEN_OBJECT) return null
  const found = new Map<string, EntrySpan>()
  const text = new TextDecoder()
  next = space(bytes, next + 1)
  while (next < bytes.length && bytes[next] !== CLOSE_OBJECT) {
    const keyEnd = valueEnd(bytes, next)
    const key = JSON.parse(text.decode(bytes.subarray(next, keyEnd))) as string
    const from = space(bytes, space(bytes, keyEnd) + 1)
    const to = valueEnd(bytes, from)
    found.set(key, { nameFrom: next, from, to })
    next = afterComma(bytes, to)
  }
  return found
}

/** Where the value of a path stands in bytes that are JSON; null when there is none. */
export function spanOf(bytes: Uint8Array, path: readonly (string | number)[]): Span | null {
  const start = space(bytes, 0)
  let span: Span | undefined = { from: start, to: valueEnd(bytes, start) }
  for (const step of path) {
    span = typeof step === 'number' ? elementsAt(bytes, span.from)?.[step] : entriesAt(bytes, span.from)?.get(step)
    if (!span) return null
  }
  return span
}

/** End of the value at `at`, in bytes that are JSON. */
function valueEnd(bytes: Uint8Array, at: number): number {
  let depth = 0
  for (let next = at; next < bytes.length; next++) {
    const byte = bytes[next]!
    if (byte === QUOTE) {
      next = stringEnd(bytes, next) - 1
      if (next < 0) return bytes.length
      if (depth === 0) return next + 1
    } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) depth++
    else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
      if (depth === 0) return next
      if (--depth === 0) return next + 1
    } else if (depth === 0 && (byte === COMMA || isSpace(byte))) return next
  }
  return bytes.length
}

function afterComma(bytes: Uint8Array, at: number): number {
  const next = space(bytes, at)
  return bytes[next] === COMMA ? space(bytes, next + 1) : next
}

function space(bytes: Uint8Array, at: number): number {
  let next = at
  while (isSpace(bytes[next])) next++
  return next
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

/** End of the string at `at`; the complement of the offset of what it may not hold. */
function stringEnd(bytes: Uint8Array, at: number): number {
  let next = at + 1
  for (;;) {
    const byte = bytes[next]
    if (byte === QUOTE) return next + 1
    if (byte === undefined || byte < 0x20) return ~next
    next++
    if (byte !== BACKSLASH) continue
    const escaped = bytes[next]
    if (escaped === 0x75) {
      for (let digit = 1; digit <= 4; digit++) if (!isHex(bytes[next + digit])) return ~(next + digit)
      next += 5
    } else if (escaped !== undefined && ESCAPED.has(escaped)) next++
    else return ~next
  }
}

const ESCAPED = new Set(Array.from('"\\/bfnrt', (letter) => letter.charCodeAt(0)))
const WORDS = ['true', 'false', 'null']

/** End of the word or number at `at`; the complement of the offset of what does not belong there. */
function plainEnd(bytes: Uint8Array, at: number): number {
  const word = WORDS.find((one) => one.charCodeAt(0) === bytes[at])
  if (word === undefined) return numberEnd(bytes, at)
  for (let n = 1; n < word.length; n++) if (bytes[at + n] !== word.charCodeAt(n)) return ~(at + n)
  return at + word.length
}

function numberEnd(bytes: Uint8Array, at: number): number {
  let next = at
  if (bytes[next] === 0x2d) next++
  if (bytes[next] === 0x30) next++
  else {
    if (!isDigit(bytes[next])) return ~next
    next = digits(bytes, next)
  }
  if (bytes[next] === 0x2e) {
    if (!isDigit(bytes[next + 1])) return ~(next + 1)
    next = digits(bytes, next + 1)
  }
  if (bytes[next] === 0x65 || bytes[next] === 0x45) {
    next += bytes[next + 1] === 0x2b || bytes[next + 1] === 0x2d ? 2 : 1
    if (!isDigit(bytes[next])) return ~next
    next = digits(bytes, next)
  }
  return next
}

function digits(bytes: Uint8Array, at: number): number {
  let next = at
  while (isDigit(bytes[next])) next++
  return next
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

function isHex(byte: number | undefined): boolean {
  return isDigit(byte) || (byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66)
}
