import { Type } from 'typebox'
import { listed, pageOf, PAGING, pagingOf, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'
import { LETTER_FILTER, letterFilterOf, openLettersOf } from './letter-filter.ts'

/** Number of a letter, in a path. */
export const LetterId = Type.Object({ id: Type.Integer({ minimum: 0 }) }, { additionalProperties: false })

/** What was refused, with its raw bytes. */
export function deadLetterRoutes(scope: Scope, { city }: Context): void {
  scope.get(
    '/dead-letters',
    {
      config: { action: 'letter.read' },
      schema: {
        operationId: 'listDeadLetters',
        summary: 'Refused messages with stage, reason and raw bytes, newest first',
        tags: ['dead letters'],
        querystring: Type.Object({ ...LETTER_FILTER, ...PAGING }, { additionalProperties: false }),
        response: { 200: pageOf('DeadLetter'), ...problems('records-failed') },
      },
    },
    async ({ query }) => listed(await city.deadLetters.list({ ...letterFilterOf(query), ...pagingOf(query) })),
  )

  scope.get(
    '/dead-letters/summary',
    {
      config: { action: 'letter.read' },
      schema: {
        operationId: 'summariseDeadLetters',
        summary: 'Refused messages grouped by reason, vendor or station, kind and value, the largest group first',
        description: 'Those that wait for somebody, when no state is named; at most 200 groups of the newest 200,000.',
        tags: ['dead letters'],
        querystring: Type.Object(LETTER_FILTER, { additionalProperties: false }),
        response: { 200: shared('DeadLetterSummary'), ...problems('records-failed') },
      },
    },
    ({ query }) => city.deadLetters.summary(openLettersOf(query)),
  )

  scope.get(
    '/dead-letters/:id',
    {
      config: { action: 'letter.read' },
      schema: {
        operationId: 'getDeadLetter',
        summary: 'One refused message, and where in its bytes the fault is',
        tags: ['dead letters'],
        params: LetterId,
        response: { 200: shared('DeadLetterDetail'), ...problems('not-found', 'records-failed') },
      },
    },
    ({ params }) => city.deadLetters.get(params.id),
  )
}
