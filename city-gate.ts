import type { AlarmHearing } from './alarm-hearing.ts'
import type { Gate } from './broker/gate.ts'
import type { CityEnrolment } from './city-enrolment.ts'
import { type Priority, PRIORITIES } from './domain/priority.ts'
import type { ServiceDepartments } from './store/records/service-departments.ts'
import type { Registry } from './store/records/registry.ts'

/** The door's gate, by the registry. */
export function cityGate(
  registry: Registry,
  {
    enrolment,
    services,
    hearing,
  }: {
    readonly enrolment: Pick<CityEnrolment, 'admitGuest'>
    readonly services: Pick<ServiceDepartments, 'of'>
    readonly hearing: Pick<AlarmHearing, 'mayHear'>
  },
): Gate {
  return {
    admit(username, password, presented) {
      const guest = enrolment.admitGuest(username, password, presented.address)
      if (guest !== null) return guest
      const admitted = registry.admit(username, password, presented)
      if (typeof admitted === 'string') return admitted
      const { issue, until } = admitted
      const kind = registry.byId(admitted.id)?.kind
      const priority = priorityOf(registry, admitted.id)
      const isNarrow = admitted.of === 'service' && services.of(admitted.id) !== null
      // Asked at each message: what an account may hear can change while it listens.
      const hears = (topic: string) => hearing.mayHear(services.of(admitted.id) ?? [], topic)
      return {
        of: admitted.of,
        id: admitted.id,
        priority,
        issue,
        until,
        ...(kind !== undefined && { kind }),
        ...(isNarrow && { hears }),
      }
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
