import type { Alarm } from '../../domain/alarm.ts'
import type { Place } from '../place.ts'
import type { Rule } from '../../domain/rule.ts'

/** What an alarm says of its cause, from its first moment on. Rule and station together are the cause. */
export type Cause = Pick<
  Alarm,
  | 'rule'
  | 'label'
  | 'response'
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
    severity: rule.severity,
    kind: station.kind,
    station: station.id,
    district: station.district,
    owner: rule.owner ?? station.owner,
    value: when.type === 'threshold' ? when.value : null,
    limit: when.type === 'threshold' ? (when.above ?? when.below ?? null) : when.type === 'index' ? when.level : null,
    unit: when.type === 'threshold' ? (plan.kind.values[when.value]?.unit ?? null) : null,
    simulated: station.station.simulated ?? false,
  }
}
