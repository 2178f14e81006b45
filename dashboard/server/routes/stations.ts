import { Type } from 'typebox'
import { CityError } from '../../../domain/errors.ts'
import { SignIn } from '../../../domain/sign-in.ts'
import { Id, PRESENCE_STATES, Station } from '../../../domain/station.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import { sessionOf } from '../auth/guard.ts'
import type { City } from '../city.ts'
import { listed, Nothing, OF_BODY, pageOf, PAGING, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'
import { demandDistrict, demandKnown } from './known.ts'
import { pageById } from './page-by-id.ts'

const StationId = Type.Object({ id: Id }, { additionalProperties: false })

const Filter = Type.Object(
  {
    kind: Type.Optional(Type.Array(Type.String(), { maxItems: 100, description: 'Only these kinds; may be repeated' })),
    district: Type.Optional(
      Type.Array(Type.String(), { maxItems: 100, description: 'Only these districts; may be repeated' }),
    ),
    status: Type.Optional(Type.Array(Type.Enum([...PRESENCE_STATES]), { description: 'Only these; may be repeated' })),
    ...PAGING,
  },
  { additionalProperties: false },
)

/** The registry: who sends, and whether it is there. */
export function stationRoutes(scope: Scope, { city }: Context): void {
  scope.get(
    '/stations',
    {
      config: { action: 'station.read' },
      schema: {
        operationId: 'listStations',
        summary: 'Stations with their presence, by id',
        tags: ['stations'],
        querystring: Filter,
        response: { 200: pageOf('StationEntry'), ...problems() },
      },
    },
    async ({ query }) => listed(pageById(chosen(city.stations.list(), query), query)),
  )

  scope.post(
    '/stations',
    {
      config: { action: 'station.write' },
      schema: {
        operationId: 'createStation',
        summary: 'Registers a station; its MQTT password is shown only in this answer',
        tags: ['stations'],
        body: Type.Object(Station.properties, {
          additionalProperties: false,
          examples: [{ id: 'air-007', kind: 'air', name: 'Library', district: 'riverside', lon: 121.47, lat: 31.23 }],
        }),
        response: {
          201: Type.Object({
            station: shared('StationEntry'),
            username: Type.String(),
            password: Type.String(),
            mode: SignIn,
          }),
          ...problems(...OF_BODY, 'not-allowed', 'station-exists', 'records-failed'),
        },
      },
    },
    async (request, reply) => {
      checkPlaces(city, request.body)
      const made = await city.stations.create(request.body, sessionOf(request).user)
      return reply.code(201).header('location', `/api/v1/stations/${made.station.id}`).send(made)
    },
  )

  scope.get(
    '/stations/:id',
    {
      config: { action: 'station.read' },
      schema: {
        operationId: 'getStation',
        summary: 'One station: registry entry, and presence with its reason',
        tags: ['stations'],
        params: StationId,
        response: { 200: shared('StationEntry'), ...problems('not-found') },
      },
    },
    async ({ params }) => knownStation(city, params.id),
  )

  scope.get(
    '/stations/:id/latest',
    {
      config: { action: 'reading.read' },
      schema: {
        operationId: 'getLatestReading',
        summary: 'Newest reading of a station, with flags other than pass, and indices',
        tags: ['stations'],
        params: StationId,
        response: { 200: shared('Latest'), ...problems('not-found') },
      },
    },
    async ({ params }) => {
      knownStation(city, params.id)
      const latest = city.latest(params.id)
      if (!latest) throw new CityError('not-found', `Station ${params.id} has sent no reading yet.`)
      return latest
    },
  )

  scope.delete(
    '/stations/:id',
    {
      config: { action: 'station.write' },
      schema: {
        operationId: 'retireStation',
        summary: 'Takes a station out of the registry; its history stays',
        tags: ['stations'],
        params: StationId,
        response: { 204: Nothing, ...problems('not-allowed', 'not-found', 'records-failed') },
      },
    },
    async (request, reply) => {
      knownStation(city, request.params.id)
      await city.stations.retire(request.params.id, sessionOf(request).user)
      return reply.code(204).send(null)
    },
  )
}

/** The station, or `not-found`. */
export function knownStation(city: City, id: string): StationEntry {
  const station = city.stations.get(id)
  if (!station) throw new CityError('not-found', `There is no station ${id}.`)
  return station
}

function* chosen(
  all: Iterable<StationEntry>,
  query: { kind?: string[]; district?: string[]; status?: string[] },
): Iterable<StationEntry> {
  for (const station of all) {
    if (query.kind && !query.kind.includes(station.kind)) continue
    if (query.district && !query.district.includes(station.district)) continue
    if (query.status && !query.status.includes(station.status)) continue
    yield station
  }
}

/** A station may only stand where the city knows the kind, the district, the department and the gateway. */
export function checkPlaces(city: City, { kind, district, owner, gateway }: Station): void {
  demandKnown('kind', kind, [...city.kinds.keys()])
  demandDistrict(city, district)
  if (owner !== undefined)
    demandKnown(
      'owner',
      owner,
      city.departments.map(({ id }) => id),
    )
  if (gateway !== undefined) demandGateway(city, gateway)
}

export function demandGateway(city: City, gateway: string): void {
  if (city.gateways.get(gateway)) return
  throw new CityError(
    'request-invalid',
    `Body "gateway": there is no gateway ${gateway}; make it with POST /api/v1/gateways first.`,
  )
}
