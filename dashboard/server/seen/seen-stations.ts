import { CityError } from '../../../domain/errors.ts'
import type { Station } from '../../../domain/station.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import type { City } from '../city.ts'
import { demandKind, demandNew } from './new-station.ts'
import type { Eyes } from './seen-by.ts'
import { demandCredential } from './seen-enrolment.ts'
import type { Sight } from './sight.ts'

type Stations = Pick<City, 'stations' | 'latest' | 'series' | 'rotate'>

/** Stations and their readings. One that others must ask for is shown without place and readings; one that is withheld is not there. */
export function seenStations(city: City, sight: Eyes): Stations {
  function known(id: string): StationEntry {
    const station = city.stations.get(id)
    if (!station || seenStation(sight(), station) === undefined)
      throw new CityError('not-found', `There is no station ${id}.`)
    return station
  }

  return {
    stations: {
      *list() {
        const eyes = sight()
        for (const station of city.stations.list()) {
          const seen = eyes.isWhole ? station : seenStation(eyes, station)
          if (seen) yield seen
        }
      },
      get(id) {
        const station = city.stations.get(id)
        return station && seenStation(sight(), station)
      },
      async create(station: Station, by) {
        const eyes = sight()
        demandNew(eyes, station)
        return city.stations.create(station, by)
      },
      async change(id, wish, by) {
        const eyes = sight()
        const station = known(id)
        eyes.demand('station.write', eyes.things.station(station), `station ${id}`)
        // Nobody gives a station to a department that is not theirs; null gives it back to that of its kind.
        const { owner } = wish as { readonly owner?: string | null }
        if (typeof owner === 'string' && owner !== station.owner) demandKind(eyes, station.kind)
        const next = owner === null ? city.kinds.get(station.kind)?.owner : owner
        if (next !== undefined) eyes.demand('station.write', eyes.things.of([next]), `department ${next}`)
        return city.stations.change(id, wish, by)
      },
      async command(id, command, by) {
        const eyes = sight()
        eyes.demand('station.command', eyes.things.station(known(id)), `station ${id}`)
        return city.stations.command(id, command, by)
      },
      async history(id, paging) {
        const eyes = sight()
        eyes.demand('station.history', eyes.things.station(known(id)), `station ${id}`)
        return city.stations.history(id, paging)
      },
      async retire(id, by) {
        const eyes = sight()
        eyes.demand('station.write', eyes.things.station(known(id)), `station ${id}`)
        await city.stations.retire(id, by)
      },
    },
    latest(id) {
      const eyes = sight()
      const station = city.stations.get(id)
      if (!station) return undefined
      eyes.demand('reading.read', eyes.things.station(station), `station ${id}`)
      return city.latest(id)
    },
    async series(query) {
      const eyes = sight()
      eyes.demand('reading.read', eyes.things.station(known(query.station)), `station ${query.station}`)
      return city.series(query)
    },
    async rotate(id, by, wish) {
      demandCredential(city, sight(), id)
      return city.rotate(id, by, wish)
    },
  }
}

/** A station as somebody may see it; undefined when it must not be known of. */
export function seenStation(sight: Sight, station: StationEntry): StationEntry | undefined {
  if (sight.isWhole) return station
  const locked = sight.lockOf(station)
  if (locked === undefined) return station
  if (locked === null) return undefined
  const shown = { ...station, lon: coarse(station.lon), lat: coarse(station.lat), locked }
  delete shown.clock
  return shown
}

/** To about a hundred metres. */
function coarse(degrees: number): number {
  return Math.round(degrees * 1000) / 1000
}
