import type { Compilable } from 'kysely'
import type { Alarm } from '../../domain/alarm.ts'
import type { Rule } from '../../domain/rule.ts'
import type { AlarmMessage } from '../../domain/wire.ts'
import type { AlarmRecords } from '../../store/records/alarms.ts'
import type { UsualRow } from '../../store/records/schema.ts'
import type { UsualRecords } from '../../store/records/usual.ts'
import type { SuppressionRecords } from '../../store/records/suppressions.ts'
import type { Suppression } from '../../domain/suppression.ts'
import type { PresenceBook } from '../presence.ts'
import type { StationList } from '../places.ts'
import { GATEWAYS, makeGatewayWatch } from './gateway-watch.ts'
import { makeSuppressor, type Suppressor } from './suppressor.ts'
import type { RuleStateRecords } from '../../store/records/rule-states.ts'
import type { KindPlan } from '../catalogue.ts'
import type { Committer } from '../committer.ts'
import type { Places } from '../places.ts'
import { makeGrader } from './grader.ts'
import { type Desk, makeDesk } from './desk.ts'
import type { RuleState } from './finding.ts'
import { makeRuleEngine, type RuleEngine } from './rules.ts'
import { makeUsualBook } from './usual.ts'
import { isOfMonitor, makeTroubles, type Troubles } from './troubles.ts'

export interface ControlRoomOptions {
  readonly rules: readonly Rule[]
  readonly plans: ReadonlyMap<string, KindPlan>
  readonly tables: {
    readonly alarms: AlarmRecords
    readonly ruleStates: RuleStateRecords
    readonly usual: UsualRecords
    readonly suppressions: SuppressionRecords
  }
  readonly stations: Pick<StationList, 'byId' | 'gateways' | 'stationsOf'>
  readonly presence: Pick<PresenceBook, 'of' | 'isConnected'>
  /** Maintenance and outages that are not over. */
  readonly suppressions: readonly Suppression[]
  /** Rule state, alarm and event go into the transaction that moves the line's position. */
  readonly committer: Pick<Committer, 'add' | 'after' | 'hurry'>
  readonly open: readonly Alarm[]
  /** Those that were over last. */
  readonly over?: readonly Alarm[]
  /** What was learned of the hours of the week. */
  readonly usual: readonly UsualRow[]
  /** Local time from UTC. */
  readonly utcOffsetMinutes: number
  /** Number of the newest event. */
  readonly head: number
  readonly now: () => number
}

/** Rules, the desk and the alarms of the monitor itself. */
export interface ControlRoom {
  readonly engine: RuleEngine
  readonly desk: Desk
  readonly troubles: Troubles
  /** Ends what nothing is left to clear: alarms whose rule or station is gone. */
  endOrphans(places: Places, at: number): void
  /** A station was retired: its alarms end and its rules forget it. */
  retire(station: { readonly id: string }): void
  /** Other rules from now on; alarms of those that are gone or were changed end. */
  change(rules: readonly Rule[], places: Places, at: number): void
  readonly suppressor: Suppressor
  /** Keeps a suppression, or what has become of it, from now on. Resolves once it is durable. */
  suppress(suppression: Suppression): Promise<void>
  tick(at: number): void
}

export function makeControlRoom(options: ControlRoomOptions): ControlRoom {
  const { tables, committer, now } = options
  const add = (statement: Compilable) => committer.add(statement)

  function keep(message: AlarmMessage, done: () => void): void {
    add(tables.alarms.save(message.alarm))
    add(tables.alarms.record(message.event, message.alarm))
    committer.after(done)
    committer.hurry()
  }

  const learn = (row: UsualRow) => add(tables.usual.save([row]))
  let ruleOf = new Map(options.rules.map((rule) => [rule.id, rule]))
  const suppressor = makeSuppressor({
    known: options.suppressions,
    desk: () => desk,
    ruleOf: (id) => ruleOf.get(id),
    gatewayOf: (station) => options.stations.byId(station)?.gateway,
  })
  const desk: Desk = makeDesk({
    open: options.open,
    over: options.over ?? [],
    head: options.head,
    keep,
    find: (id) => tables.alarms.get(id),
    now,
    suppress: (alarm, at) => suppressor.reasonFor(alarm, at),
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

  return {
    engine,
    desk,
    suppressor,
    suppress(suppression) {
      put(suppression)
      suppressor.tick(now())
      return new Promise((resolve) => {
        committer.after(resolve)
        committer.hurry()
      })
    },
    troubles: makeTroubles(desk, now),
    endOrphans(places, at) {
      const isOrphan = (alarm: Alarm) => !ruleOf.has(alarm.rule) || !places.byId(alarm.station)
      desk.end(
        (alarm) => !isOfMonitor(alarm) && alarm.kind !== GATEWAYS && isOrphan(alarm),
        at,
        'its rule or station is gone',
      )
    },
    retire({ id }) {
      desk.end((alarm) => alarm.station === id, now(), 'its station was retired')
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
      desk.tick(at)
    },
  }
}
