import { Type } from 'typebox'
import { CityError } from '../../../domain/errors.ts'
import { sessionOf } from '../auth/guard.ts'
import type { Session } from '../auth/session.ts'
import { listed, Nothing, OF_BODY, pageOf, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'
import { tokenAnswer } from './tokens.ts'

const DAY_MS = 86_400_000
const DEFAULT_DAYS = 365

const Params = Type.Object({ wall: Type.String() }, { additionalProperties: false })
const OneParams = Type.Object(
  { wall: Type.String(), id: Type.Integer({ minimum: 0 }) },
  { additionalProperties: false },
)

const Wish = Type.Object(
  {
    days: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 3650, description: 'Valid for so long; a year when not given' }),
    ),
  },
  { additionalProperties: false, examples: [{ days: 365 }] },
)

/** Tokens that let a screen on a wall in, to look and nothing else. */
export function wallRoutes(scope: Scope, { city, accounts, now }: Context): void {
  const known = (wall: string): string => {
    if (city.display.walls.some(({ id }) => id === wall)) return wall
    throw new CityError('not-found', `There is no wall ${wall}; city.yaml has its walls.`)
  }

  scope.get(
    '/walls/:wall/tokens',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'listWallTokens',
        summary: 'Tokens of a wall, without the tokens themselves',
        tags: ['walls'],
        params: Params,
        response: { 200: pageOf('ApiToken'), ...problems('not-allowed', 'not-found') },
      },
    },
    async (request) =>
      listed({ items: (await accounts.walls.list(known(request.params.wall))).map(tokenAnswer), next: null }),
  )

  scope.post(
    '/walls/:wall/tokens',
    {
      config: { action: 'wall.admit' },
      schema: {
        operationId: 'createWallToken',
        summary: 'Makes a token for a screen on a wall, which is shown only in this answer',
        description:
          'Open /wall/{wall}#{token} on the screen once. At most five screens use the same token at a time. The screen shows what the ' +
          'departments of whoever makes the token may see; an API token makes none that is valid for longer than itself.',
        tags: ['walls'],
        params: Params,
        body: Wish,
        response: {
          201: Type.Object({ item: shared('ApiToken'), token: Type.String() }),
          ...problems(...OF_BODY, 'not-allowed', 'not-found'),
        },
      },
    },
    async (request, reply) => {
      const { days = DEFAULT_DAYS } = request.body
      const expiresAt = now() + days * DAY_MS
      const wall = known(request.params.wall)
      const session = sessionOf(request)
      demandOutlived(session, expiresAt)
      const { user: by, actor } = session
      const { item, token } = await accounts.walls.create({ wall, expiresAt, departments: actor.departments, by })
      return reply.code(201).send({ item: tokenAnswer(item), token })
    },
  )

  scope.delete(
    '/walls/:wall/tokens/:id',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'revokeWallToken',
        summary: 'Ends a token of a wall; its screens go dark within seconds',
        tags: ['walls'],
        params: OneParams,
        response: { 204: Nothing, ...problems('not-allowed', 'not-found') },
      },
    },
    async (request, reply) => {
      const { wall, id } = request.params
      const { user: by, actor } = sessionOf(request)
      const found = (await accounts.walls.list(known(wall))).find((one) => one.id === id)
      if (found && !isWithin(found.departments, actor.departments))
        throw new CityError('not-allowed', `Token ${id} shows more than the departments of ${by}.`)
      await accounts.walls.revoke({ wall, id, by })
      return reply.code(204).send(null)
    },
  )

  scope.post(
    '/wall-session',
    {
      config: { access: 'anyone' },
      schema: {
        operationId: 'enterWall',
        summary: 'Lets a screen in by the token of its wall: sets a cookie that can only look',
        tags: ['walls'],
        body: Type.Object({ token: Type.String({ maxLength: 100 }) }, { additionalProperties: false }),
        response: { 204: Nothing, ...problems(...OF_BODY, 'sign-in-failed', 'not-allowed') },
      },
    },
    async (request, reply) => {
      const { session, setCookies } = await accounts.walls.enter(request.body.token)
      reply.header('set-cookie', setCookies)
      request.log.info({ user: session.user, address: request.ip }, 'wall signed in')
      return reply.code(204).send(null)
    },
  )
}

/** Or a stolen one would never end. */
function demandOutlived({ by, expiresAt: ends, user }: Session, expiresAt: number): void {
  if (by !== 'token' || ends === null || expiresAt <= ends) return
  throw new CityError('not-allowed', `An API token of ${user} makes no token that is valid for longer than itself.`)
}

function isWithin(of: readonly string[] | null, own: readonly string[] | null): boolean {
  return own === null || (of !== null && of.every((id) => own.includes(id)))
}
