import { type FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { renderSVG } from 'uqr'
import { sessionAnswer } from '../auth/session.ts'
import { sessionOf } from '../auth/guard.ts'
import { listed, Nothing, OF_BODY, pageOf, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'
import { personAnswer } from './people.ts'

const Password = Type.String({ minLength: 1, maxLength: 128 })
const Proof = Type.Object({ password: Password }, { additionalProperties: false })
const OF_PROOF = [...OF_BODY, 'not-allowed', 'sign-in-failed', 'step-not-allowed'] as const

/** The own account. */
export function profileRoutes(scope: Scope, { accounts }: Context): void {
  const { profile } = accounts

  scope.get(
    '/profile',
    {
      config: { action: 'session.own' },
      schema: {
        operationId: 'getProfile',
        summary: 'Your own account, and the state of its second factor',
        tags: ['profile'],
        response: { 200: shared('Profile'), ...problems('not-allowed') },
      },
    },
    async (request) => {
      const person = profile.person(sessionOf(request))
      const isFactorNeeded = profile.isFactorNeeded(person)
      return { ...personAnswer(person), isFactorNeeded, recoveryLeft: person.recovery.length }
    },
  )

  scope.put(
    '/profile/password',
    {
      config: { action: 'session.own' },
      schema: {
        operationId: 'changePassword',
        summary: 'Changes your password; every session of yours ends, this one goes on under a new id',
        description: 'At least 8 characters, and not one that many people use. Nothing is said of letters and digits.',
        tags: ['profile'],
        body: Type.Object({ password: Password, next: Password }, { additionalProperties: false }),
        response: { 200: shared('Session'), ...problems(...OF_PROOF, 'password-too-weak') },
      },
    },
    async (request, reply) => {
      const { session, setCookies } = await profile.changePassword(sessionOf(request), {
        ...request.body,
        ...originOf(request),
      })
      reply.header('set-cookie', setCookies)
      return sessionAnswer(session)
    },
  )

  scope.get(
    '/profile/sessions',
    {
      config: { action: 'profile.own' },
      schema: {
        operationId: 'listSessions',
        summary: 'Where you are signed in',
        tags: ['profile'],
        response: { 200: pageOf('OpenSession'), ...problems('not-allowed') },
      },
    },
    async (request) => listed({ items: await profile.sessions(sessionOf(request)), next: null }),
  )

  scope.delete(
    '/profile/sessions/:id',
    {
      config: { action: 'profile.own' },
      schema: {
        operationId: 'endSession',
        summary: 'Ends one of your sessions; its live connections end within five seconds',
        tags: ['profile'],
        params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) }, { additionalProperties: false }),
        response: { 204: Nothing, ...problems('not-allowed', 'not-found') },
      },
    },
    async (request, reply) => {
      await profile.endSession(sessionOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )

  scope.post(
    '/profile/second-factor',
    {
      config: { action: 'session.own' },
      schema: {
        operationId: 'beginSecondFactor',
        summary: 'A new secret for an authenticator app, as text and as a picture; asked for once it is confirmed',
        tags: ['profile'],
        body: Proof,
        response: {
          200: Type.Object({ secret: Type.String(), uri: Type.String(), svg: Type.String() }),
          ...problems(...OF_PROOF),
        },
      },
    },
    async (request) => {
      const made = await profile.beginSecondFactor(sessionOf(request), { ...request.body, ...originOf(request) })
      return { ...made, svg: renderSVG(made.uri, { border: 2 }) }
    },
  )

  scope.post(
    '/profile/second-factor/confirm',
    {
      config: { action: 'session.own' },
      schema: {
        operationId: 'confirmSecondFactor',
        summary: 'Turns the second factor on with a first code; answers the recovery codes, shown only now',
        tags: ['profile'],
        body: Type.Object({ code: Type.String({ minLength: 6, maxLength: 10 }) }, { additionalProperties: false }),
        response: { 200: Type.Object({ recovery: Type.Array(Type.String()) }), ...problems(...OF_PROOF) },
      },
    },
    async (request) => ({
      recovery: [...(await profile.confirmSecondFactor(sessionOf(request), request.body.code))],
    }),
  )

  scope.post(
    '/profile/second-factor/remove',
    {
      config: { action: 'session.own' },
      schema: {
        operationId: 'removeSecondFactor',
        summary: 'Turns the second factor off, unless your role needs one',
        tags: ['profile'],
        body: Proof,
        response: { 204: Nothing, ...problems(...OF_PROOF) },
      },
    },
    async (request, reply) => {
      await profile.removeSecondFactor(sessionOf(request), { ...request.body, ...originOf(request) })
      return reply.code(204).send(null)
    },
  )
}

function originOf(request: FastifyRequest): { address: string; agent: string } {
  return { address: request.ip, agent: request.headers['user-agent'] ?? '' }
}
