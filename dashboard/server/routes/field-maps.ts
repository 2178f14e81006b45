import { Type } from 'typebox'
import { FieldMap, FieldMapKey } from '../../../domain/field-map.ts'
import { sessionOf } from '../auth/guard.ts'
import { Nothing, OF_BODY, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

const PATH = '/field-maps/:of/:name/:kind'
const Reason = Type.String({ minLength: 1, maxLength: 500 })

/** How messages of a vendor or station become what the contract says. */
export function fieldMapRoutes(scope: Scope, { city }: Context): void {
  const { fieldMaps } = city

  scope.get(
    '/field-maps',
    {
      config: { action: 'field-map.read' },
      schema: {
        operationId: 'listFieldMaps',
        summary: 'Field maps in force, by vendor or station and kind',
        tags: ['field maps'],
        response: { 200: Type.Object({ items: Type.Array(shared('FieldMapEntry')) }), ...problems() },
      },
    },
    async () => ({ items: [...fieldMaps.list()] }),
  )

  scope.get(
    PATH,
    {
      config: { action: 'field-map.read' },
      schema: {
        operationId: 'getFieldMap',
        summary: 'The field map in force for a vendor or station and a kind',
        tags: ['field maps'],
        params: FieldMapKey,
        response: { 200: shared('FieldMapEntry'), ...problems('not-found') },
      },
    },
    async ({ params }) => fieldMaps.get(params),
  )

  scope.get(
    `${PATH}/history`,
    {
      config: { action: 'field-map.read' },
      schema: {
        operationId: 'listFieldMapVersions',
        summary: 'Every version of a field map with author and reason, newest first',
        tags: ['field maps'],
        params: FieldMapKey,
        response: { 200: Type.Object({ items: Type.Array(shared('FieldMapEntry')) }), ...problems('records-failed') },
      },
    },
    async ({ params }) => ({ items: [...(await fieldMaps.history(params))] }),
  )

  scope.put(
    PATH,
    {
      config: { action: 'field-map.write' },
      schema: {
        operationId: 'putFieldMap',
        summary: 'Makes a field map, or a new version of it; when on, it is for every message from the next one on',
        tags: ['field maps'],
        params: FieldMapKey,
        body: Type.Object(
          {
            map: FieldMap,
            isOn: Type.Optional(
              Type.Boolean({ default: false, description: 'For new readings too, not for replays alone' }),
            ),
            reason: Reason,
          },
          { additionalProperties: false },
        ),
        response: { 200: shared('FieldMapEntry'), ...problems(...OF_BODY, 'not-allowed', 'records-failed') },
      },
    },
    (request) => {
      const { map, isOn = false, reason } = request.body
      return fieldMaps.put(request.params, { map, isOn, reason }, sessionOf(request).user)
    },
  )

  scope.delete(
    PATH,
    {
      config: { action: 'field-map.write' },
      schema: {
        operationId: 'deleteFieldMap',
        summary: 'Takes a field map away; its versions stay in the history',
        tags: ['field maps'],
        params: FieldMapKey,
        querystring: Type.Object({ reason: Type.Optional(Reason) }, { additionalProperties: false }),
        response: { 204: Nothing, ...problems('not-allowed', 'not-found', 'records-failed') },
      },
    },
    async (request, reply) => {
      await fieldMaps.remove(request.params, request.query.reason ?? 'taken away', sessionOf(request).user)
      return reply.code(204).send(null)
    },
  )
}
