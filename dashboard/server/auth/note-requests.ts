import type { FastifyInstance, FastifyRequest } from 'fastify'
import { CityError } from '../../../domain/errors.ts'
import type { AuditOfCity } from '../audit-of-city.ts'
import type { Accounts, Session } from './accounts.ts'

/** Refusals that the audit must know of. */
const DENIALS: ReadonlySet<string> = new Set(['not-allowed', 'sign-in-required', 'sign-in-failed', 'too-many-requests'])
const MOST_QUERY = 300

/**
 * Puts into the audit who was turned away, and what leaves as a file: before it leaves. Who is told that there is no such thing, because
 * it is held back from them, was turned away too.
 */
export function noteRequests(
  scope: FastifyInstance,
  of: {
    readonly audit: AuditOfCity
    readonly accounts: Accounts
    readonly isHeldBack: (session: Session) => boolean
  },
): void {
  const { audit, accounts, isHeldBack } = of
  scope.addHook('onError', async (request, _reply, error) => {
    const code = error instanceof CityError ? error.code : null
    if (code === null) return
    const isHidden = code === 'not-found' && request.session !== null && isHeldBack(request.session)
    if (!isHidden && !DENIALS.has(code)) return
    // How every page asks whether somebody is signed in; and a sign-in that fails is there as such.
    const isOfSession = request.routeOptions.url?.endsWith('/session') === true
    if (isOfSession && (code === 'sign-in-failed' || (code === 'sign-in-required' && request.method === 'GET'))) return
    const actor = await actorOf(request, accounts)
    audit.denied({ actor, source: request.ip, object: calledOf(request), why: code })
  })

  scope.addHook('onSend', async (request, reply, payload) => {
    const name = /filename="([^"]*)"/.exec(String(reply.getHeader('content-disposition') ?? ''))?.[1]
    if (name === undefined || reply.statusCode !== 200) return payload
    const actor = await actorOf(request, accounts)
    const detail = request.url.split('?', 2)[1]?.slice(0, MOST_QUERY) ?? ''
    const object = `${calledOf(request)} ${name}`
    await audit.note({ actor, source: request.ip, action: 'export', object, result: 'done', detail })
    return payload
  })
}

/** Method and route, without what people put in its place: `GET /api/v1/alarms/:id`. */
function calledOf({ method, routeOptions, url }: FastifyRequest): string {
  return `${method} ${routeOptions.url ?? url.split('?', 1)[0]?.slice(0, 200)}`
}

async function actorOf(request: FastifyRequest, accounts: Accounts): Promise<string> {
  if (request.session) return request.session.user
  const found = await accounts.sessionOf(request.headers, { touch: false }).catch(() => null)
  if (found) return found.session.user
  // Of a sign-in that had to wait: whom it was for.
  const { user } = (request.body ?? {}) as { user?: unknown }
  return typeof user === 'string' ? user.slice(0, 64) : '?'
}
