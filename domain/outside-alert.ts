import { type Static, Type } from 'typebox'
import type { Alarm } from './alarm.ts'
import type { Severity } from './severity.ts'

/** Kind of alarms that other systems send, and their station, district and department when nothing else is said; no feed can have it. */
export const OUTSIDE = 'outside'

const Texts = Type.Record(Type.String({ minLength: 1, maxLength: 200 }), Type.String({ maxLength: 8_000 }))

/** An alert as Prometheus and Alertmanager send it; what else stands in it is left alone. */
export const OutsideAlert = Type.Object({
  /** Not in what Prometheus itself sends. */
  status: Type.Optional(Type.String({ examples: ['firing', 'resolved'] })),
  labels: Texts,
  annotations: Type.Optional(Texts),
  /** RFC 3339. */
  startsAt: Type.Optional(Type.String({ maxLength: 64 })),
  endsAt: Type.Optional(Type.String({ maxLength: 64 })),
})
export type OutsideAlert = Static<typeof OutsideAlert>

/** What was made of a post of alerts. */
export const OutsideAnswer = Type.Object({
  raised: Type.Integer(),
  cleared: Type.Integer(),
  /** Known already, or over before anything was known of it. */
  unchanged: Type.Integer(),
})
export type OutsideAnswer = Static<typeof OutsideAnswer>

/** Which labels say what; the shipped names are those that Prometheus rules usually have. */
export interface OutsideMapping {
  readonly severity?: {
    readonly label?: string
    readonly values?: Readonly<Record<string, Severity>>
    readonly otherwise?: Severity
  }
  readonly district?: { readonly label?: string; readonly otherwise?: string }
  readonly department?: { readonly label?: string; readonly otherwise?: string }
  readonly station?: { readonly label?: string }
}

export type OutsideCause = Pick<
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

const SEVERITIES: Readonly<Record<string, Severity>> = {
  critical: 'red',
  page: 'red',
  error: 'orange',
  high: 'orange',
  warning: 'yellow',
  info: 'blue',
  none: 'blue',
  red: 'red',
  orange: 'orange',
  yellow: 'yellow',
  blue: 'blue',
}

/** The cause that an alert stands for; `digest` is of all its labels, so that two alerts of one name stay two. */
export function causeOfAlert(
  { labels, annotations = {} }: OutsideAlert,
  of: {
    readonly mapping: OutsideMapping
    readonly districts: ReadonlySet<string>
    readonly departments: ReadonlySet<string>
    readonly digest: string
  },
): OutsideCause {
  const { severity = {}, district = {}, department = {}, station = {} } = of.mapping
  const name = labels['alertname'] ?? 'alert'
  const said = labels[severity.label ?? 'severity'] ?? ''
  const known = (value: string | undefined, all: ReadonlySet<string>, otherwise: string | undefined) =>
    value !== undefined && all.has(value) ? value : (otherwise ?? OUTSIDE)
  const title = annotations['summary'] ?? name
  const todo = annotations['description'] ?? annotations['runbook_url'] ?? 'See the system that sent this alert.'
  return {
    rule: `alert-${slugOf(name)}-${of.digest.slice(0, 8)}`,
    label: { zh: cut(annotations['summary_zh'] ?? title), en: cut(title) },
    response: { zh: cut(annotations['description_zh'] ?? todo), en: cut(todo) },
    consequence: null,
    severity: severity.values?.[said] ?? SEVERITIES[said.toLowerCase()] ?? severity.otherwise ?? 'yellow',
    kind: OUTSIDE,
    station: cut(labels[station.label ?? 'instance'] ?? OUTSIDE, 63),
    district: known(labels[district.label ?? 'district'], of.districts, district.otherwise),
    owner: known(labels[department.label ?? 'department'], of.departments, department.otherwise),
    value: null,
    limit: null,
    unit: null,
    simulated: false,
  }
}

function slugOf(name: string): string {
  const slug = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return slug.slice(0, 40) || 'unnamed'
}

function cut(text: string, most = 200): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim()
  return (flat.length > most ? `${flat.slice(0, most - 1)}…` : flat) || OUTSIDE
}
