import type { Alarm } from '../../domain/alarm.ts'
import type { Place } from '../place.ts'
import { type Condition, isGroup } from '../../domain/condition.ts'
import type { Rule } from '../../domain/rule.ts'
import type { KindPlan } from '../catalogue.ts'

/** What an alarm says of its cause, from its first moment on. Rule and station together are the cause. */
export type Cause = Pick<
  Alarm,
  | 'rule'
  | 'label'
  | 'response'
  | 'consequence'
  | 'severity'
  | 'kind'
  | 'station'
  | 'district'
  | 'owner'
  | 'value'
  | 'limit'
  | 'unit'
  | 'simulated'
>

/** A rule that finds something at a station. */
export function causeAt({ station, plan }: Place, rule: Rule): Cause {
  const { when } = rule
  return {
    rule: rule.id,
    label: rule.label,
    response: rule.response,
    consequence: rule.consequence ?? null,
    severity: rule.severity,
    kind: station.kind,
    station: station.id,
    district: station.district,
    owner: rule.owner ?? station.owner,
    ...figureOf(when, plan),
    simulated: station.station.simulated ?? false,
  }
}

/** Which value crossed what; nothing where there is no single one. */
function figureOf(when: Condition, plan: KindPlan): Pick<Cause, 'value' | 'limit' | 'unit'> {
  if (isGroup(when) || when.type === 'silent') return { value: null, limit: null, unit: null }
  if (when.type === 'index') return { value: null, limit: when.level, unit: null }
  const value = when.value ?? null
  const unit = value === null ? null : (plan.kind.values[value]?.unit ?? null)
  if (when.type === 'threshold') return { value, limit: when.above ?? when.below ?? null, unit }
  if (when.type === 'rate') return { value, limit: when.rises ?? when.falls ?? null, unit }
  if (when.type === 'flat') return { value, limit: when.forSeconds, unit: 's' }
  if (when.type === 'quality') return { value, limit: when.bad, unit: '1' }
  return { value, limit: when.times, unit: '1' }
}
