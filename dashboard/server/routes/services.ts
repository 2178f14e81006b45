import { Type } from 'typebox'
import { CityError } from '../../../domain/errors.ts'
import { Id } from '../../../domain/station.ts'
import { sessionOf } from '../auth/guard.ts'
import { listed, Nothing, OF_BODY, pageOf, PAGING, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'
import { demandKnown } from './known.ts'
import { pageById } from './page-by-id.ts'

/** MQTT accounts of third parties, which may only read alarms. */
export function serviceRoutes(scope: Scope, { city }: Context): void {
  scope.get(
    '/services',
    {
      config: { action: 'service.read' },
      schema: {
        operationId: 'listServices',
        summary: 'Service accounts, by id, and whether each is connected',
        tags: ['services'],
        querystring: Type.Object(PAGING, { additionalProperties: false }),
        response: { 200: pageOf('ServiceEntry'), ...problems('not-allowed') },
      },
    },
    async ({ query }) => listed(pageById(city.services.list(), query)),
  )

  scope.post(
    '/services',
    {
      config: { action: 'service.write' },
      schema: {
        operationId: 'createService',
        summary: 'Makes an account that may only read alarms; its MQTT password is shown only in this answer',
        description: 'It may subscribe to `city/v1/alarms/#`, or to one district of it, and publish nothing.',
        tags: ['services'],
        body: Type.Object(
          {
            id: Id,
            departments: Type.Optional(
              Type.Array(Type.String({ maxLength: 64 }), {
                minItems: 1,
                maxItems: 200,
                description: 'Whose alarms it hears, besides what they may see of others; all when not given',
              }),
            ),
          },
          { additionalProperties: false, examples: [{ id: 'siren-north' }] },
        ),
        response: {
          201: shared('MqttCredentials'),
          ...problems(...OF_BODY, 'not-allowed', 'station-exists', 'records-failed'),
        },
      },
    },
    async (request, reply) => {
      const { id, departments = null } = request.body
      for (const department of departments ?? []) {
        demandKnown(
          'departments',
          department,
          city.departments.map((known) => known.id),
        )
      }
      return reply.code(201).send(await city.services.create(id, departments, sessionOf(request).user))
    },
  )

  scope.delete(
    '/services/:id',
    {
      config: { action: 'service.write' },
      schema: {
        operationId: 'retireService',
        summary: 'Ends a service account and its sessions',
        tags: ['services'],
        params: Type.Object({ id: Id }, { additionalProperties: false }),
        response: { 204: Nothing, ...problems('not-allowed', 'not-found', 'records-failed') },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      if (!city.services.get(id)) throw new CityError('not-found', `There is no service account ${id}.`)
      await city.services.retire(id, sessionOf(request).user)
      return reply.code(204).send(null)
    },
  )
}
