/** Functional zones of GB 3096-2008. */
export const NOISE_ZONES = ['0', '1', '2', '3', '4a', '4b'] as const
export type NoiseZone = (typeof NOISE_ZONES)[number]

/** Limits of LAeq, dB(A). */
const LIMITS: Readonly<Record<NoiseZone, { readonly day: number; readonly night: number }>> = {
  0: { day: 50, night: 40 },
  1: { day: 55, night: 45 },
  2: { day: 60, night: 50 },
  3: { day: 65, night: 55 },
  '4a': { day: 70, night: 55 },
  '4b': { day: 70, night: 60 },
}

/** How much a sudden noise at night may rise above the limit. */
const SUDDEN = 15

export function isNoiseZone(zone: unknown): zone is NoiseZone {
  return (NOISE_ZONES as readonly unknown[]).includes(zone)
}

/** Whether an instant (UTC ms) lies in the night of GB 3096, 22 to 6 o'clock local time; default China's. */
export function isNight(at: number, utcOffsetMinutes = 480): boolean {
  const minuteOfDay = (((at / 60_000 + utcOffsetMinutes) % 1440) + 1440) % 1440
  return minuteOfDay >= 22 * 60 || minuteOfDay < 6 * 60
}

export function noiseLimit(zone: NoiseZone, night: boolean): number {
  return night ? LIMITS[zone].night : LIMITS[zone].day
}

export interface NoiseVerdict {
  /** dB(A) above the limit of LAeq; negative below. */
  readonly over: number
  readonly isWithinLimit: boolean
  /** A sudden noise at night rose too far; never by day. */
  readonly isTooSudden: boolean
}

/** Judges a level against the limits of its zone; `maximum` (LAmax) counts at night only. */
export function judgeNoise(
  zone: NoiseZone,
  night: boolean,
  levels: { equivalent: number; maximum?: number },
): NoiseVerdict {
  const limit = noiseLimit(zone, night)
  const over = levels.equivalent - limit
  return { over, isWithinLimit: over <= 0, isTooSudden: night && (levels.maximum ?? -Infinity) > limit + SUDDEN }
}

/** Equivalent level of levels that lasted equally long, or for `seconds` each. Decibels have no arithmetic mean. */
export function leq(levels: readonly number[], seconds?: readonly number[]): number {
  let energy = 0
  let time = 0
  for (const [i, level] of levels.entries()) {
    const lasted = seconds?.[i] ?? 1
    energy += lasted * 10 ** (level / 10)
    time += lasted
  }
  return 10 * Math.log10(energy / time)
}

/** Level exceeded for `percent` of the time, nearest rank: L10 are the peaks, L90 the background. NaN without levels. */
export function percentileLevel(levels: readonly number[], percent: number): number {
  const loudestFirst = levels.toSorted((a, b) => b - a)
  const rank = Math.ceil((loudestFirst.length * percent) / 100)
  return loudestFirst[Math.max(0, rank - 1)] ?? NaN
}

/** Sound exposure level of an event: its energy within one second. */
export function soundExposure(equivalent: number, seconds: number): number {
  return equivalent + 10 * Math.log10(seconds)
}

/** China's day-night level: 16 hours of day, 8 of night with 10 dB added. */
export function ldn(day: number, night: number): number {
  return leq([day, night + 10], [16, 8])
}

/** The US day-night level: 15 hours of day (7 to 22), 9 of night. */
export function ldnUs(day: number, night: number): number {
  return leq([day, night + 10], [15, 9])
}

/** The EU's day-evening-night level: 12, 4 and 8 hours. */
export function lden(day: number, evening: number, night: number): number {
  return leq([day, evening + 5, night + 10], [12, 4, 8])
}
