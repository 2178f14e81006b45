/** Means of whole clock hours, as the air standards want them (GB 3095-2026 table 4: at least 45 min of data). */
export interface HourMeans {
  /**
   * Takes the values of a reading; returns true when it is the first of a new hour: `last` then holds the hour before.
   * `values` NaN where absent or bad. Only in rising event time.
   */
  take(ts: number, values: ArrayLike<number>): boolean
  /** Means of the last whole hour: NaN where too little of it was covered. */
  readonly last: Float64Array
  /** End of the hour that `last` speaks of, UTC ms; NaN when none. */
  readonly lastEnd: number
}

const HOUR = 3_600_000
const COVERED_MS = 45 * 60_000
/** A reading stands for the time since the one before it, but never for more than this. */
const LONGEST_STEP = 10 * 60_000

export function makeHourMeans(columns: number, everySeconds: number): HourMeans {
  const sums = new Float64Array(columns)
  const counts = new Float64Array(columns)
  const covered = new Float64Array(columns)
  const lastSeen = new Float64Array(columns).fill(Number.NaN)
  const last = new Float64Array(columns).fill(Number.NaN)
  let hour = Number.NaN
  let lastEnd = Number.NaN

  function close(next: number): void {
    const isAdjacent = next === hour + 1
    for (let i = 0; i < columns; i++) {
      last[i] = isAdjacent && covered[i]! >= COVERED_MS ? sums[i]! / counts[i]! : Number.NaN
      sums[i] = 0
      counts[i] = 0
      covered[i] = 0
    }
    lastEnd = isAdjacent ? next * HOUR : Number.NaN
  }

  return {
    take(ts, values) {
      const now = Math.floor(ts / HOUR)
      const isNew = now !== hour
      if (isNew) {
        if (!Number.isNaN(hour)) close(now)
        hour = now
      }
      for (let i = 0; i < columns; i++) {
        const value = values[i]!
        if (Number.isNaN(value)) continue
        const step = ts - lastSeen[i]!
        const stands = Number.isNaN(step) ? everySeconds * 1000 : Math.min(step, LONGEST_STEP)
        sums[i]! += value
        counts[i]! += 1
        // What a reading stands for lies before it: at the start of an hour only the part within the hour counts.
        covered[i]! += Math.min(stands, ts - now * HOUR + 1000)
        lastSeen[i] = ts
      }
      return isNew
    },
    last,
    get lastEnd() {
      return lastEnd
    },
  }
}
