import type { Signal } from '../domain/kind.ts'
import { gauss, mix, uniform } from './chance.ts'
import type { Draw, Pull } from './model.ts'
import { flicker } from './smooth.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const MONTH = 30 * DAY

/** Share of what it wandered off that a calibration leaves, give or take. */
const LEFT = 0.15

/** What an instrument adds to the truth. */
export interface SensorError {
  /** Noise of 1/f, and drift that calibrations take back. */
  slow(at: number): number
  /** Noise of the moment. */
  fast(at: number): number
}

/** The error of one instrument; `noise` is the standard deviation of both noises together. */
export function errorOf(signal: Signal, noise: number, seed: number): SensorError {
  const { drift = 0, calibratedDays = 30, limit = 0 } = signal.sensor ?? {}
  const white = Math.max(noise * Math.SQRT1_2, limit / 3)
  const [moment, pink, calibrated] = [mix(seed, 3), mix(seed, 2), mix(seed, 4)]
  const period = calibratedDays * DAY
  const phase = uniform(calibrated, 0)
  return {
    fast: (at) => white * gauss(moment, at),
    slow(at) {
      const wandering = noise * Math.SQRT1_2 * flicker(pink, at / (4 * MINUTE))
      if (drift === 0) return wandering
      const since = at / period + phase
      const number = Math.floor(since)
      const rest = LEFT * gauss(calibrated, -number)
      const pace = gauss(calibrated, number)
      return wandering + drift * (rest * Math.sqrt(period / MONTH) + (pace * (since - number) * period) / MONTH)
    },
  }
}

/** Weights of the past by response times: an instrument shows what was, more than what is. */
const RESPONSE = [
  [0.2, 0.33],
  [0.65, 0.25],
  [1.15, 0.17],
  [1.75, 0.13],
  [2.8, 0.12],
] as const

/** What an instrument shows of a value that an event draws away: later than it is, by its response time. */
export function shown(
  x: number,
  name: string,
  of: { readonly at: number; readonly responseMs: number; readonly pull: (at: number) => Pull | null },
): number {
  const { at, responseMs, pull } = of
  if (responseMs === 0) return drawn(x, pull(at)?.get(name))
  let sum = 0
  for (const [times, weight] of RESPONSE) sum += weight * drawn(x, pull(at - times * responseMs)?.get(name))
  return sum
}

/** A value as an event leaves it. */
export function drawn(x: number, draw: Draw | undefined): number {
  return draw ? x + (draw.target - x) * draw.strength + draw.plus : x
}
