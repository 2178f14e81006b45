import { Type } from 'typebox'
import { FAULTS, type FaultReason } from '../../../domain/errors.ts'
import { sessionOf } from '../auth/guard.ts'
import { listed, OF_BODY, pageOf, PAGING, pagingOf, problems } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

const Filter = Type.Object(
  {
    station: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    reason: Type.Optional(Type.Enum(Object.keys(FAULTS) as FaultReason[])),
    ...PAGING,
  },
  { additionalProperties: false },
)

/** What was refused, with its raw bytes. */
export function deadLetterRoutes(scope: Scope, { city }: Context): void {
  scope.get(
    '/dead-letters',
    {
      schema: {
        operationId: 'listDeadLetters',
        summary: 'Refused messages with stage, reason and raw bytes',
        tags: ['dead letters'],
        querystring: Filter,
        response: { 200: pageOf('DeadLetter'), ...problems('records-failed') },
      },
    },
    async ({ query }) =>
      listed(
        await city.deadLetters.list({
          ...(query.station !== undefined && { station: query.station }),
          ...(query.reason !== undefined && { reason: query.reason }),
          ...pagingOf(query),
        }),
      ),
  )

  scope.post(
    '/dead-letters/:id/replay',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'replayDeadLetter',
        summary: 'Runs a refused message through the line again',
        tags: ['dead letters'],
        params: Type.Object({ id: Type.Integer({ minimum: 0 }) }, { additionalProperties: false }),
        body: Type.Object({}, { additionalProperties: false }),
        response: {
          200: Type.Object({ outcome: Type.Enum(['stored', 'refused']), detail: Type.String() }),
          ...problems(...OF_BODY, 'not-allowed', 'not-found', 'journal-full', 'records-failed'),
        },
      },
    },
    (request) => city.deadLetters.replay(request.params.id, sessionOf(request).user),
  )
}
