import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { may } from '../../../domain/access/may.ts'
import { type Action, ACTIONS, PROOF_MS } from '../../../domain/access/table.ts'
import { CityError } from '../../../domain/errors.ts'
import type { Acting } from '../seen/acting.ts'
import type { Accounts, Session } from './accounts.ts'
import { foreignOrigin } from './origin.ts'

/** What a route does, as the table of actions names it; `public`: it asks nobody who they are. */
export type RouteAction = 'public' | Action

declare module 'fastify' {
  interface FastifyContextConfig {
    action?: RouteAction
    /** Roles of before; `action` says more. */
    access?: keyof typeof OF_ROLES
  }
  interface FastifyRequest {
    session: Session | null
  }
}

/** Where the roles of before stand in the table. */
const OF_ROLES = {
  anyone: 'public',
  viewer: 'station.read',
  operator: 'incident.step',
  admin: 'station.write',
} as const satisfies Record<string, RouteAction>

/** Throws for a route that does not say what it does: nobody could say who may call it. */
export function demandAction({ method, url, config }: Pick<RouteOptions, 'method' | 'url' | 'config'>): RouteAction {
  const action = config?.action ?? (config?.access && OF_ROLES[config.access])
  if (action === undefined) throw new Error(`${String(method)} ${url} has no config.action; see domain/access/table.ts`)
  if (action !== 'public' && !Object.hasOwn(ACTIONS, action)) throw new Error(`${url}: there is no action ${action}`)
  return action
}

/** Puts `request.session` on every request of this scope, and refuses those that may not pass. */
export function guard(
  scope: FastifyInstance,
  {
    accounts,
    origins,
    acting,
    now = Date.now,
  }: {
    readonly accounts: Accounts
    readonly origins: readonly string[]
    readonly acting: Pick<Acting, 'as'>
    readonly now?: () => number
  },
): void {
  scope.decorateRequest('session', null)
  scope.addHook('onRoute', (route) => void demandAction(route))

  scope.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    // An unknown path is refused as unknown, signed in or not.
    if (request.is404) return
    const action = demandAction(request.routeOptions as RouteOptions)
    const changes = request.method !== 'GET' && request.method !== 'HEAD' && request.method !== 'OPTIONS'
    if (changes && request.headers.authorization === undefined) {
      const foreign = foreignOrigin(request.headers, origins, request.protocol === 'https')
      if (foreign !== null) throw new CityError('not-allowed', foreign)
    }
    if (action === 'public') return
    const found = await accounts.sessionOf(request.headers)
    if (!found) throw new CityError('sign-in-required', 'Sign in with POST /api/v1/session, or send a valid API token.')
    if (found.setCookies.length > 0) reply.header('set-cookie', found.setCookies)
    demand(found.session, action)
    if (action !== 'session.own') demandSettled(found.session)
    demandProof(found.session, action, now())
    request.session = found.session
  })

  // Not earlier: what reads the body calls back from the socket's own context.
  scope.addHook('preHandler', (request, _, done) => acting.as(request.session, done))
}

/** Throws `not-allowed`, with the remedy, for what somebody may do to nothing at all. */
export function demand({ user, actor }: Session, action: Action): void {
  const verdict = may(actor, action)
  if (verdict.allowed) return
  const { roles, scopes } = ACTIONS[action]
  throw new CityError(
    'not-allowed',
    verdict.why === 'scope'
      ? `This (${action}) needs an API token with the scope ${scopes.join(' or ')}; this one has ${actor.scopes?.join(', ')}.`
      : `This (${action}) needs one of the roles ${roles.join(', ')}; ${user} is ${actor.roles.join(', ') || 'nothing'}.`,
  )
}

/** Throws while somebody still has to change a password that others know, or to set up the second factor that their role needs. */
export function demandSettled({ owes, user }: Session): void {
  if (owes === 'password')
    throw new CityError('password-change-required', `${user} must choose a password of their own first.`)
  if (owes === 'second-factor')
    throw new CityError('second-factor-owed', `${user} has a role that needs a second factor; set it up first.`)
}

/** Throws `proof-required` for what matters most, when a person signed in long ago: somebody else may sit there now. */
export function demandProof({ provedAt, user }: Session, action: Action, now: number): void {
  if (!ACTIONS[action].needsProof || provedAt === null || now - provedAt <= PROOF_MS) return
  const minutes = PROOF_MS / 60_000
  throw new CityError('proof-required', `${user} signed in more than ${minutes} minutes ago; this needs it again.`)
}

/** The session of a request that the guard let pass. */
export function sessionOf(request: FastifyRequest): Session {
  if (!request.session) throw new CityError('sign-in-required', 'Sign in first.')
  return request.session
}
