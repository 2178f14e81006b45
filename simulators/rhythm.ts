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
