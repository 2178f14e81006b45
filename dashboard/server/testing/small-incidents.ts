import type { Alarm } from '../../../domain/alarm.ts'
import { CityError } from '../../../domain/errors.ts'
import type { Incident, IncidentEvent, IncidentStep, IncidentWithParts } from '../../../domain/incident.ts'
import { eventOf } from '../../../domain/incident-event.ts'
import { newIncident, takeIncidentStep } from '../../../domain/incident-steps.ts'
import type { IncidentMessage } from '../../../domain/wire.ts'
import type { City } from '../city.ts'
import { numbered, page } from './page.ts'

/** Incidents in memory, with the state machine of large cities. */
export function smallIncidents(alarmOf: (id: string) => Alarm | undefined, now: () => number): City['incidents'] {
  const all = new Map<string, Incident>()
  const members = new Map<string, string[]>()
  const messages: IncidentMessage[] = []
  const listeners = new Set<(message: IncidentMessage) => void>()

  function take(incident: Incident, step: IncidentStep): void {
    const result = takeIncidentStep(incident, step)
    if ('refused' in result) throw new CityError('step-not-allowed', `Not allowed: ${result.refused}.`)
    const seq = messages.length + 1
    const next = { ...result.incident, seq }
    all.set(next.id, next)
    const event: IncidentEvent = eventOf(next, step, { seq, recordedAt: now() })
    const message = { seq, event, incident: next }
    messages.push(message)
    for (const listener of listeners) listener(message)
  }

  function known(id: string): Incident {
    const incident = all.get(id)
    if (!incident) throw new CityError('not-found', `There is no incident ${id}.`)
    return incident
  }

  function whole(id: string): IncidentWithParts {
    return {
      ...known(id),
      alarms: (members.get(id) ?? []).flatMap((alarm) => alarmOf(alarm) ?? []),
      events: messages.filter(({ event }) => event.incident === id).map(({ event }) => event),
    }
  }

  function join(id: string, alarm: string, by: string): void {
    const found = alarmOf(alarm)
    if (!found) throw new CityError('step-not-allowed', `There is no alarm ${alarm}.`)
    take(known(id), { type: 'joined', alarm: found, at: now(), by })
    members.set(id, [...(members.get(id) ?? []), alarm])
  }

  return {
    list: async ({ states, severities, district, ...paging }) =>
      page(
        [...all.values()].filter(
          ({ state, severity, districts }) =>
            (states ?? [state]).includes(state) &&
            (severities ?? [severity]).includes(severity) &&
            (district === undefined || districts.includes(district)),
        ),
        paging,
      ),
    get: async (id) => (all.has(id) ? whole(id) : undefined),
    async step(id, order) {
      const at = now()
      const incident = known(id)
      if (order.type === 'join') join(id, order.alarm, order.by)
      else if (order.type === 'ack') take(incident, { type: 'acknowledged', at, by: order.by })
      else if (order.type === 'merge') take(incident, { ...order, type: 'merged', at })
      else if (order.type === 'leave')
        take(incident, {
          ...order,
          type: 'left',
          at,
          part: alarmOf(order.alarm) ?? { kind: '', owner: '' },
          rest: { districts: [], kinds: [], departments: [] },
        })
      else take(incident, { ...order, at })
      return whole(id)
    },
    async declare({ alarms, by, label, severity, districts, cause = 'declared' }) {
      const id = `i-${all.size + 1}`
      take(newIncident({ id, cause, label, severity, at: now(), by, districts }), { type: 'opened', at: now(), by })
      for (const alarm of alarms) join(id, alarm, by)
      return whole(id)
    },
    eventsAfter: async (after, limit) => numbered(messages, after, limit),
    head: () => messages.length,
    onEvent(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
