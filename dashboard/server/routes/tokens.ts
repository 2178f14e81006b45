import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { CityError } from '../../../domain/errors.ts'
import { sessionOf } from '../auth/guard.ts'
import { listed, Nothing, OF_BODY, pageOf, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

const DAY_MS = 86_400_000

const Wish = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
    days: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 3650, description: 'Valid for so long; for ever when not given' }),
    ),
  },
  { additionalProperties: false, examples: [{ name: 'nightly export', days: 365 }] },
)

/** API tokens of the person who is signed in; a token has its owner's role. */
export function tokenRoutes(scope: Scope, { accounts, now }: Context): void {
  scope.get(
    '/tokens',
    {
      schema: {
        operationId: 'listTokens',
        summary: 'Your API tokens, without the tokens themselves',
        tags: ['tokens'],
        response: { 200: pageOf('ApiToken'), ...problems() },
      },
    },
    (request) => accounts.tokens.list(sessionOf(request).user).then((items) => listed({ items, next: null })),
  )

  scope.post(
    '/tokens',
    {
      schema: {
        operationId: 'createToken',
        summary: 'Makes an API token, which is shown only in this answer',
        tags: ['tokens'],
        body: Wish,
        response: {
          201: Type.Object({ item: shared('ApiToken'), token: Type.String() }),
          ...problems(...OF_BODY, 'not-allowed'),
        },
      },
    },
    async (request, reply) => {
      const { name, days } = request.body
      const expiresAt = days === undefined ? null : now() + days * DAY_MS
      const made = await accounts.tokens.create({ user: ownerOf(request), name, expiresAt })
      return reply.code(201).send(made)
    },
  )

  scope.delete(
    '/tokens/:id',
    {
      schema: {
        operationId: 'revokeToken',
        summary: 'Ends an API token at once',
        tags: ['tokens'],
        params: Type.Object({ id: Type.Integer({ minimum: 0 }) }, { additionalProperties: false }),
        response: { 204: Nothing, ...problems('not-allowed', 'not-found') },
      },
    },
    async (request, reply) => {
      await accounts.tokens.revoke(ownerOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )
}

/** A token must not make its own successor, or a stolen one would never end. */
function ownerOf(request: FastifyRequest): string {
  const { user, by } = sessionOf(request)
  if (by === 'token') throw new CityError('not-allowed', 'API tokens are managed after signing in, not with a token.')
  return user
}
