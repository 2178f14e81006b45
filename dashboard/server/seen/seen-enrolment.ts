import { CityError } from '../../../domain/errors.ts'
import type { Thing } from '../../../domain/access/may.ts'
import type { City } from '../city.ts'
import type { EnrolmentOfCity } from '../enrolment-of-city.ts'
import type { Eyes } from './seen-by.ts'
import type { Sight } from './sight.ts'

/** Credentials of devices of one's own departments; gateways, and what is not registered yet, belong to the whole city. */
export function seenEnrolment({ enrolment, stations, kinds }: City, sight: Eyes): EnrolmentOfCity {
  const { registration } = enrolment

  function thingOf({ things }: Sight, id: string): Thing {
    const station = stations.get(id)
    return station ? things.station(station) : things.of([])
  }

  function demandDevice(id: string): void {
    const eyes = sight()
    eyes.demand('credential.rotate', thingOf(eyes, id), stations.get(id) ? `station ${id}` : `account ${id}`)
  }

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
      const station = stations.get(id)
      return station && sight().lockOf(station) === null ? undefined : enrolment.access(id)
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
      return eyes.isWhole ? codes : codes.filter(({ id }) => eyes.allows('credential.rotate', thingOf(eyes, id)))
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
        eyes.demand('station.write', eyes.things.kind(station.kind, station.owner), `kind ${station.kind}`)
        await registration.approve(id, station, by)
      },
      async reject(id, by) {
        await demandWaiting(id)
        await registration.reject(id, by)
      },
    },
  }
}
