import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CityError } from '../../../domain/errors.ts'
import type { Accounts, Role, Session } from './accounts.ts'
import { foreignOrigin } from './origin.ts'

/** Who may call a route: anyone, whoever is signed in, or who may act, or run the registry. */
export type Access = 'anyone' | Role

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `viewer` when not given. */
    access?: Access
  }
  interface FastifyRequest {
    session: Session | null
  }
}

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 }

/** Puts `request.session` on every request of this scope, and refuses those that may not pass. */
export function guard(scope: FastifyInstance, accounts: Accounts, origins: readonly string[]): void {
  scope.decorateRequest('session', null)

  scope.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    // An unknown path is refused as unknown, signed in or not.
    if (request.is404) return
    const access = request.routeOptions.config.access ?? 'viewer'
    const changes = request.method !== 'GET' && request.method !== 'HEAD' && request.method !== 'OPTIONS'
    if (changes && request.headers.authorization === undefined) {
      const foreign = foreignOrigin(request.headers, origins)
      if (foreign !== null) throw new CityError('not-allowed', foreign)
    }
    if (access === 'anyone') return
    const found = await accounts.sessionOf(request.headers)
    if (!found) throw new CityError('sign-in-required', 'Sign in with POST /api/v1/session, or send a valid API token.')
    if (found.setCookies.length > 0) reply.header('set-cookie', found.setCookies)
    if (RANK[found.session.role] < RANK[access]) {
      throw new CityError(
        'not-allowed',
        `This needs the role ${access}; ${found.session.user} is ${found.session.role}.`,
      )
    }
    request.session = found.session
  })
}

/** The session of a request that the guard let pass. */
export function sessionOf(request: FastifyRequest): Session {
  if (!request.session) throw new CityError('sign-in-required', 'Sign in first.')
  return request.session
}
