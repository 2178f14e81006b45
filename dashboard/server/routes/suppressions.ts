import { Type } from 'typebox'
import { CityError } from '../../../domain/errors.ts'
import { Suppression, SuppressionScope } from '../../../domain/suppression.ts'
import { sessionOf } from '../auth/guard.ts'
import { Moment, momentOf } from '../moment.ts'
import { OF_BODY, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

const LONGEST_MS = 90 * 86_400_000
const Wish = Type.Object(
  {
    reason: Suppression.properties.reason,
    scope: SuppressionScope,
    from: Type.Optional(Moment),
    to: Type.Optional(Moment),
    why: Type.String({ minLength: 3, maxLength: 500, pattern: '\\S' }),
  },
  {
    additionalProperties: false,
    examples: [{ reason: 'maintenance', scope: { districts: ['990101'], kinds: ['air'] }, why: 'filter change' }],
  },
)

/** Maintenance and outages: alarms that they explain are set aside. */
export function suppressionRoutes(scope: Scope, { city, now }: Context): void {
  scope.get(
    '/suppressions',
    {
      config: { action: 'suppression.read' },
      schema: {
        operationId: 'listSuppressions',
        summary: 'Maintenance and outages, the newest 500, newest first',
        tags: ['alarms'],
        response: {
          200: Type.Object({ items: Type.Array(shared('Suppression')), next: Type.Null() }),
          ...problems('records-failed'),
        },
      },
    },
    async () => ({ items: [...(await city.suppressions.list())], next: null }),
  )

  scope.post(
    '/suppressions',
    {
      config: { action: 'suppression.write' },
      schema: {
        operationId: 'suppress',
        summary: 'Announces maintenance or an outage: alarms in its scope are set aside while it lasts',
        tags: ['alarms'],
        body: Wish,
        response: { 201: shared('Suppression'), ...problems(...OF_BODY, 'not-allowed', 'records-failed') },
      },
    },
    async (request, reply) => {
      const { reason, scope, why, from, to } = request.body
      const begin = from === undefined ? now() : momentOf('from', from)
      const end = to === undefined ? null : momentOf('to', to)
      if (end !== null && (end <= begin || end <= now()))
        throw new CityError('request-invalid', 'Body "to": expected a time after "from" and after now.')
      if (reason === 'maintenance' && end === null)
        throw new CityError('request-invalid', 'Body "to": maintenance needs an end; an outage may be open.')
      if (begin > now() + LONGEST_MS || (end ?? begin) > begin + LONGEST_MS)
        throw new CityError('request-invalid', 'Body "from" and "to": at most 90 days ahead, for at most 90 days.')
      const by = sessionOf(request).user
      return reply.code(201).send(await city.suppressions.add({ reason, scope, why, by, from: begin, to: end }))
    },
  )

  scope.post(
    '/suppressions/:id/end',
    {
      config: { action: 'suppression.write' },
      schema: {
        operationId: 'endSuppression',
        summary: 'Ends it now: alarms that still hold are announced',
        tags: ['alarms'],
        params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 120 }) }, { additionalProperties: false }),
        body: Type.Object({}, { additionalProperties: false }),
        response: { 200: shared('Suppression'), ...problems(...OF_BODY, 'not-allowed', 'not-found', 'records-failed') },
      },
    },
    (request) => city.suppressions.end(request.params.id, sessionOf(request).user),
  )
}
