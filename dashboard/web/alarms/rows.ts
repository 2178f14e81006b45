import { isAside, type Alarm } from '../../../domain/alarm.ts'
import type { Incident } from '../../../domain/incident.ts'
import { SEVERITIES, type Severity, worseOf } from '../../../domain/severity.ts'
import { byUrgency, isWaiting } from './order.ts'

/** What counts, sounds and is listed as one: an alarm that stands alone, or all of an incident. */
export type Unit = Pick<Alarm, 'id' | 'state' | 'severity' | 'raisedAt'> & {
  /** Null: it stands alone. */
  readonly incident: string | null
  readonly alarms: readonly Alarm[]
}

/** A line of the list. */
export type Row =
  | { readonly of: 'alarm'; readonly id: string; readonly alarm: Alarm; readonly isMember: boolean }
  | { readonly of: 'incident'; readonly id: string; readonly unit: Unit; readonly isOpen: boolean }

/** What of the incidents weighs in a list: the level that a person has set. By id. */
export type Levels = ReadonlyMap<string, Pick<Incident, 'atLeast'>>

/**
 * Alarms as a person takes them in: those of one incident are one, as bad as the worst of them and as the level that a person has set,
 * and it waits when one of them does. What is set aside stands apart.
 */
export function unitsOf(alarms: Iterable<Alarm>, incidents: Levels): readonly Unit[] {
  const units: Unit[] = []
  const members = new Map<string, Alarm[]>()
  for (const alarm of alarms) {
    if (alarm.incident === null || isAside(alarm.state)) units.push({ ...alarm, incident: null, alarms: [alarm] })
    else {
      const of = members.get(alarm.incident)
      if (of === undefined) members.set(alarm.incident, [alarm])
      else of.push(alarm)
    }
  }
  for (const [incident, of] of members) units.push(unitOf(incident, of, incidents.get(incident)?.atLeast ?? null))
  return units
}

/** The lines of a list, most urgent first; the alarms of an incident that is opened stand below it. */
export function rowsOf(alarms: Iterable<Alarm>, incidents: Levels, opened: ReadonlySet<string>): readonly Row[] {
  const units = [...unitsOf(alarms, incidents)].sort((a, b) => byUrgency(a, b))
  return units.flatMap((unit): Row[] => {
    const [alarm] = unit.alarms
    if (unit.incident === null)
      return alarm === undefined ? [] : [{ of: 'alarm', id: alarm.id, alarm, isMember: false }]
    const isOpen = opened.has(unit.incident)
    const row: Row = { of: 'incident', id: unit.incident, unit, isOpen }
    if (!isOpen) return [row]
    const below = unit.alarms.toSorted(byUrgency)
    return [row, ...below.map((one): Row => ({ of: 'alarm', id: one.id, alarm: one, isMember: true }))]
  })
}

/** Who calls: what waits, an incident as one call, with another name each time that it is worse than it has ever been. */
export function callsOf(
  alarms: Iterable<Alarm>,
  incidents: ReadonlyMap<string, Incident>,
): readonly { readonly id: string; readonly severity: Severity }[] {
  return unitsOf([...alarms].filter(isWaiting), incidents).map(({ id, incident, severity }) => {
    if (incident === null) return { id, severity }
    return { id: `${incident} ${worseOf(incidents.get(incident)?.worst ?? severity, severity)}`, severity }
  })
}

function unitOf(incident: string, alarms: readonly Alarm[], atLeast: Severity | null): Unit {
  const severity = alarms.reduce<Severity>((worst, alarm) => worseOf(worst, alarm.severity), atLeast ?? SEVERITIES[0])
  const state = alarms.some(isWaiting) ? 'unacknowledged' : 'acknowledged'
  return { id: incident, incident, severity, state, raisedAt: Math.min(...alarms.map((one) => one.raisedAt)), alarms }
}
