import { CityError } from '../../../domain/errors.ts'
import type { Incident } from '../../../domain/incident.ts'
import { incidentCauseOf } from '../../../domain/incident-cause.ts'
import type { Declaration } from '../../../domain/incident-order.ts'
import type { City } from '../city.ts'
import type { IncidentsOfCity } from '../incidents-of-city.ts'
import { openParts, seenIncident, seenMessage, seenWithParts } from './incident-sight.ts'
import { seenAfter, seenPage } from './pages.ts'
import { demandAlarm } from './seen-alarms.ts'
import type { Eyes } from './seen-by.ts'
import type { Sight } from './sight.ts'

/** Incidents with those of their alarms that somebody may see; of the others only how many they are. */
export function seenIncidents(city: City, sight: Eyes): IncidentsOfCity {
  const { incidents } = city

  /** The incident as they see it. */
  async function demandStep(eyes: Sight, id: string): Promise<Incident> {
    const incident = await incidents.get(id)
    const seen = incident && seenIncident(eyes, incident)
    if (!seen) throw new CityError('not-found', `There is no incident ${id}.`)
    eyes.demand('incident.step', eyes.things.of(seen.departments), `incident ${id}`)
    return seen
  }

  /** Alarms of a cause join by themselves: it must be one of alarms that are theirs. */
  function demandCause(eyes: Sight, { cause }: Declaration): void {
    if (cause === undefined) return
    const isTheirs = city.rules.list().some(({ rule }) => {
      const kind = rule && city.kinds.get(rule.kind)
      if (!rule || !kind || incidentCauseOf(rule, kind)?.id !== cause) return false
      return eyes.allows('alarm.step', eyes.things.kind(rule.kind, rule.owner))
    })
    if (isTheirs) return
    throw new CityError(
      'not-allowed',
      `Body "cause": no rule of ${eyes.actor.departments?.join(', ')} has the cause "${cause}"; leave it out, or name one of their own.`,
    )
  }

  return {
    async list(filter) {
      const eyes = sight()
      if (eyes.isWhole) return incidents.list(filter)
      const { district } = filter
      const found = await seenPage(
        filter,
        (paging) => incidents.list({ ...filter, ...paging }),
        // A district that only hidden alarms are in finds nothing.
        (incident) => {
          const seen = seenIncident(eyes, incident)
          return seen !== undefined && (district === undefined || seen.districts.includes(district))
        },
      )
      return { ...found, items: found.items.flatMap((incident) => seenIncident(eyes, incident) ?? []) }
    },
    async get(id) {
      const eyes = sight()
      const incident = await incidents.get(id)
      return incident && seenWithParts(eyes, incident)
    },
    async step(id, order) {
      const eyes = sight()
      const seen = await demandStep(eyes, id)
      // It changes the alarm, and takes it out of where it was.
      if (order.type === 'join' || order.type === 'leave') await demandAlarm(city, eyes, order.alarm, 'alarm.step')
      if (order.type === 'merge') await demandStep(eyes, order.into)
      if ('task' in order && typeof order.task === 'number' && !seen.tasks.some((task) => task.id === order.task))
        throw new CityError('step-not-allowed', `${order.type} is not allowed for ${id}: it has no task ${order.task}`)
      const { departments } = eyes.actor
      if (departments === null) return incidents.step(id, order)
      const mayStep = (alarm: Parameters<Sight['things']['alarm']>[0]) =>
        eyes.allows('alarm.step', eyes.things.alarm(alarm))
      const stepped = await incidents.step(id, { ...order, ofDepartments: departments }, mayStep)
      return openParts(eyes, stepped)
    },
    async declare(wish) {
      const eyes = sight()
      const { departments } = eyes.actor
      if (departments === null) return incidents.declare(wish)
      for (const id of wish.alarms) await demandAlarm(city, eyes, id, 'alarm.step')
      if (wish.alarms.length === 0) eyes.demand('incident.step', eyes.things.of([]), 'incident without an alarm')
      demandCause(eyes, wish)
      return openParts(eyes, await incidents.declare({ ...wish, ofDepartments: departments }))
    },
    async eventsAfter(after, limit) {
      const eyes = sight()
      if (eyes.isWhole) return incidents.eventsAfter(after, limit)
      return seenAfter({ after, limit, numberOf: ({ seq }) => seq }, incidents.eventsAfter, (message) =>
        seenMessage(eyes, message),
      )
    },
    head: incidents.head,
    onEvent: incidents.onEvent,
  }
}
