export interface NowCast {
  /** How much the hours agree: 0.5 to 1. */
  readonly weight: number
  /** Not yet truncated; `epaAqi` does that. */
  readonly value: number
}

/**
 * EPA's NowCast for PM2.5 and PM10 from up to twelve hourly means, newest first, null where one is missing. Null when
 * two of the latest three are not there. Not for China's hourly report, which takes the plain 1-hour mean.
 */
export function nowCast(newestFirst: readonly (number | null)[]): NowCast | null {
  const hours = newestFirst.slice(0, 12)
  if (hours.slice(0, 3).filter((mean) => mean !== null).length < 2) return null
  const present = hours.filter((mean) => mean !== null)
  const max = Math.max(...present)
  // With nothing in the air the hours agree.
  const weight = max > 0 ? Math.max(0.5, 1 - (max - Math.min(...present)) / max) : 1
  let sum = 0
  let weights = 0
  for (const [age, mean] of hours.entries()) {
    if (mean === null) continue
    sum += weight ** age * mean
    weights += weight ** age
  }
  return { weight, value: sum / weights }
}
