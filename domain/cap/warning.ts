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

/** What of an incident is told to others. */
export interface IncidentFacts {
  readonly id: string
  readonly label: Label
  readonly severity: Severity
  readonly state: 'open' | 'stable' | 'closed'
  readonly districts: readonly string[]
  readonly kinds: readonly string[]
  readonly openedAt: number
  readonly stableAt: number | null
  readonly closedAt: number | null
  readonly tasks: readonly { readonly text: Label; readonly by: string }[]
  readonly simulated: boolean
  readonly seq: number
}

/** An incident as something to warn of: its districts, and what the rules of its members say that is to be done. */
export function warningOfIncident(incident: IncidentFacts): Warning {
  const { id, label, severity, state, districts, kinds, tasks, simulated, seq } = incident
  const told = tasks.filter(({ by }) => by === 'system').map(({ text }) => text)
  const all = (language: 'zh' | 'en') => [...new Set(told.map((text) => text[language]))].join('\n')
  return {
    source: 'incident',
    id,
    kind: kinds[0] ?? '',
    rule: null,
    label,
    response: { zh: all('zh'), en: all('en') },
    consequence: null,
    severity,
    isActive: state === 'open',
    isLate: false,
    aside: null,
    isSimulated: simulated,
    onsetAt: incident.openedAt,
    endedAt: incident.stableAt ?? incident.closedAt,
    districts,
    stations: [],
    crossing: null,
    count: 1,
    seq,
  }
}

/** What makes a published warning out of date when it changes. */
export function materialOf({ severity, districts, stations, label }: Warning): string {
  return JSON.stringify([severity, districts.toSorted(), stations.toSorted(), label])
}
