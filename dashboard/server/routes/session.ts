import { Type } from 'typebox'
import { sessionOf } from '../auth/guard.ts'
import { sessionAnswer } from '../auth/session.ts'
import { Nothing, OF_BODY, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

const Credentials = Type.Object(
  {
    user: Type.String({ minLength: 1, maxLength: 64 }),
    password: Type.String({ minLength: 1, maxLength: 128 }),
    code: Type.Optional(
      Type.String({ maxLength: 40, description: 'Of the second factor, or a recovery code; once it is asked for' }),
    ),
  },
  { additionalProperties: false, examples: [{ user: 'admin', password: 'what was printed at the first start' }] },
)

/** Signing in and out. */
export function sessionRoutes(scope: Scope, { accounts }: Context): void {
  scope.post(
    '/session',
    {
      config: { action: 'public' },
      schema: {
        operationId: 'signIn',
        summary: 'Signs in: sets the session cookie',
        description:
          'Also once more, where a call answers `proof-required`; the session that the cookie stood for ends. A session ends after 30 minutes without a request, and after 12 hours in any case.',
        tags: ['session'],
        body: Credentials,
        response: {
          200: shared('Session'),
          ...problems(...OF_BODY, 'sign-in-failed', 'second-factor-required', 'not-allowed'),
        },
      },
    },
    async (request, reply) => {
      const { cookie } = request.headers
      const { session, setCookies } = await accounts.signIn({
        ...request.body,
        ...(cookie !== undefined && { cookie }),
        address: request.ip,
        agent: request.headers['user-agent'] ?? '',
      })
      reply.header('set-cookie', setCookies)
      request.log.info({ user: session.user, address: request.ip }, 'signed in')
      return sessionAnswer(session)
    },
  )

  scope.get(
    '/session',
    {
      config: { action: 'session.own' },
      schema: {
        operationId: 'getSession',
        summary: 'Who is signed in, and until when',
        tags: ['session'],
        response: { 200: shared('Session'), ...problems() },
      },
    },
    async (request) => sessionAnswer(sessionOf(request)),
  )

  scope.delete(
    '/session',
    {
      config: { action: 'public' },
      schema: {
        operationId: 'signOut',
        summary: 'Signs out; its live connections end within five seconds',
        tags: ['session'],
        response: { 204: Nothing, ...problems('not-allowed') },
      },
    },
    async (request, reply) => {
      const { setCookies } = await accounts.signOut(request.headers)
      return reply.header('set-cookie', setCookies).code(204).send(null)
    },
  )
}
