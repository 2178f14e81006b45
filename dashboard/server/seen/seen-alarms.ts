import type { Alarm } from '../../../domain/alarm.ts'
import { CityError } from '../../../domain/errors.ts'
import type { Incident, IncidentWithParts } from '../../../domain/incident.ts'
import type { City } from '../city.ts'
import type { IncidentsOfCity } from '../incidents-of-city.ts'
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
        return seenAfter({ after, limit }, alarms.eventsAfter, ({ alarm }) => seesAlarm(eyes, alarm))
      },
      async departmentEventsAfter(department, after, limit) {
        const eyes = sight()
        return seenAfter(
          { after, limit, numberOf: ({ departmentSeq }) => departmentSeq },
          (from, count) => alarms.departmentEventsAfter(department, from, count),
          ({ alarm }) => seesAlarm(eyes, alarm),
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

/** Incidents with those of their alarms that somebody may see. */
export function seenIncidents(city: City, sight: Eyes): IncidentsOfCity {
  const { incidents } = city

  async function demandStep(eyes: Sight, id: string): Promise<void> {
    const incident = await incidents.get(id)
    if (!incident || !seesIncident(eyes, incident)) throw new CityError('not-found', `There is no incident ${id}.`)
    eyes.demand('incident.step', eyes.things.incident(incident), `incident ${id}`)
  }

  /** An incident may be of several departments; each acknowledges what is its own. */
  async function ownAlarms(eyes: Sight, id: string): Promise<readonly string[]> {
    const { alarms = [] } = (await incidents.get(id)) ?? {}
    return alarms.filter((alarm) => eyes.allows('alarm.step', eyes.things.alarm(alarm))).map((alarm) => alarm.id)
  }

  return {
    async list(filter) {
      const eyes = sight()
      if (eyes.isWhole) return incidents.list(filter)
      return seenPage(
        filter,
        (paging) => incidents.list({ ...filter, ...paging }),
        (incident) => seesIncident(eyes, incident),
      )
    },
    async get(id) {
      const eyes = sight()
      const incident = await incidents.get(id)
      return incident && seesIncident(eyes, incident) ? seenParts(eyes, incident) : undefined
    },
    async step(id, order) {
      const eyes = sight()
      await demandStep(eyes, id)
      // It changes the alarm, and takes it out of where it was.
      if (order.type === 'join' || order.type === 'leave') await demandAlarm(city, eyes, order.alarm, 'alarm.step')
      if (order.type === 'merge') await demandStep(eyes, order.into)
      const own = order.type === 'ack' && !eyes.isWhole ? { ...order, only: await ownAlarms(eyes, id) } : order
      return seenParts(eyes, await incidents.step(id, own))
    },
    async declare(wish) {
      const eyes = sight()
      if (!eyes.isWhole) {
        for (const id of wish.alarms) await demandAlarm(city, eyes, id, 'alarm.step')
        if (wish.alarms.length === 0) eyes.demand('incident.step', eyes.things.of([]), 'incident without an alarm')
      }
      return seenParts(eyes, await incidents.declare(wish))
    },
    async eventsAfter(after, limit) {
      const eyes = sight()
      return seenAfter({ after, limit }, incidents.eventsAfter, ({ incident }) => seesIncident(eyes, incident))
    },
    head: incidents.head,
    onEvent: incidents.onEvent,
  }
}

export function seesAlarm(sight: Sight, alarm: Pick<Alarm, 'kind' | 'owner' | 'station'>): boolean {
  return sight.isWhole || sight.allows('alarm.read', sight.things.alarm(alarm))
}

export function seesIncident(sight: Sight, incident: Incident): boolean {
  return sight.isWhole || sight.allows('incident.read', sight.things.incident(incident))
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

function seenParts(sight: Sight, incident: IncidentWithParts): IncidentWithParts {
  if (sight.isWhole) return incident
  const hidden = new Set(incident.alarms.filter((alarm) => !seesAlarm(sight, alarm)).map(({ id }) => id))
  if (hidden.size === 0) return incident
  return {
    ...incident,
    alarms: incident.alarms.filter(({ id }) => !hidden.has(id)),
    events: incident.events.filter(({ alarm }) => alarm === null || !hidden.has(alarm)),
  }
}
