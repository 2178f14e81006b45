import { type Alarm, isAside } from '../alarm.ts'
import type { Label } from '../label.ts'
import type { Severity } from '../severity.ts'
import { MONITOR } from '../trouble.ts'

/** What can be warned of. */
export type WarningSource = 'alarm' | 'incident'

/** What there is to warn of, as it stands: an alarm or an incident. */
export interface Warning {
  readonly source: WarningSource
  readonly id: string
  /** Kind of feed that it comes from; `monitor` of the monitor itself, `gateways` of a gateway. */
  readonly kind: string
  /** Rule that found it; null where there is no single one. */
  readonly rule: string | null
  readonly label: Label
  readonly response: Label
  readonly consequence: Label | null
  readonly severity: Severity
  readonly isActive: boolean
  /** Found in readings of the past: nobody is called out. */
  readonly isLate: boolean
  /** Why it is set aside: shelved, suppressed or out of service; null when it is not. */
  readonly aside: string | null
  readonly isSimulated: boolean
  /** UTC ms. */
  readonly onsetAt: number
  readonly endedAt: number | null
  /** Districts and stations that it is about. */
  readonly districts: readonly string[]
  readonly stations: readonly string[]
  /** What crossed which limit, where there is one. */
  readonly crossing: {
    readonly value: string | null
    readonly reading: number | null
    readonly limit: number | null
    readonly unit: string | null
  } | null
  /** How often it has been raised. */
  readonly count: number
  /** Number of its newest event. */
  readonly seq: number
}

/** An alarm as something to warn of. */
export function warningOfAlarm(alarm: Alarm): Warning {
  const { id, kind, rule, label, response, consequence, severity, value, reading, limit, unit, count, seq } = alarm
  const isOfCity = kind === MONITOR
  return {
    source: 'alarm',
    id,
    kind,
    rule,
    label,
    response,
    consequence,
    severity,
    isActive: alarm.active,
    isLate: alarm.late,
    aside: isAside(alarm.state) ? alarm.state : null,
    isSimulated: alarm.simulated,
    onsetAt: alarm.raisedAt,
    endedAt: alarm.clearedAt,
    districts: isOfCity ? [] : [alarm.district],
    stations: isOfCity ? [] : [alarm.station],
    crossing: reading === null && limit === null ? null : { value, reading, limit, unit },
    count,
    seq,
  }
}

/** What makes a published warning out of date when it changes. */
export function materialOf({ severity, districts, stations, label }: Warning): string {
  return JSON.stringify([severity, districts.toSorted(), stations.toSorted(), label])
}
