import type { Alarm } from '../../../domain/alarm.ts'
import { CityError } from '../../../domain/errors.ts'
import type { AlarmMessage } from '../../../domain/wire.ts'
import type { City } from '../city.ts'
import { seenAfter, seenPage } from './pages.ts'
import type { Eyes } from './seen-by.ts'
import type { Sight } from './sight.ts'

/** Alarms of what somebody may see; those that must not be known of are not there. */
export function seenAlarms(city: City, sight: Eyes): Pick<City, 'alarms' | 'performance'> {
  const { alarms } = city

  return {
    alarms: {
      async list(filter) {
        const eyes = sight()
        if (eyes.isWhole) return alarms.list(filter)
        return seenPage(
          filter,
          (paging) => alarms.list({ ...filter, ...paging }),
          (alarm) => seesAlarm(eyes, alarm),
        )
      },
      async get(id) {
        const eyes = sight()
        const alarm = await alarms.get(id)
        return alarm && seesAlarm(eyes, alarm) ? alarm : undefined
      },
      async step(id, step) {
        const eyes = sight()
        await demandAlarm(city, eyes, id, isOfService(step.type) ? 'alarm.service' : 'alarm.step')
        return alarms.step(id, step)
      },
      async eventsAfter(after, limit) {
        const eyes = sight()
        if (eyes.isWhole) return alarms.eventsAfter(after, limit)
        return seenAfter({ after, limit, numberOf: ({ seq }) => seq }, alarms.eventsAfter, shownTo(eyes))
      },
      async departmentEventsAfter(department, after, limit) {
        const eyes = sight()
        if (eyes.isWhole) return alarms.departmentEventsAfter(department, after, limit)
        return seenAfter(
          { after, limit, numberOf: ({ departmentSeq }) => departmentSeq },
          (from, count) => alarms.departmentEventsAfter(department, from, count),
          shownTo(eyes),
        )
      },
      head: alarms.head,
      onEvent: alarms.onEvent,
    },
    async performance(query) {
      const { isWhole, actor, demand, things } = sight()
      if (isWhole) return city.performance(query)
      // Figures of the whole city name causes of every department.
      const owner = query.owner ?? actor.departments?.[0]
      demand('performance.read', things.of(owner === undefined ? [] : [owner]), `performance of ${owner ?? 'the city'}`)
      return city.performance({ ...query, ...(owner !== undefined && { owner }) })
    },
  }
}

function shownTo(eyes: Sight): (message: AlarmMessage) => AlarmMessage | undefined {
  return (message) => (seesAlarm(eyes, message.alarm) ? message : undefined)
}

export function seesAlarm(sight: Sight, alarm: Pick<Alarm, 'kind' | 'owner' | 'station'>): boolean {
  return sight.isWhole || sight.allows('alarm.read', sight.things.alarm(alarm))
}

/** Throws `not-found` for an alarm that must not be known of, `not-allowed` for one that is not theirs. */
export async function demandAlarm(
  city: Pick<City, 'alarms'>,
  sight: Sight,
  id: string,
  action: 'alarm.read' | 'alarm.step' | 'alarm.service' | 'warning.issue',
): Promise<void> {
  const alarm = await city.alarms.get(id)
  if (!alarm || !seesAlarm(sight, alarm)) throw new CityError('not-found', `There is no alarm ${id}.`)
  sight.demand(action, sight.things.alarm(alarm), `alarm ${id}`)
}

function isOfService(type: string): boolean {
  return type === 'out-of-service' || type === 'return-to-service'
}
