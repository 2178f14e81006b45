import type { Points } from '../../domain/points.ts'
import { flagColumn } from './columns.ts'
import type { StationOf } from './series.ts'

/** A line of InfluxDB's line protocol, or why there can be none. */
export type Line = { readonly line: string } | { readonly refused: string }

/**
 * Measurement = kind; tags station and district; the values as floats, `<value>_qc` where a flag was raised, `idx` and
 * `lvl`; position, received and seq as integers. The names are the kind's, which the configuration has checked.
 */
export function lineOf(points: Points, row: number, stationOf: StationOf): Line {
  const number = points.station[row]!
  const station = stationOf(number)
  if (!station) return { refused: `station number ${number} is not in the registry` }
  const key = keyOf(points.kind, station)
  if (key === undefined) return { refused: `station ${number}: its id or district cannot be a tag` }
  const whole = [points.position[row]!, points.receivedAt[row]!, points.seq[row]!, points.ts[row]!]
  if (!whole.every(Number.isSafeInteger)) return { refused: `station ${station.id}: a time or number is not whole` }
  return { line: `${key} ${fieldsOf(points, row)} ${nanoseconds(points.ts[row]!, points.seq[row]!)}` }
}

/** A line that changes the flag of one stored value. */
export function flagLine(
  kind: string,
  station: { readonly id: string; readonly district: string },
  amendment: { readonly value: string; readonly flag: number; readonly ts: number; readonly seq: number },
): Line {
  const key = keyOf(kind, station)
  if (key === undefined) return { refused: `station ${station.id}: its id or district cannot be a tag` }
  const flag = `${escapeName(flagColumn(amendment.value))}=${Math.trunc(amendment.flag)}i`
  return { line: `${key} ${flag} ${nanoseconds(amendment.ts, amendment.seq)}` }
}

function keyOf(kind: string, station: { readonly id: string; readonly district: string }): string | undefined {
  if (!isTag(station.id) || !isTag(station.district)) return undefined
  return `${escapeName(kind)},station=${escapeName(station.id)},district=${escapeName(station.district)}`
}

function fieldsOf(points: Points, row: number): string {
  let fields = `position=${points.position[row]}i,received=${points.receivedAt[row]}i,seq=${points.seq[row]}i`
  fields += `,lvl=${points.level[row]}i`
  if (Number.isFinite(points.index[row])) fields += `,idx=${points.index[row]}`
  for (const [column, name] of points.names.entries()) {
    const value = points.values[column]![row]!
    const flag = points.flags[column]![row]!
    if (Number.isFinite(value)) fields += `,${escapeName(name)}=${value}`
    if (flag > 1) fields += `,${escapeName(flagColumn(name))}=${flag}i`
  }
  return fields
}

/** A backslash cannot be told from an escape, and control or half characters do not come back as they went. */
function isTag(text: string): boolean {
  return text.length > 0 && text.length <= 256 && !/[\\\p{C}]/u.test(text)
}

function escapeName(name: string): string {
  return /[,= ]/.test(name) ? name.replaceAll(/[,= ]/g, (character) => `\\${character}`) : name
}

/** A reading's identity as one time: the millisecond, and the sequence number in the digits below it. */
export function nanoseconds(ts: number, seq: number): string {
  const below = ((seq % 1_000_000) + 1_000_000) % 1_000_000
  return ts > 0 ? `${ts}${String(below).padStart(6, '0')}` : String(BigInt(ts) * 1_000_000n + BigInt(below))
}
