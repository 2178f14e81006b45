import type { Kind } from '../domain/kind.ts'
import type { RuleOfKind } from '../domain/rule.ts'

/** Where a value may move while nothing is wrong. */
export interface Quiet {
  readonly low: number
  readonly high: number
}

/** The span within which a value is neither suspect nor near the level of any of the kind's threshold rules. */
export function quietSpan(kind: Kind, name: string, base: number, rules: readonly RuleOfKind[]): Quiet {
  const spec = kind.values[name]
  const [low = -Infinity, high = Infinity] = spec?.suspect ?? spec?.fail ?? []
  const quiet = { low, high }
  for (const { when } of rules) {
    if (when.type !== 'threshold' || when.value !== name) continue
    const calm = (level: number) => base + (level - base) * 0.92
    const above = when.above === undefined ? Infinity : Math.min(when.above, when.clear ?? when.above)
    const below = when.below === undefined ? -Infinity : Math.max(when.below, when.clear ?? when.below)
    // A rule that the base itself breaks says nothing about what is quiet.
    if (above > base) quiet.high = Math.min(quiet.high, calm(above))
    if (below < base) quiet.low = Math.max(quiet.low, calm(below))
  }
  return quiet
}

/** Leaves what is well inside the span as it is and bends the rest, so that it nears the ends without passing them. */
export function bend(x: number, base: number, { low, high }: Quiet): number {
  const end = x > base ? high : low
  const span = Math.abs(end - base)
  if (!Number.isFinite(span)) return x
  const share = span === 0 ? 0 : Math.abs(x - base) / span
  const bent = share <= KNEE ? share : KNEE + (1 - KNEE) * Math.tanh((share - KNEE) / (1 - KNEE))
  return Math.min(high, Math.max(low, base + Math.sign(x - base) * bent * span))
}

const KNEE = 0.6
