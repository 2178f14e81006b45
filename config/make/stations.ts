import type { Gateway, Station } from '../../domain/station.ts'
import type { Districts } from './districts.ts'
import { toDegrees } from './geojson.ts'
import type { Land } from './land.ts'
import type { Ground, Site } from './ground.ts'
import { makeCorners, makePlaces, nearest } from './places.ts'
import { VENDORS } from './place-names.ts'
import type { Point } from './plane.ts'
import { pick, seeded } from './random.ts'
import type { Roads } from './roads.ts'
import { airSites, noiseSites } from './sites-environment.ts'
import { binSites, gatewaySites, manholeSites, parkingSites } from './sites-street.ts'
import { trafficSites } from './sites-traffic.ts'
import { waterSites } from './sites-water.ts'
import type { Waters } from './water.ts'

/** Every station and gateway of the city, kind by kind, each kind numbered from 001. */
export function makeStations(city: { districts: Districts; waters: Waters; land: readonly Land[]; roads: Roads }): {
  stations: Station[]
  gateways: Gateway[]
} {
  const corners = makeCorners(city.districts, city.roads)
  const places = makePlaces(city.districts, corners)
  const placeAt = (point: Point) => {
    const district = city.districts.at(point)?.id
    return nearest(
      point,
      places.filter((place) => place.district === district),
    )
  }
  const ground: Ground = { ...city, corners, places, placeAt }
  const gateways = gatewaySites(ground)
  const sites: Record<string, readonly Site[]> = {
    air: airSites(ground),
    water: waterSites(ground),
    noise: noiseSites(ground),
    traffic: trafficSites(ground),
    parking: parkingSites(ground),
    waste: binSites(ground, gateways),
    manhole: manholeSites(ground, gateways),
  }
  return {
    gateways: gateways.map(({ id, at, name }) => ({ id, name, ...whereOf(ground, at), simulated: true })),
    stations: Object.entries(sites).flatMap(([kind, list]) => {
      const random = seeded(`vendors of ${kind}`)
      return list.map((site, i) => ({
        id: `${kind}-${String(i + 1).padStart(3, '0')}`,
        kind,
        name: site.name,
        ...whereOf(ground, site.at),
        vendor: pick(random, VENDORS[kind]!),
        ...(site.gateway === undefined ? {} : { gateway: site.gateway }),
        ...(site.traits ? { traits: site.traits } : {}),
        simulated: true,
      }))
    }),
  }
}

function whereOf({ districts }: Ground, at: Point): { district: string; lon: number; lat: number } {
  const district = districts.at(at)
  if (!district) throw new Error(`nothing of the city is at ${at.join(', ')}`)
  const [lon, lat] = toDegrees(at)
  return { district: district.id, lon, lat }
}
