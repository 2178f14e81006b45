import type { Action } from '../../../domain/access/table.ts'
import { CityError } from '../../../domain/errors.ts'
import type { FieldMapKey } from '../../../domain/field-map.ts'
import type { City, LetterFilter, StationFilter } from '../city.ts'
import type { Eyes } from './seen-by.ts'
import type { Sight } from './sight.ts'

/** Ledger and gaps of the stations that somebody may see. */
export function seenLedger({ ledger, gaps }: City, sight: Eyes): Pick<City, 'ledger' | 'gaps'> {
  function seen<T extends StationFilter>(query: T): T {
    const eyes = sight()
    if (eyes.isWhole) return query
    return { ...query, isSeen: (station) => eyes.allows('ledger.read', eyes.things.station(station)) }
  }

  return {
    ledger: {
      rows: (query) => ledger.rows(seen(query)),
      groups: (query, by) => ledger.groups(seen(query), by),
      summary: (query) => ledger.summary(seen(query)),
    },
    gaps: { list: (query) => gaps.list(seen(query)) },
  }
}

/** Dead letters and field maps of the stations that somebody may see; what came from nobody is for the whole city only. */
export function seenLetters(city: City, sight: Eyes): Pick<City, 'deadLetters' | 'fieldMaps'> {
  const { deadLetters, fieldMaps } = city

  function among<T extends LetterFilter>(filter: T, action: Action): T {
    const eyes = sight()
    if (eyes.isWhole) return filter
    const stations: string[] = []
    for (const station of city.stations.list()) {
      if (eyes.allows(action, eyes.things.station(station))) stations.push(station.id)
    }
    return { ...filter, stations }
  }

  async function demand(id: number, action: Action): Promise<void> {
    const eyes = sight()
    if (eyes.isWhole) return
    const { station } = await deadLetters.get(id)
    const entry = station === null ? undefined : city.stations.get(station)
    const thing = entry && eyes.things.station(entry)
    if (!thing || !eyes.allows('letter.read', thing)) throw new CityError('not-found', `There is no dead letter ${id}.`)
    eyes.demand(action, thing, `dead letter ${id}`)
  }

  /** What a person puts in a letter's place may be of several stations, as a gateway's message is: each must be theirs. */
  function demandNamed(payload: string | undefined, action: Action): void {
    const eyes = sight()
    if (eyes.isWhole || payload === undefined) return
    for (const id of namesIn(payload)) {
      const entry = city.stations.get(id)
      if (entry) eyes.demand(action, eyes.things.station(entry), `station ${id}`)
    }
  }

  return {
    deadLetters: {
      list: async (filter) => deadLetters.list(among(filter, 'letter.read')),
      summary: async (filter) => deadLetters.summary(among(filter, 'letter.read')),
      async get(id) {
        await demand(id, 'letter.read')
        return deadLetters.get(id)
      },
      async replay(id, order) {
        await demand(id, 'letter.step')
        demandNamed(order.payload, 'letter.step')
        return deadLetters.replay(id, order)
      },
      replayMany: async (filter, order) => deadLetters.replayMany(among(filter, 'letter.step'), order),
      async check(id, trial) {
        await demand(id, 'letter.read')
        demandNamed(trial.payload, 'letter.read')
        return deadLetters.check(id, trial)
      },
      async discard(id, order) {
        await demand(id, 'letter.step')
        return deadLetters.discard(id, order)
      },
      discardMany: async (filter, order) => deadLetters.discardMany(among(filter, 'letter.step'), order),
    },
    fieldMaps: {
      list() {
        const eyes = sight()
        return fieldMaps
          .list()
          .filter((key) => eyes.isWhole || eyes.allows('field-map.read', thingOfMap(city, eyes, key)))
      },
      get(key) {
        demandMap(city, sight(), key, 'field-map.read')
        return fieldMaps.get(key)
      },
      async history(key) {
        demandMap(city, sight(), key, 'field-map.read')
        return fieldMaps.history(key)
      },
      async put(key, change, by) {
        demandMap(city, sight(), key, 'field-map.write')
        return fieldMaps.put(key, change, by)
      },
      async remove(key, reason, by) {
        demandMap(city, sight(), key, 'field-map.write')
        await fieldMaps.remove(key, reason, by)
      },
    },
  }
}

function demandMap(city: City, eyes: Sight, key: FieldMapKey, action: Action): void {
  if (!eyes.isWhole) eyes.demand(action, thingOfMap(city, eyes, key), `field map of ${key.of} ${key.name}`)
}

function thingOfMap(city: City, { things }: Sight, { of, name, kind }: FieldMapKey) {
  const station = of === 'station' ? city.stations.get(name) : undefined
  return station ? things.station(station) : things.kind(kind)
}

/** The names at the top of a message; none of what cannot be read, which is refused for that. */
function namesIn(payload: string): readonly string[] {
  try {
    const message: unknown = JSON.parse(payload)
    return typeof message === 'object' && message !== null ? Object.keys(message) : []
  } catch {
    return []
  }
}
