import type { Alarm } from '../../domain/alarm.ts'
import { isGroup } from '../../domain/condition.ts'
import type { Rule } from '../../domain/rule.ts'
import { raised, type Severity, worseOf } from '../../domain/severity.ts'

/** The severity that an alarm deserves: by how far its reading is beyond, for how long, and at how many places. Pure. */
export function severityOf(
  alarm: Pick<Alarm, 'grade' | 'raisedAt'>,
  rule: Rule,
  of: { readonly now: number; readonly isSpread: boolean },
): Severity {
  let severity = rule.severity
  const levels = isGroup(rule.when) || !('levels' in rule.when) ? [] : (rule.when.levels ?? [])
  for (const level of levels.slice(0, alarm.grade)) severity = worseOf(severity, level.severity)
  for (const { afterSeconds, severity: later } of rule.escalate ?? [])
    if (of.now - alarm.raisedAt >= afterSeconds * 1000) severity = worseOf(severity, later)
  return of.isSpread ? raised(severity, 1) : severity
}

/** When an alarm will have held for so long that it is worse than `now`, UTC ms; Infinity: never. */
export function nextRiseOf({ raisedAt }: Pick<Alarm, 'raisedAt'>, { escalate = [] }: Rule, now: number): number {
  let next = Number.POSITIVE_INFINITY
  for (const { afterSeconds } of escalate) {
    const at = raisedAt + afterSeconds * 1000
    if (at > now) next = Math.min(next, at)
  }
  return next
}
