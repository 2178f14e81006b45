import { covers, type Suppression, type SuppressionScope } from '../../../domain/suppression.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import type { City } from '../city.ts'
import type { SuppressionsOfCity } from '../suppressions-of-city.ts'
import type { Eyes } from './seen-by.ts'
import type { Sight } from './sight.ts'

/** Maintenance and outages: only of stations that are all of the own departments. */
export function seenSuppressions(city: City, sight: Eyes): SuppressionsOfCity {
  const { suppressions } = city

  /** What a scope reaches, whatever rule of it. */
  function* reached({ districts, kinds, stations, gateways }: SuppressionScope): Iterable<StationEntry> {
    const scope = {
      ...(districts && { districts }),
      ...(kinds && { kinds }),
      ...(stations && { stations }),
      ...(gateways && { gateways }),
    }
    for (const station of city.stations.list()) {
      const { id, kind, district, gateway } = station
      if (covers(scope, { rule: '', kind, district, station: id, gateway, isSilence: true })) yield station
    }
  }

  function isKnown(id: string): boolean {
    if (city.stations.get(id)) return true
    for (const { gateway } of city.stations.list()) if (gateway === id) return true
    return false
  }

  function demand(scope: SuppressionScope): void {
    const eyes = sight()
    if (eyes.isWhole) return
    // A scope that names no place also reaches what is to come; so does one with an id that is nobody's yet.
    const unknown = [...(scope.stations ?? []), ...(scope.gateways ?? [])].filter((id) => !isKnown(id))
    if (unknown.length > 0)
      eyes.demand('suppression.write', eyes.things.of([]), `place ${unknown.join(', ')}, which is not registered,`)
    if (!scope.stations && !scope.gateways) {
      const kinds = scope.kinds?.map((kind) => eyes.things.kind(kind)) ?? [eyes.things.of([])]
      for (const thing of kinds) eyes.demand('suppression.write', thing, 'scope of the maintenance or outage')
    }
    for (const station of reached(scope))
      eyes.demand('suppression.write', eyes.things.station(station), 'scope of the maintenance or outage')
  }

  /** It may be ended by whoever has all of the stations that it was made for, wherever they have gone since. */
  function demandEnd({ id, departments, scope }: Suppression): void {
    const eyes = sight()
    if (!departments || departments.length === 0) return demand(scope)
    for (const department of departments)
      eyes.demand('suppression.write', eyes.things.of([department]), `maintenance or outage ${id}`)
  }

  /** Not when it names what must not be known of: its reason would tell of it. */
  function isSeen(eyes: Sight, { scope, departments }: Suppression): boolean {
    const isOwn = (id: string) => eyes.actor.departments?.includes(id) ?? true
    if (departments && departments.length > 0 && departments.every(isOwn)) return true
    const isOpen = (station: Pick<StationEntry, 'id' | 'kind' | 'owner'>) => eyes.lockOf(station) !== null
    const { stations, gateways, kinds, rules } = scope
    for (const id of stations ?? []) {
      const station = city.stations.get(id)
      if (station && !isOpen(station)) return false
    }
    for (const id of gateways ?? []) {
      const behind = [...city.stations.list()].filter(({ gateway }) => gateway === id)
      if (behind.length > 0 && !behind.some(isOpen)) return false
    }
    const isKindOpen = (id: string, owner = city.kinds.get(id)?.owner ?? '') => isOpen({ id: '', kind: id, owner })
    for (const id of kinds ?? []) {
      if (!isKindOpen(id) && ![...reached({ ...scope, kinds: [id] })].some(isOpen)) return false
    }
    for (const id of rules ?? []) {
      const rule = city.rules.list().find((version) => version.id === id)?.rule
      if (rule && !isKindOpen(rule.kind, rule.owner)) return false
    }
    return true
  }

  return {
    async list() {
      const eyes = sight()
      const all = await suppressions.list()
      return eyes.isWhole ? all : all.filter((one) => isSeen(eyes, one))
    },
    async add(wish) {
      demand(wish.scope)
      const { departments } = sight().actor
      return suppressions.add({ ...wish, ...(departments && { ofDepartments: departments }) })
    },
    async end(id, by) {
      const known = (await suppressions.list()).find((one) => one.id === id)
      if (known) demandEnd(known)
      return suppressions.end(id, by)
    },
  }
}
