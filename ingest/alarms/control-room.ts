import type { Compilable } from 'kysely'
import { type IncidentLimits, incidentLimitsOf } from '../../config/incidents.ts'
import type { Alarm } from '../../domain/alarm.ts'
import type { Within } from '../../domain/answer.ts'
import { CITY_SAYS } from '../../domain/city-says.ts'
import { NO_DUTY } from '../../domain/duty.ts'
import { targetOf } from '../../domain/escalation.ts'
import type { Rule } from '../../domain/rule.ts'
import { makeZone } from '../../domain/zone.ts'
import type { AlarmMessage } from '../../domain/wire.ts'
import type { AlarmRecords } from '../../store/records/alarms.ts'
import type { AlarmCallRecords, CallStanding } from '../../store/records/alarm-calls.ts'
import type { UsualRow } from '../../store/records/schema.ts'
import type { KnownAlert, OutsideAlertRecords } from '../../store/records/outside-alerts.ts'
import type { UsualRecords } from '../../store/records/usual.ts'
import type { SuppressionRecords } from '../../store/records/suppressions.ts'
import { ownersNamed, type Suppression } from '../../domain/suppression.ts'
import type { PresenceBook } from '../presence.ts'
import type { StationList } from '../places.ts'
import { makeOutsideAlerts, type OutsideOptions } from './outside-alerts.ts'
import { OUTSIDE, type OutsideAlert, type OutsideAnswer } from '../../domain/outside-alert.ts'
import { GATEWAYS } from '../../domain/trouble.ts'
import { makeGatewayWatch } from './gateway-watch.ts'
import { type IncidentRoom, makeIncidentRoom } from './incident-room.ts'
import type { IncidentRecords, Living } from '../../store/records/incidents.ts'
import { makeSuppressor, type Suppressor } from './suppressor.ts'
import { makeCalls } from './call-people.ts'
import { type DutyPlan, makeEscalator } from './escalator.ts'
import type { Orders } from '../orders.ts'
import type { RuleStateRecords } from '../../store/records/rule-states.ts'
import type { KindPlan } from '../catalogue.ts'
import type { Committer } from '../committer.ts'
import type { Places } from '../places.ts'
import { noteStep, noteSuppression } from './note-step.ts'
import { makeGrader } from './grader.ts'
import { type Desk, makeDesk } from './desk.ts'
import type { RuleState } from './finding.ts'
import { type LoadWatch, makeLoadWatch } from './load-watch.ts'
import { makeRuleEngine, type RuleEngine } from './rules.ts'
import { makeUsualBook } from './usual.ts'
import { isOfMonitor, makeTroubles, type Troubles } from './troubles.ts'

export interface ControlRoomOptions {
  readonly rules: readonly Rule[]
  readonly plans: ReadonlyMap<string, KindPlan>
  readonly tables: {
    readonly alarms: AlarmRecords
    readonly calls: AlarmCallRecords
    readonly ruleStates: RuleStateRecords
    readonly usual: UsualRecords
    readonly suppressions: SuppressionRecords
    readonly incidents: IncidentRecords
    readonly outsideAlerts: OutsideAlertRecords
  }
  readonly stations: Pick<StationList, 'byId' | 'all' | 'gateways' | 'stationsOf'>
  readonly presence: Pick<PresenceBook, 'of' | 'isConnected'>
  /** Who is on duty and who is called; nobody when not given. */
  readonly duty?: () => DutyPlan
  /** What goes out to people who are called. */
  readonly orders: Pick<Orders, 'send'>
  /** Whether a channel is there and on; none when not given. */
  readonly reaches?: (channel: string) => boolean
  /** Maintenance and outages that are not over. */
  readonly suppressions: readonly Suppression[]
  /** Rule state, alarm and event go into the transaction that moves the line's position. */
  readonly committer: Pick<Committer, 'add' | 'after' | 'hurry'>
  readonly open: readonly Alarm[]
  /** How much alarms asked of people when the last run ended. */
  readonly standing: CallStanding
  /** How many work at once: of a department, or of the whole city (`*`). */
  readonly positionsOf: (scope: string) => number
  /** Alerts of other systems that hold, and how more of them are read. */
  readonly outsideAlerts: readonly KnownAlert[]
  readonly outside: OutsideOptions
  /** Those that were over last. */
  readonly over?: readonly Alarm[]
  /** What was learned of the hours of the week. */
  readonly usual: readonly UsualRow[]
  /** Local time from UTC. */
  readonly utcOffsetMinutes: number
  /** Number of the newest event. */
  readonly head: number
  /** Incidents that something may still happen to, and the number of their newest event. */
  readonly incidents: { readonly living: readonly Living[]; readonly head: number; readonly limits?: IncidentLimits }
  /** Number of the newest event of each department. */
  readonly heads: ReadonlyMap<string, number>
  readonly now: () => number
}

/** Rules, the desk and the alarms of the monitor itself. */
export interface ControlRoom {
  readonly engine: RuleEngine
  readonly desk: Desk
  readonly troubles: Troubles
  readonly load: Pick<LoadWatch, 'floods' | 'onFloods'>
  /** Ends what nothing is left to clear: alarms whose rule or station is gone. */
  endOrphans(places: Places, at: number): void
  /** Ends alarms of a station that is no more; whose it is may have changed. */
  stationChanged(station: { readonly id: string; readonly retired: boolean }): void
  /** Other rules from now on; alarms of those that are gone or were changed end. */
  change(rules: readonly Rule[], places: Places, at: number): void
  readonly suppressor: Suppressor
  readonly incidents: IncidentRoom
  /** Takes alerts of other systems. Resolves once what they raised and cleared is durable. */
  takeOutside(alerts: readonly OutsideAlert[], silentMs: number | null): Promise<OutsideAnswer>
  /** Keeps a suppression that a person made, or what has become of it, from now on, with its entry in the audit. Resolves once it is durable. */
  suppress(suppression: Suppression): Promise<void>
  tick(at: number): void
}

const UTC = makeZone('UTC')

export function makeControlRoom(options: ControlRoomOptions): ControlRoom {
  const { tables, committer, now } = options
  const add = (statement: Compilable) => committer.add(statement)

  function keep(message: AlarmMessage, done: () => void): void {
    add(tables.alarms.save(message.alarm))
    add(tables.alarms.record(message.event, message.alarm, message.departmentSeq))
    if (message.event.by !== 'system') add(noteStep(message))
    load.note(message)
    call(message)
    committer.after(done)
    committer.hurry()
  }

  const load = makeLoadWatch({
    records: tables.calls,
    standing: options.standing,
    open: options.open,
    positionsOf: options.positionsOf,
    add,
    after: (done) => committer.after(done),
  })
  const learn = (row: UsualRow) => add(tables.usual.save([row]))
  let ruleOf = new Map(options.rules.map((rule) => [rule.id, rule]))
  const plan = options.duty ?? (() => ({ duty: NO_DUTY, zone: UTC }))
  const call = makeCalls({ plan, orders: options.orders, reaches: options.reaches ?? (() => false) })
  /** Those of before it was kept are of whoever has the named places when the city starts first. */
  function withDepartments(suppression: Suppression): Suppression {
    if (suppression.departments !== undefined) return suppression
    const named = suppression.by === 'system' ? null : ownersNamed(suppression.scope, options.stations.all())
    const known = { ...suppression, departments: named?.owners ?? null }
    add(tables.suppressions.save(known))
    return known
  }

  const suppressor = makeSuppressor({
    known: options.suppressions.map(withDepartments),
    desk: () => desk,
    ruleOf: (id) => ruleOf.get(id),
    stationOf: (id) => options.stations.byId(id),
  })
  const incidents = makeIncidentRoom({
    living: options.incidents.living,
    head: options.incidents.head,
    limits: options.incidents.limits ?? incidentLimitsOf({}),
    open: options.open,
    records: tables.incidents,
    committer,
    stations: options.stations,
    plans: options.plans,
    ruleOf: (id) => ruleOf.get(id),
    alarms: () => desk,
    now,
  })
  const desk: Desk = makeDesk({
    open: options.open,
    over: options.over ?? [],
    head: options.head,
    heads: options.heads,
    keep,
    async find(id) {
      const found = await tables.alarms.get(id)
      if (!found) return undefined
      // Its log is kept beside it, not in it.
      const { events: _, ...alarm } = found
      return alarm
    },
    now,
    suppress: (alarm, at) => suppressor.reasonFor(alarm, at),
    within,
    incidents: incidents.desk,
  })
  const grader = makeGrader(desk, (id) => ruleOf.get(id))
  const engine = makeRuleEngine(options.rules, options.plans, {
    find: grader.take,
    usualOf: makeUsualBook({ known: options.usual, utcOffsetMinutes: options.utcOffsetMinutes, keep: learn }).of,
    keep({ rule, station, state }: RuleState) {
      const { save, forget } = tables.ruleStates
      add(state ? save([{ rule, station, state: JSON.stringify(state) }]) : forget([{ rule, station }]))
    },
  })

  /** What the rule says goes before the target of the department. */
  function within(alarm: Alarm): Within {
    const rule = ruleOf.get(alarm.rule)
    const target = targetOf(alarm, plan().duty.targets)
    return { ack: rule?.ackSeconds ?? target.ackSeconds, respond: rule?.respondSeconds ?? target.respondSeconds }
  }

  function put(suppression: Suppression): void {
    suppressor.put(suppression)
    add(tables.suppressions.save(suppression))
  }

  const gatewayWatch = makeGatewayWatch({
    gateways: () => options.stations.gateways(),
    ownerOf: (gateway) => [...options.stations.stationsOf(gateway)][0]?.owner ?? '',
    presence: options.presence,
    desk,
    isOut: (id) => suppressor.current().some((known) => known.id === id && known.to === null),
    put,
  })

  const troubles = makeTroubles(desk, now)
  const escalator = makeEscalator({ desk, troubles, plan })
  const outside = makeOutsideAlerts({
    ...options.outside,
    known: options.outsideAlerts,
    records: tables.outsideAlerts,
    add,
    desk,
    now,
  })

  function durable<T>(value: T): Promise<T> {
    return new Promise((resolve) => {
      committer.after(() => resolve(value))
      committer.hurry()
    })
  }

  return {
    engine,
    desk,
    load,
    incidents,
    suppressor,
    suppress(suppression) {
      put(suppression)
      add(noteSuppression(now(), suppression))
      suppressor.tick(now())
      return durable(undefined)
    },
    async takeOutside(alerts, silentMs) {
      return durable(outside.take(alerts, silentMs))
    },
    troubles,
    endOrphans(places, at) {
      const isOrphan = (alarm: Alarm) =>
        alarm.kind === OUTSIDE ? !outside.knows(alarm) : !ruleOf.has(alarm.rule) || !places.byId(alarm.station)
      desk.end((alarm) => !isOfMonitor(alarm) && alarm.kind !== GATEWAYS && isOrphan(alarm), at, CITY_SAYS.orphan.en)
    },
    stationChanged({ id, retired }) {
      suppressor.look()
      if (!retired) return
      desk.end((alarm) => alarm.station === id, now(), CITY_SAYS.retired.en)
      add(tables.ruleStates.forgetStation(id))
    },
    change(rules, places, at) {
      ruleOf = new Map(rules.map((rule) => [rule.id, rule]))
      engine.change(rules, places.all(), at)
    },
    tick(at) {
      engine.tick(at)
      grader.tick(at)
      gatewayWatch.tick(at)
      suppressor.tick(at)
      outside.tick(at)
      desk.tick(at)
      load.tick(at)
      escalator.tick(at)
      incidents.desk.tick(at)
    },
  }
}
