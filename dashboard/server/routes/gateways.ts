import { Type } from 'typebox'
import { CityError } from '../../../domain/errors.ts'
import { SignIn } from '../../../domain/sign-in.ts'
import { Gateway, Id, Station } from '../../../domain/station.ts'
import { sessionOf } from '../auth/guard.ts'
import { listed, Nothing, OF_BODY, pageOf, PAGING, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'
import { demandDistrict } from './known.ts'
import { pageById } from './page-by-id.ts'

const { id, name, district } = Gateway.properties
const { lon, lat } = Station.properties
const Wish = Type.Object(
  { id, name, district, lon, lat },
  {
    additionalProperties: false,
    examples: [{ id: 'gw-7', name: 'Library roof', district: 'riverside', lon: 121.47, lat: 31.23 }],
  },
)

/** Devices that publish for several stations. */
export function gatewayRoutes(scope: Scope, { city }: Context): void {
  scope.get(
    '/gateways',
    {
      config: { action: 'gateway.read' },
      schema: {
        operationId: 'listGateways',
        summary: 'Gateways, by id, with how many stations each publishes for',
        tags: ['gateways'],
        querystring: Type.Object(PAGING, { additionalProperties: false }),
        response: { 200: pageOf('GatewayEntry'), ...problems('not-allowed') },
      },
    },
    async ({ query }) => listed(pageById(city.gateways.list(), query)),
  )

  scope.post(
    '/gateways',
    {
      config: { action: 'gateway.write' },
      schema: {
        operationId: 'createGateway',
        summary: 'Makes a gateway; its MQTT password is shown only in this answer',
        tags: ['gateways'],
        body: Wish,
        response: {
          201: Type.Object({
            gateway: shared('GatewayEntry'),
            username: Type.String(),
            password: Type.String(),
            mode: SignIn,
          }),
          ...problems(...OF_BODY, 'not-allowed', 'station-exists', 'records-failed'),
        },
      },
    },
    async (request, reply) => {
      const { body } = request
      demandDistrict(city, body.district)
      const credentials = await city.gateways.create(body, sessionOf(request).user)
      const gateway = { ...body, connected: false, stations: 0 }
      return reply.code(201).send({ gateway, ...credentials })
    },
  )

  scope.delete(
    '/gateways/:id',
    {
      config: { action: 'gateway.write' },
      schema: {
        operationId: 'retireGateway',
        summary: 'Ends a gateway and its sessions; its stations stay and may send by themselves',
        tags: ['gateways'],
        params: Type.Object({ id: Id }, { additionalProperties: false }),
        response: { 204: Nothing, ...problems('not-allowed', 'not-found', 'records-failed') },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      if (!city.gateways.get(id)) throw new CityError('not-found', `There is no gateway ${id}.`)
      await city.gateways.retire(id, sessionOf(request).user)
      return reply.code(204).send(null)
    },
  )
}
