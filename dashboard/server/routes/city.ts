import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Kind } from '../../../domain/kind.ts'
import type { City } from '../city.ts'
import { problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

type Bounds = [west: number, south: number, east: number, north: number]

/** What this city is. */
export function cityRoutes(scope: Scope, { city }: Context): void {
  let ofDistricts: Promise<Bounds | null> | undefined

  scope.get(
    '/city',
    {
      config: { action: 'city.read' },
      schema: {
        operationId: 'getCity',
        summary: 'Labels, kinds with units and indices, districts, departments, bounds, time zone, version, MQTT ports',
        tags: ['city'],
        response: { 200: shared('City'), ...problems() },
      },
    },
    async () => ({
      label: city.label,
      version: city.version,
      timeZone: city.timeZone,
      kinds: Array.from(city.kinds.values(), withoutSimulation),
      districts: [...city.districts],
      departments: [...city.departments],
      mqtt: city.mqtt,
      bounds: (await (ofDistricts ??= boundsOfMap(city.mapFolder))) ?? boundsOf(stationPlaces(city)),
      basemap: city.display.basemap,
      walls: [...city.display.walls],
      warnedByHand: [...city.warnings.kindsByHand],
    }),
  )
}

function withoutSimulation(kind: Kind): Omit<Kind, 'simulate'> {
  const shown = { ...kind }
  delete shown.simulate
  return shown
}

/** Bounds of `districts.geojson`; null when the city has no such file. */
async function boundsOfMap(folder: string): Promise<Bounds | null> {
  const text = await readFile(join(folder, 'districts.geojson'), 'utf8').catch(() => null)
  return text === null ? null : boundsOf(positions(JSON.parse(text)))
}

/** Every [lon, lat] of a GeoJSON object. */
function* positions(part: unknown): Generator<[number, number]> {
  if (Array.isArray(part)) {
    if (typeof part[0] === 'number' && typeof part[1] === 'number') yield [part[0], part[1]]
    else for (const inner of part) yield* positions(inner)
  } else if (typeof part === 'object' && part !== null) {
    const { coordinates, geometry, geometries, features } = part as Record<string, unknown>
    yield* positions(coordinates ?? geometry ?? geometries ?? features ?? null)
  }
}

function* stationPlaces(city: City): Generator<[number, number]> {
  for (const { lon, lat } of city.stations.list()) yield [lon, lat]
}

function boundsOf(places: Iterable<[number, number]>): Bounds | null {
  let bounds: Bounds | null = null
  for (const [lon, lat] of places) {
    if (!bounds) bounds = [lon, lat, lon, lat]
    else {
      bounds[0] = Math.min(bounds[0], lon)
      bounds[1] = Math.min(bounds[1], lat)
      bounds[2] = Math.max(bounds[2], lon)
      bounds[3] = Math.max(bounds[3], lat)
    }
  }
  return bounds
}
