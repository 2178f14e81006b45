import type { Points } from '../../domain/points.ts'
import { APPEND } from './doubtful.ts'
import { lineOf } from './influx-line.ts'
import type { RefusedRow, StationOf } from './series.ts'

/** A batch, and a verdict a row; null when every row is to be written. */
export interface Chosen {
  readonly points: Points
  readonly verdict: Uint8Array | null
}

/** Lines of a write, whose each is, and the rows that no line can be made of. */
export interface Lines {
  readonly lines: readonly string[]
  readonly rowOf: (index: number) => { readonly points: Points; readonly row: number }
  readonly refused: readonly RefusedRow[]
}

export function linesOf(chosen: readonly Chosen[], stationOf: StationOf): Lines {
  const lines: string[] = []
  const batches: number[] = []
  const rows: number[] = []
  const refused: RefusedRow[] = []
  for (const [batch, { points, verdict }] of chosen.entries()) {
    for (let row = 0; row < points.count; row++) {
      if (verdict !== null && verdict[row] !== APPEND) continue
      const line = lineOf(points, row, stationOf)
      if ('line' in line) {
        lines.push(line.line)
        batches.push(batch)
        rows.push(row)
      } else refused.push(refusedRow(points, row, line.refused))
    }
  }
  return { lines, rowOf: (index) => ({ points: chosen[batches[index]!]!.points, row: rows[index]! }), refused }
}

export function refusedRow(points: Points, row: number, detail: string): RefusedRow {
  return {
    station: points.station[row]!,
    receivedAt: points.receivedAt[row]!,
    position: points.position[row]!,
    ts: points.ts[row]!,
    seq: points.seq[row]!,
    refused: detail,
  }
}
