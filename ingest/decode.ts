import type { Fault } from '../domain/errors.ts'
import type { Points } from '../domain/points.ts'
import type { KindPlan } from './catalogue.ts'

/** How far a device's clock may be off before its reading is set aside. */
export interface TimeWindow {
  readonly pastMs: number
  readonly futureMs: number
}

/** Where a reading is written to. */
export interface Row {
  plan: KindPlan
  points: Points
  i: number
  readonly missing: number[]
}

const DAY = 86_400_000
export const DEFAULT_WINDOW: TimeWindow = { pastMs: 400 * DAY, futureMs: 5 * 60_000 }

const ISO = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/

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
  const at = ts === undefined || ts === null ? receivedAt : timeOf(ts)
  if (Number.isNaN(at)) {
    return {
      reason: 'bad-time',
      detail: `ts: expected milliseconds since 1970 or ISO 8601 with a zone, found ${JSON.stringify(ts).slice(0, 60)}`,
      field: 'ts',
    }
  }
  if (at > receivedAt + window.futureMs)
    return {
      reason: 'in-the-future',
      detail: `ts ${textOf(at)} is ${ago(at - receivedAt)} ahead of the server`,
      field: 'ts',
    }
  if (at < receivedAt - window.pastMs) {
    const hint = at < 4e9 && at > 1e8 ? '; were these seconds? Milliseconds are expected' : ''
    return { reason: 'too-old', detail: `ts ${textOf(at)} is ${ago(receivedAt - at)} old${hint}`, field: 'ts' }
  }
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

/** UTC ms; NaN when it is no time. */
export function timeOf(ts: unknown): number {
  if (typeof ts === 'number') return Number.isFinite(ts) && ts >= 0 ? Math.floor(ts) : Number.NaN
  const [, year, month, day] = (typeof ts === 'string' && ISO.exec(ts)) || []
  // Date.parse takes 30 February for 2 March.
  if (Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()) return Number.NaN
  return day === undefined ? Number.NaN : Date.parse(ts as string)
}

function textOf(at: number): string {
  return Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at)
}

function ago(ms: number): string {
  const units: [number, string][] = [
    [DAY, 'days'],
    [3_600_000, 'hours'],
    [60_000, 'minutes'],
  ]
  const [size, name] = units.find(([size]) => ms >= 2 * size) ?? [1_000, 'seconds']
  return `${Math.round(ms / size)} ${name}`
}

function nameOf(json: unknown): string {
  if (json === null) return 'null'
  if (Array.isArray(json)) return 'an array'
  return json === undefined ? 'nothing' : `a ${typeof json}`
}
