import type { Points } from '../domain/points.ts'
import type { Place } from './place.ts'

const FAILED = 4
const MOST_COLUMNS = 256

/** Works out the index of a place that holds from its reading in row `i` on; only in rising event time. */
export function indexAt(place: Place, points: Pick<Points, 'ts' | 'values' | 'flags'>, i: number): void {
  const { index } = place.plan
  if (!index) return
  const { values, flags } = points
  const ts = points.ts[i]!
  for (let c = 0; c < values.length; c++) scratch[c] = flags[c]![i]! >= FAILED ? Number.NaN : values[c]![i]!
  const { traits } = place.station
  if (!place.means) place.index = index.compute(scratch, traits, ts)
  else if (place.means.take(ts, scratch)) {
    const { last, lastEnd } = place.means
    place.index = Number.isNaN(lastEnd) ? null : index.compute(last, traits, lastEnd - 1)
  }
}

/** Filled anew at each call and read before its end. */
const scratch = new Float64Array(MOST_COLUMNS)
