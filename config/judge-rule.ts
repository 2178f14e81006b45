import { Rule } from '../domain/rule.ts'
import { checkRule, type RuleSurroundings } from './check-rule.ts'
import { shapeFaults, where } from './shape.ts'

/** What is wrong with a rule that somebody wrote at run time, a sentence each; nothing when it may be used. */
export function faultsOfRule(value: unknown, of: RuleSurroundings): readonly string[] {
  const shape = shapeFaults(Rule, value)
  if (shape.length > 0) return shape.map(({ found, expected }) => `${found}, expected ${expected}`)
  const faults: string[] = []
  checkRule(
    {
      value: value as Rule,
      complain: (_, found, expected) => faults.push(`${found}, expected ${expected}`),
      placeOf: where,
    },
    of,
  )
  return faults
}
