import type { Gate } from './broker/gate.ts'
import type { CityEnrolment } from './city-enrolment.ts'
import { type Priority, PRIORITIES } from './domain/priority.ts'
import type { Registry } from './store/records/registry.ts'

/** The door's gate, by the registry. */
export function cityGate(registry: Registry, enrolment: Pick<CityEnrolment, 'admitGuest'>): Gate {
  return {
    admit(username, password, presented) {
      const guest = enrolment.admitGuest(username, password, presented.address)
      if (guest !== null) return guest
      const admitted = registry.admit(username, password, presented)
      if (typeof admitted === 'string') return admitted
      const { issue, until } = admitted
      const kind = registry.byId(admitted.id)?.kind
      const priority = priorityOf(registry, admitted.id)
      return { of: admitted.of, id: admitted.id, priority, issue, until, ...(kind === undefined ? {} : { kind }) }
    },
    isTaken: (id) => Boolean(registry.byId(id) ?? registry.gateway(id) ?? registry.service(id)),
    keepsSessions: (username) => registry.service(username) !== undefined,
  }
}

/** Of a station, or the most urgent of those that a gateway publishes for. */
function priorityOf(registry: Registry, id: string): Priority {
  const station = registry.byId(id)
  if (station) return station.priority
  const found = new Set(Array.from(registry.stationsOf(id), ({ priority }) => priority))
  return PRIORITIES.find((priority) => found.has(priority)) ?? 'normal'
}
