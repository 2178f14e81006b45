import type { Watch } from './watch.ts'

/** Where a watch stands: not beyond its level, beyond but not for long enough, on, back but not for long enough. */
export const WATCHING = 0
export const RISING = 1
export const ACTIVE = 2
export const FALLING = 3

export function isOn(phase: number): boolean {
  return phase === ACTIVE || phase === FALLING
}

/** The phase after a figure that was read at `ts`; `since`: event time at which the phase so far began. */
// One for each rule and reading: an object for what it is given would be one, too.
export function nextPhase(watch: Watch, phase: number, since: number, figure: number, ts: number): number {
  const isBeyond = (figure - watch.raise) * watch.sign > 0
  if (phase === WATCHING) return isBeyond ? (watch.forMs === 0 ? ACTIVE : RISING) : WATCHING
  if (phase === RISING) return !isBeyond ? WATCHING : ts - since >= watch.forMs ? ACTIVE : RISING
  const isBack = (figure - watch.clear) * watch.sign <= 0
  if (phase === ACTIVE) return isBack ? (watch.clearForMs === 0 ? WATCHING : FALLING) : ACTIVE
  return !isBack ? ACTIVE : ts - since >= watch.clearForMs ? WATCHING : FALLING
}

/** How many of a watch's levels the figure is beyond, each with its own way back. */
export function nextGrade({ grades, sign }: Watch, grade: number, figure: number): number {
  let next = grade
  while (next < grades.length && (figure - grades[next]!.raise) * sign > 0) next++
  while (next > 0 && (figure - grades[next - 1]!.clear) * sign <= 0) next--
  return next
}
