import { faultsOfDuty } from './config/check-duty.ts'
import type { CityConfig } from './config/schema.ts'
import type { City } from './dashboard/server/city.ts'
import { CityError } from './domain/errors.ts'
import { nextCall } from './domain/escalation.ts'
import { dutyNow, dutyWeek, onDutyOf, peopleOn, personsOf } from './domain/on-duty.ts'
import { makeZone } from './domain/zone.ts'
import { openDutyBook } from './ingest/alarms/duty-book.ts'
import type { DutyPlan } from './ingest/alarms/escalator.ts'
import type { AlarmRecords } from './store/records/alarms.ts'
import { buildAuditRecords } from './store/records/audit.ts'
import { buildDutyRecords } from './store/records/duty.ts'
import type { Records } from './store/records/records.ts'

/** Who is on duty in a city: what the control room asks, and what people do with it. */
export interface CityDuty {
  readonly plan: () => DutyPlan
  readonly view: City['duty']
}

export async function openCityDuty(of: {
  readonly config: CityConfig
  readonly records: Records
  readonly alarms: Pick<AlarmRecords, 'get'>
}): Promise<CityDuty> {
  const { config, records, alarms } = of
  const departments = new Set(config.departments.map(({ id }) => id))
  const zone = makeZone(config.city.timeZone)
  const book = await openDutyBook({
    records: buildDutyRecords(records),
    audit: buildAuditRecords(records),
    transact: records.transact,
    configured: config.duty,
    faultsOf: (duty, changed) => faultsOfDuty(duty, changed, departments),
    now: Date.now,
  })

  return {
    plan: () => ({ duty: book.duty, zone }),
    view: {
      now: (at) => dutyNow(book.duty, zone, at),
      week: (span) => dutyWeek(book.duty, zone, span),
      async ofAlarm(id) {
        const alarm = await alarms.get(id)
        if (!alarm) throw new CityError('not-found', `There is no alarm ${id}.`)
        const { duty } = book
        const now = Date.now()
        const call = nextCall(alarm, duty.escalations, now)
        return {
          alarm: id,
          acting: onDutyOf(duty, zone, { at: now, department: alarm.owner }),
          next: call && {
            at: call.dueAt,
            on: call.chain.on,
            level: call.level + 1,
            department: call.department,
            position: call.position,
            people: personsOf(
              duty,
              peopleOn(duty, { zone, ...call, at: Math.max(call.dueAt, now) }).map((one) => one.id),
            ),
          },
          called: alarm.events.flatMap(({ at: calledAt, seq, called }) =>
            called ? [{ at: calledAt, seq, called }] : [],
          ),
        }
      },
      list: (list) => book.list(list),
      history: (list, id) => book.history(list, id),
      save: (list, item, change) => book.save(list, item, change),
      remove: (list, id, change) => book.remove(list, id, change),
    },
  }
}
