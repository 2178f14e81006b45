import type { Draw, Pull } from '../model.ts'
import { ease } from '../smooth.ts'
import type { Course, Touch } from './scenario.ts'

/** 0..1. */
export function strengthAt({ from, rise, hold, fall }: Course, at: number): number {
  const since = at - from
  if (since < 0) return 0
  if (since < rise) return ease(since / rise)
  return since < rise + hold || fall === 0 ? (since <= rise + hold ? 1 : 0) : ease(1 - (since - rise - hold) / fall)
}

/** What all events together do to one station: of several that draw a value the strongest does, what they add is added up. */
export function pullOf(touches: Iterable<Touch>, at: number): Pull | null {
  let pull: Map<string, Draw> | null = null
  for (const { toward = {}, adds = {}, peak, course } of touches) {
    const strength = peak * strengthAt(course, at)
    if (strength <= 0) continue
    pull ??= new Map()
    for (const [name, target] of Object.entries(toward)) {
      const known = pull.get(name)
      if (!known || strength > known.strength) pull.set(name, { strength, target, plus: known?.plus ?? 0 })
    }
    for (const [name, plus] of Object.entries(adds)) {
      const known = pull.get(name) ?? { strength: 0, target: 0, plus: 0 }
      pull.set(name, { ...known, plus: known.plus + strength * plus })
    }
  }
  return pull
}
