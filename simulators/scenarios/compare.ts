import type { Alarm } from '../../domain/alarm.ts'
import type { Incident } from '../../domain/incident.ts'
import type { AlarmScope, Expectation, ExpectedAlarm, ExpectedIncident } from './schema.ts'

const MINUTE = 60_000

/** What a city made of a scenario. */
export interface Judged {
  readonly alarms: readonly (Pick<Alarm, 'rule' | 'station' | 'district' | 'severity' | 'raisedAt' | 'active'> & {
    /** It was set aside at some time. */
    readonly wasSuppressed: boolean
  })[]
  readonly incidents: readonly Pick<Incident, 'cause' | 'severity' | 'districts' | 'openedAt' | 'members'>[]
}

export interface Compared {
  /** When the scenario began, UTC ms. */
  readonly startedAt: number
  /** Rules that cannot have been judged: what was back-dated is not silent. */
  readonly unjudged?: ReadonlySet<string>
}

type Raised = Judged['alarms'][number]

/** Where what was raised is not what the scenario expects, one sentence each; none when it is. */
export function differencesOf(expect: Expectation, judged: Judged, of: Compared): string[] {
  const unjudged = of.unjudged ?? new Set()
  const alarms = judged.alarms.filter(({ rule }) => !unjudged.has(rule))
  const wanted = expect.alarms.filter(({ rule }) => !unjudged.has(rule))
  const may = [...(expect.may ?? []), ...expect.alarms]
  const not = expect.not ?? []
  return [
    ...wanted.flatMap((one) => missing(one, alarms, of)),
    ...(expect.incidents ?? []).flatMap((one) => missingIncident(one, judged.incidents, of)),
    ...alarms
      .filter((alarm) => not.some((scope) => isIn(scope, alarm)))
      .map((alarm) => `must not be raised: ${worded(alarm, of)}`),
    ...alarms
      .filter((alarm) => ![...may, ...not].some((scope) => isIn(scope, alarm)))
      .map((alarm) => `not expected: ${worded(alarm, of)}`),
  ]
}

function isIn({ rule, stations, districts }: AlarmScope, alarm: Raised): boolean {
  return (
    rule === alarm.rule && (stations?.includes(alarm.station) ?? true) && (districts?.includes(alarm.district) ?? true)
  )
}

function missing(expected: ExpectedAlarm, alarms: readonly Raised[], of: Compared): string[] {
  const { rule, stations, within, severity, atLeast = 1, clears, suppressed } = expected
  const there = alarms.filter((alarm) => isIn(expected, alarm))
  const inTime = there.filter(({ raisedAt }) => isWithin(within, raisedAt, of))
  const lacking = stations?.filter((id) => !inTime.some(({ station }) => station === id)) ?? []
  const window = `between minute ${within[0]} and ${within[1]}`
  const found: string[] = []
  for (const id of lacking) {
    const elsewhere = there.find(({ station }) => station === id)
    found.push(
      elsewhere
        ? `${rule} at ${id} was raised in minute ${minuteOf(elsewhere.raisedAt, of)}, expected ${window}`
        : `${rule} at ${id} was not raised, expected ${window}`,
    )
  }
  if (!stations && inTime.length < atLeast)
    found.push(`${rule} was raised ${inTime.length} times ${window}${placed(expected)}, expected ${atLeast} at least`)
  for (const alarm of inTime) {
    if (severity !== undefined && alarm.severity !== severity) found.push(`${worded(alarm, of)}, expected ${severity}`)
    if (clears && alarm.active) found.push(`${worded(alarm, of)} is not over, expected to be by the end`)
    if (suppressed && !alarm.wasSuppressed) found.push(`${worded(alarm, of)} was not set aside, expected to be`)
  }
  return found
}

function missingIncident(expected: ExpectedIncident, incidents: Judged['incidents'], of: Compared): string[] {
  const { cause, severity, districts = [], members = 2, within } = expected
  const ofCause = incidents.filter((incident) => incident.cause === cause)
  const fits = ofCause.some(
    (incident) =>
      isWithin(within, incident.openedAt, of) &&
      incident.members >= members &&
      (severity === undefined || incident.severity === severity) &&
      districts.every((id) => incident.districts.includes(id)),
  )
  if (fits) return []
  const there = ofCause.map(
    (one) =>
      `${one.severity} of ${one.members} in ${one.districts.join(', ')} from minute ${minuteOf(one.openedAt, of)}`,
  )
  const wanted = `${severity ?? 'one'} of ${members} at least${placed(expected)} between minute ${within[0]} and ${within[1]}`
  return [`incident ${cause}: expected ${wanted}, found ${there.length > 0 ? there.join('; ') : 'none'}`]
}

function isWithin([from, to]: readonly [number, number], at: number, { startedAt }: Compared): boolean {
  return at >= startedAt + from * MINUTE && at <= startedAt + to * MINUTE
}

function placed({ districts }: { readonly districts?: readonly string[] | undefined }): string {
  return districts ? ` in ${districts.join(', ')}` : ''
}

function minuteOf(at: number, { startedAt }: Compared): number {
  return Math.round((at - startedAt) / MINUTE)
}

function worded({ rule, station, severity, raisedAt }: Raised, of: Compared): string {
  return `${rule} at ${station}, ${severity}, minute ${minuteOf(raisedAt, of)}`
}
