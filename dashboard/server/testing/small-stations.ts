import { CityError } from '../../../domain/errors.ts'
import { changedStation, type StationHistoryEntry } from '../../../domain/station-change.ts'
import { stationTopic } from '../../../domain/topic.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import type { StationsOfCity } from '../stations-of-city.ts'
import { page } from './page.ts'

/** Changes, commands and history of the stations of a small city; nobody is connected. */
export function smallStations(
  stations: Map<string, StationEntry>,
  now: () => number,
): Pick<StationsOfCity, 'change' | 'command' | 'history'> {
  const acts: { readonly of: string; readonly act: StationHistoryEntry }[] = []

  function note(of: string, action: string, by: string, detail: unknown): void {
    const act = { seq: acts.length + 1, at: now(), by, action, result: 'ok', detail: JSON.stringify(detail) }
    acts.unshift({ of, act })
  }

  return {
    async change(id, wish, by) {
      const station = stations.get(id)
      if (!station) throw new CityError('not-found', `There is no station ${id}.`)
      const entry = changedStation(station, wish) as StationEntry
      stations.set(id, entry)
      note(id, 'change-station', by, wish)
      return entry
    },
    async command(id, command, by) {
      note(id, 'command-station', by, command)
      const topic = stationTopic(stations.get(id)?.kind ?? '', id, 'commands')
      return { id: 'c-1', at: now(), topic, isConnected: false, delivery: 'not-connected' }
    },
    history: async (id, paging) => {
      const { items, next } = page(
        acts.filter(({ of }) => of === id),
        paging,
      )
      return { items: items.map(({ act }) => act), next }
    },
  }
}
