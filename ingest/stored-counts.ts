import type { Place } from './place.ts'

const HOUR = 3_600_000

/** What became of the readings of one station and hour of receipt in one write. */
export interface StoredCount {
  readonly station: string
  readonly receivedAt: number
  stored: number
  duplicate: number
  /** By the store itself. */
  refused: number
}

/** Starts a station's counts of a batch anew. */
export function clearCounts(place: Place): void {
  place.received = 0
  place.refused = 0
  place.written = 0
  place.repeated = 0
}

/** Of a station and the hour of receipt. */
export function keyOf(station: string, receivedAt: number): string {
  return `${station} ${Math.floor(receivedAt / HOUR)}`
}

/** Adds rows of a station to what one write holds. */
export function countRows(counts: Map<string, StoredCount>, place: Place, receivedAt: number): void {
  const { written: rows, repeated } = place
  if (rows === 0 && repeated === 0) return
  const station = place.station.id
  const key = keyOf(station, receivedAt)
  const count = counts.get(key)
  if (count) {
    count.stored += rows
    count.duplicate += repeated
  } else counts.set(key, { station, receivedAt, stored: rows, duplicate: repeated, refused: 0 })
}
