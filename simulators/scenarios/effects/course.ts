import type { Effect } from '../effect.ts'
import type { Course, Stage } from '../scenario.ts'

const MINUTE = 60_000
const RISE = 5

/** The course of an effect at a place that it reaches `delayMs` later. */
export function courseOf(effect: Effect, stage: Stage, delayMs = 0): Course {
  const { at, minutes, riseMinutes = RISE, fallMinutes = riseMinutes * 1.5 } = effect
  return {
    from: Math.floor(stage.at + at * MINUTE + delayMs),
    rise: riseMinutes * MINUTE,
    hold: minutes * MINUTE,
    fall: fallMinutes * MINUTE,
  }
}

/** From when to when it is at work, without rise and fall. */
export function spanOf({ at, minutes }: Effect, stage: Stage): { readonly from: number; readonly until: number } {
  const from = stage.at + at * MINUTE
  return { from, until: from + minutes * MINUTE }
}

/** Of what an effect names, what the kind has. */
export function ownOf(values: Readonly<Record<string, number>>, of: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name in of))
}
