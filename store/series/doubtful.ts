import type { Points } from '../../domain/points.ts'

/** What is to be done with a row: append it unseen, look whether it is stored already, or drop it as a repetition. */
export const APPEND = 0
export const COMPARE = 1
export const REPEATED = 2

/**
 * Judges the rows of batches of one kind, in order: null for a batch that can be appended whole, else a verdict a row.
 * Rows below `knownBelow` (a journal position) were given before and are compared whatever their mark says.
 * The second row of an identity within the batches is a repetition, also within one message: a replay judges it alike.
 */
export function judgeRows(batches: readonly Points[], knownBelow: number): readonly (Uint8Array | null)[] {
  const stations = new Set<number>()
  for (const points of batches) {
    for (let row = 0; row < points.count; row++) {
      if (isDoubtful(points, row, knownBelow)) stations.add(points.station[row]!)
    }
  }
  if (stations.size === 0) return batches.map(() => null)
  const seen = new Set<string>()
  return batches.map((points) => judgeBatch(points, knownBelow, stations, seen))
}

function judgeBatch(points: Points, knownBelow: number, stations: ReadonlySet<number>, seen: Set<string>) {
  const verdicts = new Uint8Array(points.count)
  for (let row = 0; row < points.count; row++) {
    const station = points.station[row]!
    if (!stations.has(station)) continue
    const identity = `${station}/${points.ts[row]}/${points.seq[row]}`
    if (seen.has(identity)) verdicts[row] = REPEATED
    else {
      seen.add(identity)
      if (isDoubtful(points, row, knownBelow)) verdicts[row] = COMPARE
    }
  }
  return verdicts
}

function isDoubtful(points: Points, row: number, knownBelow: number): boolean {
  return points.doubtful[row] === 1 || points.position[row]! < knownBelow
}

/** Batches by kind, in order. */
export function byKind(batches: readonly Points[]): ReadonlyMap<string, readonly Points[]> {
  const groups = new Map<string, Points[]>()
  for (const points of batches) {
    const group = groups.get(points.kind)
    if (group) group.push(points)
    else groups.set(points.kind, [points])
  }
  return groups
}

/** Indices of the rows that a verdict picks. */
export function rowsWith(verdicts: Uint8Array, verdict: number): Uint32Array {
  const rows = new Uint32Array(verdicts.length)
  let count = 0
  for (let row = 0; row < verdicts.length; row++) if (verdicts[row] === verdict) rows[count++] = row
  return rows.subarray(0, count)
}
