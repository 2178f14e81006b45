import { Type } from 'typebox'
import { FieldMap } from '../../../domain/field-map.ts'
import { sessionOf } from '../auth/guard.ts'
import { OF_BODY, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'
import { LetterId } from './dead-letters.ts'
import { LETTER_FILTER, openLettersOf } from './letter-filter.ts'

const Payload = Type.Optional(
  Type.String({ maxLength: 65_536, description: 'What runs in place of the raw bytes, as text' }),
)
const Reason = Type.String({ minLength: 1, maxLength: 500 })
/** At most so many at once: an answer is due within ten seconds. */
const MANY = {
  filter: Type.Object(LETTER_FILTER, { additionalProperties: false }),
  after: Type.Optional(Type.Integer({ minimum: 0, description: '`next` of the answer before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 200 })),
} as const
const DEFAULT_LIMIT = 200

/** What people do with dead letters: run again, try, discard; one or many. */
export function deadLetterStepRoutes(scope: Scope, { city }: Context): void {
  const { deadLetters } = city

  scope.post(
    '/dead-letters/:id/replay',
    {
      config: { action: 'letter.step' },
      schema: {
        operationId: 'replayDeadLetter',
        summary: 'Runs a refused message through the line again, or an edited payload in its place',
        tags: ['dead letters'],
        params: LetterId,
        body: Type.Object({ payload: Payload }, { additionalProperties: false }),
        response: {
          200: shared('ReplayAnswer'),
          ...problems(...OF_BODY, 'not-allowed', 'not-found', 'letter-closed', 'journal-full', 'records-failed'),
        },
      },
    },
    (request) => {
      const { payload } = request.body
      const by = sessionOf(request).user
      return deadLetters.replay(request.params.id, { by, ...(payload !== undefined && { payload }) })
    },
  )

  scope.post(
    '/dead-letters/replay',
    {
      config: { action: 'letter.step' },
      schema: {
        operationId: 'replayDeadLetters',
        summary: 'Runs refused messages of a filter again, oldest first, some at a time',
        description: 'Those that wait for somebody, when no state is named. Give `next` back as `after` to go on.',
        tags: ['dead letters'],
        body: Type.Object(MANY, { additionalProperties: false }),
        response: {
          200: shared('ReplayManyAnswer'),
          ...problems(...OF_BODY, 'not-allowed', 'journal-full', 'records-failed'),
        },
      },
    },
    (request) => {
      const { filter, after = 0, limit = DEFAULT_LIMIT } = request.body
      return deadLetters.replayMany(openLettersOf(filter), { after, limit, by: sessionOf(request).user })
    },
  )

  scope.post(
    '/dead-letters/:id/check',
    {
      config: { action: 'letter.read' },
      schema: {
        operationId: 'checkDeadLetter',
        summary: 'Says what a replay would do now, with an edited payload or a field map in its place; changes nothing',
        tags: ['dead letters'],
        params: LetterId,
        body: Type.Object({ payload: Payload, map: Type.Optional(FieldMap) }, { additionalProperties: false }),
        response: { 200: shared('DeadLetterCheck'), ...problems(...OF_BODY, 'not-found', 'records-failed') },
      },
    },
    ({ params, body: { payload, map } }) =>
      deadLetters.check(params.id, { ...(payload !== undefined && { payload }), ...(map && { map }) }),
  )

  scope.post(
    '/dead-letters/:id/discard',
    {
      config: { action: 'letter.step' },
      schema: {
        operationId: 'discardDeadLetter',
        summary: 'Closes a refused message without running it again; the reason is kept',
        tags: ['dead letters'],
        params: LetterId,
        body: Type.Object({ reason: Reason }, { additionalProperties: false }),
        response: {
          200: shared('DeadLetter'),
          ...problems(...OF_BODY, 'not-allowed', 'not-found', 'letter-closed', 'records-failed'),
        },
      },
    },
    (request) => deadLetters.discard(request.params.id, { by: sessionOf(request).user, reason: request.body.reason }),
  )

  scope.post(
    '/dead-letters/discard',
    {
      config: { action: 'letter.step' },
      schema: {
        operationId: 'discardDeadLetters',
        summary: 'Closes refused messages of a filter, some at a time; the reason is kept with each',
        tags: ['dead letters'],
        body: Type.Object({ ...MANY, reason: Reason }, { additionalProperties: false }),
        response: {
          200: shared('DiscardManyAnswer'),
          ...problems(...OF_BODY, 'not-allowed', 'records-failed'),
        },
      },
    },
    (request) => {
      const { filter, after = 0, limit = DEFAULT_LIMIT, reason } = request.body
      return deadLetters.discardMany(openLettersOf(filter), { after, limit, reason, by: sessionOf(request).user })
    },
  )
}
