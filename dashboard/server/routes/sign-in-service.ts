import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { CityError } from '../../../domain/errors.ts'
import { Label } from '../../../domain/label.ts'
import { subjectOf } from '../auth/claims.ts'
import type { Journey } from '../auth/oidc.ts'
import { problems } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

const JOURNEY = 'citypulse-journey'
const JOURNEY_SECONDS = 600
const PATH = '/api/v1/sign-in-service'

/** Signing in where the city keeps its accounts (OpenID Connect). */
export function signInServiceRoutes(scope: Scope, { city, accounts, service }: Context): void {
  /** The sign-in page, with the reason by its code. */
  function back(request: FastifyRequest, error: unknown): string {
    const code = error instanceof CityError ? error.code : 'internal'
    request.log.warn({ err: error, code }, 'sign-in elsewhere failed')
    city.audit.denied({ actor: '?', source: request.ip, object: 'sign-in service', why: code })
    return `/?sign-in=${code}`
  }

  scope.get(
    '/sign-in-service',
    {
      config: { action: 'public' },
      schema: {
        operationId: 'getSignInService',
        summary: 'Whether people can sign in with accounts that are kept elsewhere',
        tags: ['session'],
        response: {
          200: Type.Object({
            service: Type.Union([Type.Object({ label: Type.Union([Label, Type.Null()]) }), Type.Null()]),
          }),
          ...problems(),
        },
      },
    },
    async () => ({ service: service ? { label: service.label } : null }),
  )

  scope.get(
    '/sign-in-service/begin',
    {
      config: { action: 'public' },
      schema: {
        operationId: 'beginSignInElsewhere',
        summary: 'Sends the browser to the sign-in service',
        tags: ['session'],
        querystring: Type.Object(
          { again: Type.Optional(Type.Boolean({ description: 'Prove there once more who you are' })) },
          { additionalProperties: false },
        ),
        response: { 302: Type.Null({ description: 'To the sign-in service' }), ...problems('not-found') },
      },
    },
    async (request, reply) => {
      if (!service) throw new CityError('not-found', 'This city has no sign-in service.')
      try {
        const { url, journey } = await service.oidc.begin(request.query)
        const text = Buffer.from(JSON.stringify(journey)).toString('base64url')
        reply.header('set-cookie', journeyCookie(text, JOURNEY_SECONDS, service.isSecure))
        return await reply.redirect(url)
      } catch (error) {
        return reply.redirect(back(request, error))
      }
    },
  )

  scope.get(
    '/sign-in-service/return',
    {
      config: { action: 'public' },
      schema: {
        operationId: 'finishSignInElsewhere',
        summary: 'Where the sign-in service sends the browser back to; signs in, or says why not on the sign-in page',
        tags: ['session'],
        querystring: Type.Object({
          code: Type.Optional(Type.String({ maxLength: 4_000 })),
          state: Type.Optional(Type.String({ maxLength: 200 })),
          error: Type.Optional(Type.String({ maxLength: 200 })),
        }),
        response: { 302: Type.Null({ description: 'To the city' }), ...problems('not-found') },
      },
    },
    async (request, reply) => {
      if (!service) throw new CityError('not-found', 'This city has no sign-in service.')
      const forget = journeyCookie('', 0, service.isSecure)
      try {
        const claims = await service.oidc.finish(request.query, journeyOf(request))
        const person = service.personIn(claims)
        if (!person) {
          await accounts.refuse(subjectOf(claims))
          throw new CityError('not-allowed', 'No rule of this city lets this person in.')
        }
        const agent = request.headers['user-agent'] ?? ''
        const { auth_time: authTime } = claims
        const provedAt = typeof authTime === 'number' ? authTime * 1000 : 0
        const { setCookies } = await accounts.enterAs(person, { address: request.ip, agent, provedAt })
        // The cookie is strict: a browser that comes from another site is given it, and shown the city, by a page of ours.
        reply.header('set-cookie', [forget, ...setCookies])
        return await reply.redirect('/')
      } catch (error) {
        return reply.header('set-cookie', forget).redirect(back(request, error))
      }
    },
  )
}

function journeyOf({ headers }: FastifyRequest): Journey {
  const found = new RegExp(`(?:^|; )${JOURNEY}=([\\w-]+)`).exec(headers.cookie ?? '')?.[1]
  if (found === undefined) throw new CityError('sign-in-failed', 'Nobody was on the way to sign in here.')
  return JSON.parse(Buffer.from(found, 'base64url').toString()) as Journey
}

/** Lax, unlike the session: it has to come along when the other site sends the browser back. */
function journeyCookie(value: string, seconds: number, isSecure: boolean): string {
  return `${JOURNEY}=${value}; Path=${PATH}; HttpOnly; SameSite=Lax; Max-Age=${seconds}${isSecure ? '; Secure' : ''}`
}
