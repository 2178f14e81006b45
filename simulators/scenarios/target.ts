import type { Kind } from '../../domain/kind.ts'
import type { Rule } from '../../domain/rule.ts'
import { uniform } from '../chance.ts'
import type { Course, Place, Stage } from './scenario.ts'

const MINUTE = 60_000

/** Where a value must go for the rules to notice. */
export interface Aim {
  readonly value: string
  readonly direction: 'above' | 'below'
  /** Goal where no rule asks for one. */
  readonly otherwise: number
}

/** A level well past one of the rules on the value (which one, the seed decides), still a level that passes for real. */
export function targetOf(stage: Stage, kind: Kind, { value, direction, otherwise }: Aim): number {
  const spec = kind.values[value]
  const base = kind.simulate?.signals[value]?.base ?? (direction === 'above' ? 0 : otherwise * 2)
  const levels = rulesOf(stage, kind.id)
    .flatMap(({ when }) => (when.type === 'threshold' && when.value === value ? [when[direction]] : []))
    .filter((level) => level !== undefined)
    .toSorted((a, b) => a - b)
  const level = levels[Math.floor(uniform(stage.seed, 41) * levels.length)]
  const goal = level === undefined ? otherwise : level + (level - base) * 0.15
  const [low, high] = spec?.suspect ?? spec?.fail ?? [-Infinity, Infinity]
  return direction === 'above' ? Math.min(goal, high) : Math.max(goal, low)
}

/**
 * A course that the rules cannot miss: it rises no faster than the kind calls plausible, and stands for longer than the
 * rules on these values hold back, cadence included; for longer than the rules on the index where there are none.
 */
export function courseFor(stage: Stage, place: Place, from: number, toward: Record<string, number>): Course {
  const { kind, station } = place
  const every = (station.everySeconds ?? kind.everySeconds) * 1000
  const rise = Math.max(2 * every, Math.min(8 * MINUTE, Math.max(MINUTE, ...slowest(kind, toward))))
  const hold = Math.min(35 * MINUTE, Math.max(2 * MINUTE, holdBack(stage, kind, toward) + 2.5 * every))
  return { from, rise, hold, fall: rise * 1.5 }
}

/** ms. */
function holdBack(stage: Stage, kind: Kind, toward: Record<string, number>): number {
  const secondsOf = (fits: (when: Rule['when']) => boolean) =>
    rulesOf(stage, kind.id).flatMap(({ when }) => ('forSeconds' in when && fits(when) ? [when.forSeconds ?? 0] : []))
  const onValues = secondsOf((when) => when.type === 'threshold' && when.value in toward)
  const seconds = onValues.length > 0 ? onValues : secondsOf((when) => when.type === 'index')
  return Math.max(0, ...seconds) * 1000
}

function slowest(kind: Kind, toward: Record<string, number>): number[] {
  return Object.entries(toward).flatMap(([value, target]) => {
    const rate = kind.values[value]?.ratePerMinute
    const base = kind.simulate?.signals[value]?.base
    // An eased rise is half again as steep in its middle as on average.
    return rate === undefined || base === undefined ? [] : [((Math.abs(target - base) * 1.7) / rate) * MINUTE]
  })
}

function rulesOf(stage: Stage, kind: string): Rule[] {
  return stage.rules.filter((rule) => rule.kind === kind)
}
