import type { IncidentLimits } from '../../config/incidents.ts'
import type { Alarm } from '../../domain/alarm.ts'
import { incidentCauseOf } from '../../domain/incident-cause.ts'
import type { Rule } from '../../domain/rule.ts'
import { GATEWAYS, MONITOR } from '../../domain/trouble.ts'
import type { IncidentRecords, Living } from '../../store/records/incidents.ts'
import type { KindPlan } from '../catalogue.ts'
import type { Committer } from '../committer.ts'
import type { StationList } from '../places.ts'
import type { Desk } from './desk.ts'
import { type IncidentDesk, type KeepIncidents, makeIncidentDesk } from './incident-desk.ts'
import { noteOrder } from './note-step.ts'
import { type IncidentOrders, makeIncidentOrders } from './incident-orders.ts'

export interface IncidentRoom {
  readonly desk: IncidentDesk
  readonly orders: IncidentOrders
}

/** Incidents on the records, in the transaction of the alarms that they are made of. */
export function makeIncidentRoom(of: {
  readonly living: readonly Living[]
  readonly open: readonly Alarm[]
  readonly head: number
  readonly limits: IncidentLimits
  readonly records: IncidentRecords
  readonly committer: Pick<Committer, 'add' | 'after' | 'hurry'>
  readonly stations: Pick<StationList, 'byId'>
  readonly plans: ReadonlyMap<string, KindPlan>
  readonly ruleOf: (id: string) => Rule | undefined
  readonly alarms: () => Desk
  readonly now: () => number
}): IncidentRoom {
  const { records, committer, limits, now } = of
  const keep: KeepIncidents = {
    save: (incident) => committer.add(records.save(incident)),
    put: (member) => committer.add(records.put(member)),
    moveMembers: (from, to) => committer.add(records.moveMembers(from, to)),
    record(event, incident, done) {
      committer.add(records.record(event, incident))
      committer.after(done)
      committer.hurry()
    },
  }

  function causeOf({ kind, rule }: Alarm) {
    const known = of.ruleOf(rule)
    const plan = of.plans.get(kind)
    // What is wrong with the monitor or a gateway is no event in the city.
    if (kind === MONITOR || kind === GATEWAYS || !known || !plan) return null
    return incidentCauseOf(known, plan.kind)
  }

  const desk = makeIncidentDesk({
    living: of.living,
    open: of.open,
    head: of.head,
    near: limits,
    closeMs: limits.closeMs,
    causeOf,
    placeOf(id) {
      const station = of.stations.byId(id)?.station
      return { lon: station?.lon ?? Number.NaN, lat: station?.lat ?? Number.NaN }
    },
    keep,
    move: (alarm, incident, by) => of.alarms().move(alarm, incident, by),
    now,
  })
  let orders: IncidentOrders | null = null
  return {
    desk,
    get orders() {
      orders ??= makeIncidentOrders({
        incidents: desk,
        desk: of.alarms(),
        keep,
        causeOf,
        find: records.find,
        keepOrder: (...noted) => committer.add(noteOrder(now(), ...noted)),
        durable: () =>
          new Promise((resolve) => {
            committer.after(resolve)
            committer.hurry()
          }),
        now,
      })
      return orders
    },
  }
}
