import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { TOKEN_SCOPES, type TokenScope } from '../../../domain/access/roles.ts'
import { CityError } from '../../../domain/errors.ts'
import { sessionOf } from '../auth/guard.ts'
import { listed, Nothing, OF_BODY, pageOf, problems, shared } from '../schemas.ts'
import type { ApiToken } from '../../../store/records/api-tokens.ts'
import type { Context, Scope } from './context.ts'
import { demandKnown } from './known.ts'

const DAY_MS = 86_400_000
const DEFAULT_DAYS = 90
const DEFAULT_SCOPES: readonly TokenScope[] = ['read', 'act', 'manage']

const Wish = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
    days: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 3650, default: DEFAULT_DAYS, description: 'Valid for so long' }),
    ),
    scopes: Type.Optional(
      Type.Array(Type.Enum([...TOKEN_SCOPES]), {
        minItems: 1,
        uniqueItems: true,
        description: 'What it may be used for; read, act and manage when not given',
      }),
    ),
    departments: Type.Optional(
      Type.Array(Type.String({ maxLength: 64 }), {
        minItems: 1,
        description: 'Some of its owner’s; all when not given',
      }),
    ),
  },
  { additionalProperties: false, examples: [{ name: 'nightly export', days: 365, scopes: ['read'] }] },
)

/** API tokens of the person who is signed in; a token has its owner's role. */
export function tokenRoutes(scope: Scope, { city, accounts, now }: Context): void {
  scope.get(
    '/tokens',
    {
      config: { action: 'profile.own' },
      schema: {
        operationId: 'listTokens',
        summary: 'Your API tokens, without the tokens themselves',
        tags: ['tokens'],
        response: { 200: pageOf('ApiToken'), ...problems() },
      },
    },
    async (request) => {
      const items = await accounts.tokens.list(sessionOf(request).user)
      return listed({ items: items.map(tokenAnswer), next: null })
    },
  )

  scope.post(
    '/tokens',
    {
      config: { action: 'token.create' },
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
      const { name, days = DEFAULT_DAYS, scopes = DEFAULT_SCOPES, departments = null } = request.body
      const user = ownerOf(request)
      for (const id of departments ?? []) {
        const ids = sessionOf(request).actor.departments ?? city.departments.map((department) => department.id)
        demandKnown('departments', id, ids)
      }
      const wish = { user, name, expiresAt: now() + days * DAY_MS, scopes, departments }
      const { item, token } = await accounts.tokens.create(wish)
      return reply.code(201).send({ item: tokenAnswer(item), token })
    },
  )

  scope.delete(
    '/tokens/:id',
    {
      config: { action: 'profile.own' },
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

/** A token as it goes out. */
export function tokenAnswer({ scopes, departments, id, name, user, createdAt, expiresAt, usedAt }: ApiToken) {
  const lists = { scopes: scopes && [...scopes], departments: departments && [...departments] }
  return { id, name, user, createdAt, expiresAt, ...lists, usedAt }
}
