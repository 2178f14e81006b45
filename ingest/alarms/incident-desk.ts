import { createHash } from 'node:crypto'
import type { Alarm, Step } from '../../domain/alarm.ts'
import { CITY_SAYS } from '../../domain/city-says.ts'
import { BY_CITY, type Incident, type IncidentEvent, type IncidentStep } from '../../domain/incident.ts'
import type { IncidentCause } from '../../domain/incident-cause.ts'
import { foundingParts } from '../../domain/incident-parts.ts'
import { belongs, groupFor, isNear, type Nearness, partnerFor, type Raised } from '../../domain/incident-grouping.ts'
import { eventOf } from '../../domain/incident-event.ts'
import { isOverFor, newIncident, stepsOfStanding, takeIncidentStep } from '../../domain/incident-steps.ts'
import { worseOf } from '../../domain/severity.ts'
import type { IncidentMessage } from '../../domain/wire.ts'
import type { Living, Member } from '../../store/records/incidents.ts'
import { type Alone, makeAloneAlarms } from './alone-alarms.ts'
import { mergeIncidents } from './incident-merge.ts'
import { type LivingIncident, makeLivingIncident, type PlaceOf } from './living-incident.ts'

/** Where incidents are kept; all of one turn in one transaction. */
export interface KeepIncidents {
  save(incident: Incident): void
  put(member: Member): void
  moveMembers(from: string, to: string): void
  /** Calls back when it is durable, in the order of the calls. */
  record(event: IncidentEvent, incident: Incident, done: () => void): void
}

export interface IncidentDeskOptions {
  readonly living: readonly Living[]
  /** Alarms that are not over. */
  readonly open: Iterable<Alarm>
  /** Number of the newest event. */
  readonly head: number
  readonly near: Nearness
  /** So long after it is over, the city closes an incident by itself. */
  readonly closeMs: number
  /** What an alarm may be grouped by; null: it stands alone. */
  readonly causeOf: (alarm: Alarm) => IncidentCause | null
  readonly placeOf: PlaceOf
  readonly keep: KeepIncidents
  /** Puts an open alarm into an incident. */
  readonly move: (alarm: string, incident: string, by: string) => void
  readonly now: () => number
}

/** Gathers alarms into incidents and keeps their timelines. What people do with them: `incident-orders.ts`. */
export interface IncidentDesk {
  /** Number of the newest durable event. */
  readonly head: number
  /** The incident that an alarm is part of after a step; for the alarm desk. */
  place(alarm: Alarm, step: Step): string | null
  /** The alarm took the step; for the alarm desk. */
  told(alarm: Alarm, step: Step): void
  get(id: string): LivingIncident | undefined
  /** Takes an incident up that something happens to again, or a new one. */
  takeUp(living: Living): LivingIncident
  /** Takes a step and keeps it; says why when it is not allowed. */
  write(living: LivingIncident, step: IncidentStep, then?: () => void): string | null
  /** Says what follows of how its members stand now. */
  judge(living: LivingIncident, at: number): void
  /** Closes what has been over for long, and forgets what is. */
  tick(now: number): void
  onEvent(listener: (message: IncidentMessage) => void): () => void
}

interface Founding {
  readonly id: string
  readonly cause: IncidentCause
  readonly partner: Alone
}

/** A closed incident may come back so long, ms. */
export const RETURNS_MS = 24 * 3_600_000

export function makeIncidentDesk(options: IncidentDeskOptions): IncidentDesk {
  const { keep, near, placeOf } = options
  const all = new Map<string, LivingIncident>()
  const byCause = new Map<string, Set<LivingIncident>>()
  const listeners = new Set<(message: IncidentMessage) => void>()
  const out = new Set<string>()
  /** An incident that the alarm at hand opens, with the one that was there before. */
  let founding: Founding | null = null
  let isOpening = false
  let numbered = options.head
  let durable = options.head

  const alone = makeAloneAlarms(raisedOf)
  for (const living of options.living) takeUp(living)
  for (const alarm of options.open) {
    if (alarm.incident !== null) all.get(alarm.incident)?.count(alarm)
    else alone.note(alarm, alarm.raisedAt, true)
  }

  function takeUp(of: Living): LivingIncident {
    const known = all.get(of.incident.id)
    if (known) return known
    const living = makeLivingIncident(of, placeOf)
    all.set(living.id, living)
    byCause.set(living.cause, (byCause.get(living.cause) ?? new Set()).add(living))
    for (const id of living.out) out.add(id)
    return living
  }

  function raisedOf(alarm: Alarm, at: number): Raised | null {
    const cause = options.causeOf(alarm)
    if (!cause || alarm.state === 'suppressed' || alarm.state === 'out-of-service' || out.has(alarm.id)) return null
    return { cause: cause.id, district: alarm.district, ...placeOf(alarm.station), at }
  }

  function place(alarm: Alarm, step: Step): string | null {
    founding = null
    if (alarm.incident !== null || step.type === 'incident' || !alarm.active) return alarm.incident
    // Only what is new may find others: what has stood alone was held against them already.
    if (alone.has(alarm.id) && step.type !== 'raise') return null
    const at = timeOf(alarm, step)
    const raised = raisedOf(alarm, at)
    if (!raised) return null
    const groups = [...(byCause.get(raised.cause) ?? [])].filter(
      ({ incident }) => incident.mergedInto === null && takesBySelf(incident, alarm.owner),
    )
    const group = groupFor(raised, groups, near)
    if (group) return group.id
    // The past calls nobody, so it opens nothing.
    if (alarm.late) return null
    const others = [...alone.of(raised.cause)].filter(({ id }) => id !== alarm.id)
    const partner = partnerFor(raised, others, near)
    const cause = options.causeOf(alarm)
    if (!partner || !cause) return null
    founding = { id: idOf(cause.id, partner.id), cause, partner }
    return founding.id
  }

  function told(alarm: Alarm, step: Step): void {
    const founded = founding
    founding = null
    const at = timeOf(alarm, step)
    alone.note(alarm, at, step.type === 'raise' || step.type === 'announce')
    if (alarm.incident === null) return
    if (founded?.id === alarm.incident) open(founded, alarm, at)
    const living = all.get(alarm.incident)
    if (!living) return
    const isNew = !living.members.has(alarm.id)
    if (isNew) join(living, alarm, { at, by: step.type === 'incident' ? step.by : BY_CITY })
    else if (step.type === 'raise') note(living, { lastRaisedAt: Math.max(living.lastRaisedAt, at) })
    living.count(alarm)
    if (isOpening) return
    judge(living, step.at)
    // Where a person puts an alarm, that and no more was meant.
    if (isNew && !alarm.late && step.by === BY_CITY) reachOut(living, alarm, at)
  }

  function open({ id, cause, partner }: Founding, alarm: Alarm, at: number): void {
    const severity = partner.severity === null ? alarm.severity : worseOf(partner.severity, alarm.severity)
    const parts = foundingParts([partner, alarm])
    const incident = newIncident({ id, cause: cause.id, label: cause.label, severity, at, by: BY_CITY, parts })
    write(takeUp({ incident, members: [] }), { type: 'opened', at, by: BY_CITY })
    // How the two stand is judged once both are in.
    isOpening = true
    options.move(partner.id, id, BY_CITY)
    isOpening = false
  }

  /** What stood apart, and is near to a new member, belongs here as well: in whatever order alarms come, the same come together. */
  function reachOut(living: LivingIncident, alarm: Alarm, at: number): void {
    const here = raisedOf(alarm, at)
    // A person may put in what has another cause.
    if (here?.cause !== living.cause) return
    const beside = [...alone.of(here.cause)].filter(
      (one) => takesBySelf(living.incident, one.owner) && isNear(here, one, near),
    )
    for (const { id } of beside) if (alone.has(id)) options.move(id, living.id, BY_CITY)
    for (const other of byCause.get(here.cause) ?? []) {
      if (living.incident.mergedInto !== null) return
      if (other === living || other.isClosed || !belongs(here, other, near)) continue
      unite(living, other, at)
    }
  }

  /** The younger one goes into the older, but none that somebody has taken up goes into another. */
  function unite(a: LivingIncident, b: LivingIncident, at: number): void {
    const isElder = a.openedAt < b.openedAt || (a.openedAt === b.openedAt && a.id < b.id)
    const [elder, younger] = isElder ? [a, b] : [b, a]
    const from = younger.incident.touched ? (elder.incident.touched ? null : elder) : younger
    if (from === null) return
    const into = from === younger ? elder : younger
    if (from.incident.departments.some((owner) => !takesBySelf(into.incident, owner))) return
    const text = CITY_SAYS.inBoth.en
    mergeIncidents(from, into, { write, judge, keep, move: options.move, at, by: BY_CITY, text })
  }

  function join(living: LivingIncident, alarm: Alarm, { at, by }: { at: number; by: string }): void {
    const { id, station, district, kind, owner } = alarm
    const member = { alarm: id, incident: living.id, station, district, kind, owner, isOut: false }
    living.out.delete(id)
    out.delete(id)
    living.add(member)
    keep.put(member)
    const { openedBy, cause } = living.incident
    const beside = openedBy !== BY_CITY || options.causeOf(alarm)?.id !== cause
    write(living, { type: 'joined', alarm: { ...alarm, raisedAt: at, beside }, at, by })
  }

  function judge(living: LivingIncident, at: number): void {
    const { standing, incident } = living
    if (incident.active !== standing.active || incident.waiting !== standing.waiting)
      note(living, { active: standing.active, waiting: standing.waiting })
    for (const step of stepsOfStanding(living.incident, standing, at)) write(living, step)
  }

  /** What changes without a step of its own. */
  function note(living: LivingIncident, change: Partial<Incident>): void {
    living.incident = { ...living.incident, ...change }
    keep.save(living.incident)
  }

  function write(living: LivingIncident, step: IncidentStep, then?: () => void): string | null {
    const result = takeIncidentStep(living.incident, step)
    if ('refused' in result) return result.refused
    const seq = ++numbered
    const incident = { ...result.incident, seq }
    living.incident = incident
    const event = eventOf(incident, step, { seq, recordedAt: options.now() })
    keep.save(incident)
    keep.record(event, incident, () => {
      durable = seq
      then?.()
      for (const listener of listeners) listener({ seq, event, incident })
    })
    return null
  }

  return {
    get head() {
      return durable
    },
    place,
    told,
    get: (id) => all.get(id),
    takeUp,
    write(living, step, then) {
      if (step.type === 'left' || step.type === 'moved') out.add(step.alarm)
      return write(living, step, then)
    },
    judge,
    tick(now) {
      for (const living of all.values()) {
        const { incident, id } = living
        if (isOverFor(incident, now, options.closeMs))
          write(living, { type: 'closed', at: now, by: BY_CITY, text: CITY_SAYS.incidentOver.en })
        const isHeld = !living.open[Symbol.iterator]().next().done
        const { closedAt } = living.incident
        if (closedAt === null || isHeld || now - Math.max(closedAt, living.lastRaisedAt) < RETURNS_MS) continue
        all.delete(id)
        byCause.get(living.cause)?.delete(living)
        for (const alarm of living.out) out.delete(alarm)
      }
    },
    onEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Whether alarms of a department join without a person: one that a person of some departments declared takes theirs. */
function takesBySelf({ takes }: Incident, owner: string): boolean {
  return takes === undefined || takes.includes(owner)
}

/** Event time of what was found; an alarm that was set aside counts from when it was raised. */
function timeOf(alarm: Alarm, { type, at }: Step): number {
  return type === 'raise' || type === 'announce' ? at : alarm.raisedAt
}

/** The same cause that began with the same alarm is the same incident, however often it is worked out. */
function idOf(cause: string, alarm: string): string {
  return createHash('sha256').update(`${cause}\n${alarm}`).digest('base64url').slice(0, 16)
}
