import { CityError } from '../../../domain/errors.ts'
import type { Thing } from '../../../domain/access/may.ts'
import type { City } from '../city.ts'
import type { EnrolmentOfCity } from '../enrolment-of-city.ts'
import type { Eyes } from './seen-by.ts'
import { demandNew } from './new-station.ts'
import type { Sight } from './sight.ts'

/** Credentials of devices of one's own departments; gateways, and what is not registered yet, belong to the whole city. */
export function seenEnrolment(city: City, sight: Eyes): EnrolmentOfCity {
  const { enrolment, stations, kinds } = city
  const { registration } = enrolment

  const demandDevice = (id: string) => demandCredential(city, sight(), id)

  function demandWhole(what: string): void {
    const eyes = sight()
    if (!eyes.isWhole) throw new CityError('not-allowed', `The ${what} belongs to the whole city, not to departments.`)
  }

  /** Of the kind that a device asks for; of one that names none, of the whole city. */
  async function demandWaiting(id: string): Promise<void> {
    const eyes = sight()
    if (eyes.isWhole) return
    const kind = (await registration.list()).find((waits) => waits.id === id)?.wish.kind
    const thing = kind === undefined ? eyes.things.of([]) : eyes.things.kind(kind)
    eyes.demand('station.write', thing, `registration ${id}`)
  }

  return {
    access(id) {
      const eyes = sight()
      const station = stations.get(id)
      if (
        station
          ? eyes.lockOf(station) === null
          : city.services.get(id) && !eyes.allows('service.read', eyes.things.of([]))
      )
        return undefined
      return enrolment.access(id)
    },
    async disable(id, by, why) {
      demandDevice(id)
      return enrolment.disable(id, by, why)
    },
    async enable(id, by) {
      demandDevice(id)
      return enrolment.enable(id, by)
    },
    async codes() {
      const eyes = sight()
      const codes = await enrolment.codes()
      return eyes.isWhole ? codes : codes.filter(({ id }) => eyes.allows(...credentialOf(city, eyes, id)))
    },
    async makeCode(id, by) {
      demandDevice(id)
      return enrolment.makeCode(id, by)
    },
    // A device that is not known yet has nobody's rights but those of its code.
    enrol: (order, address) => enrolment.enrol(order, address),
    async importList(csv, order) {
      demandWhole('import of a list')
      return enrolment.importList(csv, order)
    },
    registration: {
      door: () => registration.door(),
      async open(by) {
        demandWhole('door for devices that nobody knows')
        return registration.open(by)
      },
      async close(by) {
        demandWhole('door for devices that nobody knows')
        await registration.close(by)
      },
      async list() {
        const eyes = sight()
        const all = await registration.list()
        if (eyes.isWhole) return all
        return all.filter(({ id, wish: { kind = '' } }) => {
          const owner = kinds.get(kind)?.owner
          return owner === undefined || eyes.lockOf({ id, kind, owner }) !== null
        })
      },
      ask: (order, address) => registration.ask(order, address),
      async approve(id, station, by) {
        const eyes = sight()
        await demandWaiting(id)
        demandNew(eyes, station)
        await registration.approve(id, station, by)
      },
      async reject(id, by) {
        await demandWaiting(id)
        await registration.reject(id, by)
      },
    },
  }
}

/** Throws unless somebody may make or end a credential of a device or account: one of a third party is made by who makes the account. */
export function demandCredential(city: City, eyes: Sight, id: string): void {
  const [action, thing] = credentialOf(city, eyes, id)
  eyes.demand(action, thing, city.stations.get(id) ? `station ${id}` : `account ${id}`)
}

function credentialOf(
  { stations, services }: City,
  { things }: Sight,
  id: string,
): [action: 'credential.rotate' | 'service.write', thing: Thing] {
  const station = stations.get(id)
  if (station) return ['credential.rotate', things.station(station)]
  return [services.get(id) ? 'service.write' : 'credential.rotate', things.of([])]
}
