import type { Fault } from '../domain/errors.ts'
import type { Points } from '../domain/points.ts'
import type { KindPlan } from './catalogue.ts'
import { timeOf, type TimeWindow } from './device-time.ts'

/** Where a reading is written to. */
export interface Row {
  plan: KindPlan
  points: Points
  i: number
  readonly missing: number[]
  /** It says when it was measured, and its number. */
  isTimed: boolean
  isNumbered: boolean
}

/** A gateway's reading with a unit of its own is five deep. */
const MOST_DEPTH = 32
const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/** The JSON of a payload, or why it is none. */
export function parsePayload(payload: Buffer): { readonly json: unknown } | Fault {
  // What is nested a thousandfold is slow to read and cannot be written again.
  if (isTooDeep(payload)) {
    return { reason: 'not-a-reading', detail: `nested more than ${MOST_DEPTH} deep` }
  }
  try {
    return { json: JSON.parse(payload.toString('utf8')) as unknown }
  } catch (error) {
    return { reason: 'not-json', detail: (error as Error).message.slice(0, 200) }
  }
}

/** Counts brackets outside of strings, at one look at each byte. */
function isTooDeep(bytes: Uint8Array): boolean {
  let depth = 0
  let isText = false
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]
    if (isText) {
      if (byte === BACKSLASH) i++
      else if (byte === QUOTE) isText = false
    } else if (byte === QUOTE) isText = true
    else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) {
      depth++
      if (depth > MOST_DEPTH) return true
    } else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) depth--
  }
  return false
}

/**
 * Writes one reading `{ts?, seq?, values}` into row i of `points` (time, sequence number and values; units converted),
 * or says why it cannot be one. The row is only counted when it returns null. `missing` is filled with the columns
 * whose value was sent as null.
 */
export function writeReading(json: unknown, row: Row, receivedAt: number, window: TimeWindow): Fault | null {
  const { points, i } = row
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { reason: 'not-a-reading', detail: `expected an object {"ts": …, "values": {…}}, found ${nameOf(json)}` }
  }
  const { ts, seq, values } = json as { ts?: unknown; seq?: unknown; values?: unknown }
  const at = timeOf(ts, receivedAt, window)
  if (typeof at !== 'number') return at
  if (seq !== undefined && seq !== null && !(typeof seq === 'number' && Number.isSafeInteger(seq) && seq >= 0)) {
    return {
      reason: 'bad-sequence',
      detail: `seq: expected a whole number from 0, found ${JSON.stringify(seq).slice(0, 60)}`,
      field: 'seq',
    }
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    return {
      reason: 'no-values',
      detail: `values: expected an object of numbers, found ${nameOf(values)}`,
      field: 'values',
    }
  }
  row.isTimed = ts !== undefined && ts !== null
  row.isNumbered = typeof seq === 'number'
  points.ts[i] = at
  points.seq[i] = typeof seq === 'number' ? seq : 0
  return writeValues(values as Record<string, unknown>, row)
}

function writeValues(values: Record<string, unknown>, { plan, points, i, missing }: Row): Fault | null {
  const columns = points.values
  for (let c = 0; c < columns.length; c++) columns[c]![i] = Number.NaN
  missing.length = 0
  let count = 0
  for (const name in values) {
    const column = plan.columnOf.get(name)
    if (column === undefined) {
      return {
        reason: 'unknown-value',
        detail: `values.${name.slice(0, 60)}: ${plan.kind.id} has no such value; it has ${plan.names.join(', ')}`,
        field: name.slice(0, 60),
      }
    }
    const value = values[name]
    let number: number
    if (typeof value === 'number') number = value
    else if (value === null) {
      missing.push(column)
      count++
      continue
    } else if (typeof value === 'object' && !Array.isArray(value)) {
      const converted = withUnit(value, name, plan, column)
      if (typeof converted !== 'number') return converted
      number = converted
    } else {
      return {
        reason: 'not-a-number',
        detail: `values.${name}: expected a number, found ${nameOf(value)}`,
        field: name,
      }
    }
    // JSON's 1e400 reads as Infinity.
    if (!Number.isFinite(number))
      return { reason: 'not-a-number', detail: `values.${name}: the number is too large`, field: name }
    columns[column]![i] = number
    count++
  }
  return count > 0 ? null : { reason: 'no-values', detail: 'values: expected at least one value', field: 'values' }
}

function withUnit(
  sent: { value?: unknown; unit?: unknown },
  name: string,
  plan: KindPlan,
  column: number,
): number | Fault {
  if (typeof sent.value !== 'number')
    return {
      reason: 'not-a-number',
      detail: `values.${name}.value: expected a number, found ${nameOf(sent.value)}`,
      field: name,
    }
  if (sent.unit === undefined) return sent.value
  const convert = typeof sent.unit === 'string' && sent.unit.length <= 40 ? plan.convert(column, sent.unit) : null
  if (convert) return convert(sent.value)
  const wanted = plan.kind.values[name]!.unit
  return {
    reason: 'unknown-unit',
    detail: `values.${name}.unit: ${JSON.stringify(sent.unit).slice(0, 60)} cannot be turned into ${wanted}`,
    field: name,
  }
}

function nameOf(json: unknown): string {
  if (json === null) return 'null'
  if (Array.isArray(json)) return 'an array'
  return json === undefined ? 'nothing' : `a ${typeof json}`
}
