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

/** Alarms of a rule with `spread` in one district that stand for the same thing: enough of them, close enough in time. */
export function spreadAmong(alarms: readonly Alarm[], spread: NonNullable<Rule['spread']>): ReadonlySet<string> {
  const active = alarms.filter((alarm) => alarm.active && !alarm.late).sort((a, b) => a.raisedAt - b.raisedAt)
  const found = new Set<string>()
  for (let first = 0, last = 0; last < active.length; last++) {
    while (active[last]!.raisedAt - active[first]!.raisedAt > spread.withinSeconds * 1000) first++
    if (last - first + 1 < spread.stations) continue
    for (let i = first; i <= last; i++) found.add(active[i]!.id)
  }
  return found
}
