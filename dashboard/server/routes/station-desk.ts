import { Type } from 'typebox'
import { CityError } from '../../../domain/errors.ts'
import { Id } from '../../../domain/station.ts'
import { StationChangeWish } from '../../../domain/station-change.ts'
import { COMMAND_BYTES, StationCommand } from '../../../domain/station-command.ts'
import { sessionOf } from '../auth/guard.ts'
import { listed, OF_BODY, pageOf, PAGING, pagingOf, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'
import { demandKnown } from './known.ts'
import { demandGateway, knownStation } from './stations.ts'

const StationId = Type.Object({ id: Id }, { additionalProperties: false })

/** What people do with a station that is in service. */
export function stationDeskRoutes(scope: Scope, { city }: Context): void {
  scope.patch(
    '/stations/:id',
    {
      config: { action: 'station.write' },
      schema: {
        operationId: 'changeStation',
        summary: 'Changes name, place, department, gateway, vendor, cadence or priority of a station',
        description:
          'Null takes a part away, so that what its kind says holds again, or the station sends by itself. Of two gateways ' +
          'only the new one may send for it from then on. Id, kind and district stay: they are its topic and part of its ' +
          'stored readings.',
        tags: ['stations'],
        params: StationId,
        body: StationChangeWish,
        response: {
          200: shared('StationEntry'),
          ...problems(...OF_BODY, 'not-allowed', 'not-found', 'records-failed'),
        },
      },
    },
    async (request) => {
      const { params, body } = request
      knownStation(city, params.id)
      const departments = city.departments.map(({ id }) => id)
      if (typeof body.owner === 'string') demandKnown('owner', body.owner, departments)
      if (typeof body.gateway === 'string') demandGateway(city, body.gateway)
      return city.stations.change(params.id, body, sessionOf(request).user)
    },
  )

  scope.post(
    '/stations/:id/commands',
    {
      config: { action: 'station.command' },
      schema: {
        operationId: 'commandStation',
        summary: 'Sends a command to a device, QoS 1; says whether anybody heard it',
        description:
          'On its own topic `commands`, else on that of its gateway. A command that nobody hears is not kept for later. ' +
          `At most ${COMMAND_BYTES} bytes of JSON.`,
        tags: ['stations'],
        params: StationId,
        body: Type.Object({ command: StationCommand }, { additionalProperties: false }),
        response: {
          200: shared('CommandAnswer'),
          ...problems(...OF_BODY, 'not-allowed', 'not-found', 'records-failed'),
        },
      },
    },
    async (request) => {
      const { params, body } = request
      knownStation(city, params.id)
      const bytes = Buffer.byteLength(JSON.stringify(body.command))
      if (bytes > COMMAND_BYTES)
        throw new CityError('request-invalid', `Body "command": ${bytes} bytes, at most ${COMMAND_BYTES} are sent.`)
      return city.stations.command(params.id, body.command, sessionOf(request).user)
    },
  )

  scope.get(
    '/stations/:id/history',
    {
      config: { action: 'station.history' },
      schema: {
        operationId: 'listStationHistory',
        summary: 'What people did with a station: registration, changes, passwords, commands; newest first',
        tags: ['stations'],
        params: StationId,
        querystring: Type.Object(PAGING, { additionalProperties: false }),
        response: { 200: pageOf('StationHistoryEntry'), ...problems('not-allowed', 'not-found', 'records-failed') },
      },
    },
    async ({ params, query }) => {
      knownStation(city, params.id)
      return listed(await city.stations.history(params.id, pagingOf(query)))
    },
  )
}
