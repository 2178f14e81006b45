import type { Fault } from '../domain/errors.ts'
import type { Points } from '../domain/points.ts'
import type { Row } from './decode.ts'
import type { Place } from './place.ts'

/** A counter that begins anew begins with one of these. */
const FIRST_NUMBERS = 1

/**
 * Whether a reading that has a number but no time was sent before: its number has to rise. A device that lost its count
 * begins again at 0 or 1. What has a time of its own is known by it, and asked of the store.
 */
export function isRepeated({ untimedSeq }: Place, { points, i, isTimed, isNumbered }: Row): boolean {
  if (isTimed || !isNumbered || untimedSeq < 0) return false
  const seq = points.seq[i]!
  return seq <= untimedSeq && !(seq <= FIRST_NUMBERS && seq < untimedSeq)
}

/** Puts a reading into the picture of its station. */
export function showReading(place: Place, points: Points, i: number): void {
  const { values, flags } = points
  for (let c = 0; c < values.length; c++) {
    place.values[c] = values[c]![i]!
    place.flags[c] = flags[c]![i]!
  }
  place.shownTs = points.ts[i]!
  place.shownReceivedAt = points.receivedAt[i]!
}

export function disabled({ station }: Place): Fault {
  return { reason: 'station-disabled', detail: `${station.id} was disabled when this came` }
}
