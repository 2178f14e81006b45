const HOUR = 3_600_000
const DAY = 24 * HOUR

/** China keeps UTC+8 all year. */
const LOCAL_OFFSET = 8 * HOUR

/** Hour of the local day, 0 ≤ hour < 24, with fraction. */
export function localHour(at: number): number {
  return ((((at + LOCAL_OFFSET) % DAY) + DAY) % DAY) / HOUR
}

/** Saturday or Sunday by local time. */
export function isWeekend(at: number): boolean {
  // 1970-01-01 was a Thursday.
  const weekday = (Math.floor((at + LOCAL_OFFSET) / DAY) + 4) % 7
  return weekday === 0 || weekday === 6
}

/** Course of the day from -1 to 1: 1 at every peak; one peak gives a cosine, several give bumps that add up. */
export function dailyRhythm(hour: number, peaks: readonly number[]): number {
  const reach = peaks.length === 1 ? 12 : 14 / peaks.length
  let bump = 0
  for (const peak of peaks) {
    const apart = Math.abs(hour - peak) % 24
    const distance = Math.min(apart, 24 - apart)
    if (distance < reach) bump += (1 + Math.cos((Math.PI * distance) / reach)) / 2
  }
  return 2 * Math.min(1, bump) - 1
}
