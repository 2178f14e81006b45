import type { Series } from '../store/series/series.ts'
import type { Place } from './place.ts'

const MOST_ROWS = 100_000

/** A stored reading as columns of its kind. */
export interface StoredRow {
  readonly ts: number
  /** By column of the kind; NaN where not asked for or not there. */
  readonly values: Float64Array
  readonly flags: Uint8Array
}

/** Stored readings of a station in [from, to), oldest first; only the values that are asked for. */
export async function rowsOf(
  series: Pick<Series, 'series'>,
  { plan, station }: Place,
  of: { readonly from: number; readonly to: number; readonly values: readonly string[] },
): Promise<readonly StoredRow[]> {
  const rows = new Map<number, StoredRow>()
  const range = { kind: plan.kind.id, station: station.number, from: of.from, to: of.to, limit: MOST_ROWS }
  const found = await Promise.all(of.values.map((value) => series.series({ ...range, value })))
  for (const [n, points] of found.entries()) {
    const column = plan.columnOf.get(of.values[n]!)!
    for (const [ts, value, flag] of points) {
      if (value === null) continue
      let row = rows.get(ts)
      if (!row) {
        const columns = plan.names.length
        row = { ts, values: new Float64Array(columns).fill(Number.NaN), flags: new Uint8Array(columns) }
        rows.set(ts, row)
      }
      row.values[column] = value
      row.flags[column] = flag
    }
  }
  return [...rows.values()].sort((a, b) => a.ts - b.ts)
}
