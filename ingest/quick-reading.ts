import type { Row } from './decode.ts'
import type { TimeWindow } from './device-time.ts'

/**
 * Reads the plainest form of a reading, `{"ts":…,"seq":…,"values":{"name":number,…}}`, straight from its bytes into a
 * row: no text, no objects. Returns false for whatever it does not know for certain, and then has promised nothing
 * about the row: JSON.parse decides. What it takes, it takes exactly as JSON.parse would.
 */
export type QuickReader = (bytes: Uint8Array, row: Row, receivedAt: number, window: TimeWindow) => boolean

const SPACE = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const MINUS = 0x2d
const DOT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const COLON = 0x3a
const OPEN = 0x7b
const CLOSE = 0x7d
/** Whole numbers up to 10^15 and powers of ten up to 10^22 are exact doubles, so their quotient is rounded once, as it should. */
const MOST_DIGITS = 15
const POWERS = Float64Array.from({ length: MOST_DIGITS + 1 }, (_, i) => 10 ** i)

const TS = Buffer.from('ts')
const SEQ = Buffer.from('seq')
const VALUES = Buffer.from('values')

export function makeQuickReader(): QuickReader {
  let bytes: Uint8Array
  let at = 0
  let found = 0

  function skipSpaces(): void {
    while (bytes[at] === SPACE) at++
  }

  /** `"key":` at the cursor, with spaces around the colon; moves behind it. */
  function takeKey(key: Uint8Array): boolean {
    const length = key.length
    let next = at + 1
    if (bytes[at] !== QUOTE || bytes[next + length] !== QUOTE) return false
    for (let k = 0; k < length; k++) if (bytes[next + k] !== key[k]) return false
    next += length + 1
    while (bytes[next] === SPACE) next++
    if (bytes[next] !== COLON) return false
    at = next + 1
    return true
  }

  /** A number without exponent at the cursor, into `found`. */
  function takeNumber(): boolean {
    skipSpaces()
    const isNegative = bytes[at] === MINUS
    if (isNegative) at++
    const start = at
    let digits = 0
    let mantissa = 0
    let byte = bytes[at]!
    while (byte >= ZERO && byte <= NINE) {
      mantissa = mantissa * 10 + (byte - ZERO)
      digits++
      byte = bytes[++at]!
    }
    if (digits === 0 || (bytes[start] === ZERO && digits > 1)) return false
    let decimals = 0
    if (byte === DOT) {
      byte = bytes[++at]!
      while (byte >= ZERO && byte <= NINE) {
        mantissa = mantissa * 10 + (byte - ZERO)
        decimals++
        byte = bytes[++at]!
      }
      if (decimals === 0) return false
    }
    if (digits + decimals > MOST_DIGITS) return false
    const value = decimals === 0 ? mantissa : mantissa / POWERS[decimals]!
    found = isNegative ? -value : value
    return true
  }

  /** True at a comma, false at the closing brace; both are passed. Anything else: `broken`. */
  let broken = false
  function hasMore(): boolean {
    skipSpaces()
    const byte = bytes[at++]
    if (byte === COMMA) {
      skipSpaces()
      return true
    }
    if (byte !== CLOSE) broken = true
    return false
  }

  function takeValues({ plan, points, i }: Row): boolean {
    const { keys } = plan
    const columns = points.values
    for (let c = 0; c < columns.length; c++) columns[c]![i] = Number.NaN
    skipSpaces()
    if (bytes[at++] !== OPEN) return false
    skipSpaces()
    // Devices send their values in the same order each time, mostly the kind's.
    let column = 0
    do {
      let tries = keys.length
      while (tries > 0 && !takeKey(keys[column]!)) {
        column = column + 1 === keys.length ? 0 : column + 1
        tries--
      }
      if (tries === 0 || !takeNumber()) return false
      columns[column]![i] = found
      column = column + 1 === keys.length ? 0 : column + 1
    } while (hasMore())
    return !broken
  }

  return (payload, row, receivedAt, window) => {
    bytes = payload
    at = 0
    broken = false
    let ts = receivedAt
    let seq = 0
    let seen = 0
    skipSpaces()
    if (bytes[at++] !== OPEN) return false
    skipSpaces()
    do {
      if (takeKey(TS)) {
        if (seen & 1 || !takeNumber()) return false
        seen |= 1
        ts = Math.floor(found)
      } else if (takeKey(VALUES)) {
        if (seen & 2 || !takeValues(row)) return false
        seen |= 2
      } else if (takeKey(SEQ)) {
        if (seen & 4 || !takeNumber() || !Number.isSafeInteger(found) || found < 0) return false
        seen |= 4
        seq = found
      } else return false
    } while (hasMore())
    if (broken || at !== bytes.length || !(seen & 2)) return false
    if (ts > receivedAt + window.futureMs || ts < receivedAt - window.pastMs || ts < 0) return false
    row.points.ts[row.i] = ts
    row.points.seq[row.i] = seq
    row.isTimed = (seen & 1) !== 0
    row.isNumbered = (seen & 4) !== 0
    row.missing.length = 0
    return true
  }
}
