import { createHash } from 'node:crypto'
import type { Alarm } from '../../domain/alarm.ts'
import { CityError } from '../../domain/errors.ts'
import type { IncidentCause } from '../../domain/incident-cause.ts'
import type { Declaration, IncidentOrder } from '../../domain/incident-order.ts'
import { foundingParts } from '../../domain/incident-parts.ts'
import { newIncident } from '../../domain/incident-steps.ts'
import { worseOf } from '../../domain/severity.ts'
import { MONITOR } from '../../domain/trouble.ts'
import type { Living } from '../../store/records/incidents.ts'
import type { Desk } from './desk.ts'
import type { IncidentDesk, KeepIncidents } from './incident-desk.ts'
import { mergeIncidents } from './incident-merge.ts'
import type { LivingIncident } from './living-incident.ts'

/** Whether somebody may step an alarm. */
export type MayStep = (alarm: Alarm) => boolean

/** The steps of people; each resolves once it is durable. Throw `step-not-allowed` with the reason, `not-found`. */
export interface IncidentOrders {
  /** `mayStep`: of the person, when it is not of the whole city. Throws `not-allowed` for what touches alarms that are not theirs. */
  take(id: string, order: IncidentOrder, mayStep?: MayStep): Promise<void>
  /** The id of the incident. */
  declare(wish: Declaration): Promise<string>
}

/** How an alarm leaves an incident. */
type Going = Whose &
  ({ readonly type: 'left'; readonly text: string } | { readonly type: 'moved'; readonly into: string })

interface Whose {
  readonly by: string
  readonly ofDepartments?: readonly string[]
}

/** What changes the incident of every department in it, not the one's own alarms alone. */
const OF_ALL: ReadonlySet<IncidentOrder['type']> = new Set(['join', 'merge', 'severity', 'closed', 'reopened'])

export function makeIncidentOrders(of: {
  readonly incidents: IncidentDesk
  readonly desk: Desk
  readonly keep: KeepIncidents
  readonly causeOf: (alarm: Alarm) => IncidentCause | null
  /** One that nothing happened to for long. */
  readonly find: (id: string) => Promise<Living | undefined>
  /** Puts into the audit what was ordered, in the transaction of what it did. */
  readonly keepOrder: (incident: string, order: string, detail: { readonly by: string }) => void
  /** Resolves once everything of this turn is durable. */
  readonly durable: () => Promise<void>
  readonly now: () => number
}): IncidentOrders {
  const { incidents, desk, keep, now } = of

  async function take(id: string, order: IncidentOrder, mayStep: MayStep = () => true): Promise<void> {
    const living = await known(id)
    const into = order.type === 'merge' ? await known(order.into) : living
    if (OF_ALL.has(order.type)) demandOpen(order.type, new Set([living, into]), mayStep)
    const refused = order.type === 'ack' ? acknowledge(living, order, mayStep) : carryOut(living, order, into)
    if (refused !== null) throw new CityError('step-not-allowed', `${order.type} is not allowed for ${id}: ${refused}`)
    of.keepOrder(id, order.type, order)
    await of.durable()
  }

  /** Asked in the turn that changes it: nothing joins in between. */
  function demandOpen(type: string, all: Iterable<LivingIncident>, mayStep: MayStep): void {
    for (const living of all) {
      const open = [...living.open].flatMap((id) => desk.get(id) ?? [])
      const others = open.filter((alarm) => !mayStep(alarm)).length
      if (others === 0) continue
      const what = `${others} of the ${open.length} open alarms of incident ${living.id} are not yours to step`
      const remedy = 'ask somebody whose departments have all of them, or who is of the whole city'
      throw new CityError('not-allowed', `${type} touches the whole incident, and ${what}: ${remedy}.`)
    }
  }

  async function known(id: string): Promise<LivingIncident> {
    const living = incidents.get(id)
    if (living) return living
    const found = await of.find(id)
    if (!found) throw new CityError('not-found', `There is no incident ${id}`)
    return incidents.takeUp(found)
  }

  function carryOut(
    living: LivingIncident,
    order: Exclude<IncidentOrder, { readonly type: 'ack' }>,
    into: LivingIncident,
  ): string | null {
    switch (order.type) {
      case 'join':
        return join(living, order)
      case 'leave':
        return leave(living, order)
      case 'merge':
        return mergeIncidents(living, into, { ...incidents, ...order, keep, move: desk.move, at: now() })
      case 'severity': {
        const { severity: worst } = living.standing
        if (worst !== null && worseOf(worst, order.severity) !== order.severity)
          return `an alarm of it that holds is ${worst}: it is no less`
        return incidents.write(living, { ...order, at: now() })
      }
      default: {
        const refused = incidents.write(living, { ...order, at: now() })
        // What was closed and is open again may be held by what it was not told of.
        if (refused === null && order.type === 'reopened') incidents.judge(living, now())
        return refused
      }
    }
  }

  /** Each alarm's acknowledgement is a step of its own. */
  function acknowledge(
    living: LivingIncident,
    { by, text, ofDepartments }: Whose & { readonly text?: string },
    mayStep: MayStep,
  ): string | null {
    const said = text === undefined ? {} : { text }
    const chosen = living.waiting.flatMap((id) => desk.get(id) ?? []).filter(mayStep)
    if (chosen.length === 0 && living.waiting.length > 0) return 'no alarm of it that is yours waits to be acknowledged'
    const whose = ofDepartments && { ofDepartments }
    const refused = incidents.write(living, { type: 'acknowledged', at: now(), by, ...said, ...whose })
    if (refused !== null) return refused
    // They are open and wait, so none is refused.
    for (const { id } of chosen) desk.step(id, { type: 'ack', by, ...said }).catch(() => {})
    return null
  }

  function join(living: LivingIncident, { by, alarm }: { by: string; alarm: string }): string | null {
    const found = desk.get(alarm)
    if (!found) return `alarm ${alarm} is over, or there is none`
    if (found.kind === MONITOR) return 'it is an alarm of the monitor itself'
    if (found.incident === living.id) return 'the alarm is in it already'
    const { mergedInto, state } = living.incident
    if (mergedInto !== null) return `it was merged into ${mergedInto}`
    if (state === 'closed') return 'it is closed'
    const before = found.incident === null ? undefined : incidents.get(found.incident)
    if (before) letGo(before, alarm, { type: 'moved', into: living.id, by })
    desk.move(alarm, living.id, by)
    if (before) incidents.judge(before, now())
    return null
  }

  function leave(
    living: LivingIncident,
    { alarm, ...going }: Whose & { readonly alarm: string; readonly text: string },
  ): string | null {
    const found = desk.get(alarm)
    if (!living.members.has(alarm)) return `alarm ${alarm} is not in it`
    if (!found) return `alarm ${alarm} is over`
    const refused = letGo(living, alarm, { ...going, type: 'left' })
    if (refused !== null) return refused
    desk.move(alarm, null, going.by)
    incidents.judge(living, now())
    return null
  }

  function letGo(living: LivingIncident, alarm: string, going: Going): string | null {
    const member = living.members.get(alarm)
    const { mergedInto } = living.incident
    if (!member || mergedInto !== null) return `it was merged into ${mergedInto}`
    living.remove(alarm)
    living.out.add(alarm)
    keep.put({ ...member, isOut: true })
    return incidents.write(living, { ...going, alarm, part: member, rest: living.spread(), at: now() })
  }

  async function declare(declared: Declaration): Promise<string> {
    const { by, text, ofDepartments, ...wish } = declared
    const at = now()
    const alarms = wish.alarms.map((id) => {
      const alarm = desk.get(id)
      if (!alarm) throw new CityError('step-not-allowed', `Alarm ${id} is over, or there is none.`)
      if (alarm.kind === MONITOR) throw new CityError('step-not-allowed', `Alarm ${id} is of the monitor itself.`)
      return alarm
    })
    const [first] = alarms
    const cause = wish.cause ?? (first && of.causeOf(first)?.id) ?? 'declared'
    const id = createHash('sha256').update(`declared\n${by}\n${at}\n${wish.label.zh}`).digest('base64url').slice(0, 16)
    if (incidents.get(id)) throw new CityError('step-not-allowed', 'The same incident was declared in this moment.')
    const severity = alarms.reduce((worst, alarm) => worseOf(worst, alarm.severity), wish.severity)
    const { label, districts } = wish
    const incident = newIncident({
      id,
      cause,
      label,
      severity,
      atLeast: wish.severity,
      at,
      by,
      districts,
      parts: foundingParts(alarms),
      ...(ofDepartments && { takes: ofDepartments }),
    })
    const living = incidents.takeUp({ incident, members: [] })
    const said = { ...(text !== undefined && { text }), ...(ofDepartments && { ofDepartments }) }
    incidents.write(living, { type: 'opened', at, by, ...said })
    for (const alarm of alarms) join(living, { by, alarm: alarm.id })
    of.keepOrder(id, 'declare', declared)
    await of.durable()
    return id
  }

  return { take, declare }
}
