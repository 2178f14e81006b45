import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { CityError } from '../../../domain/errors.ts'
import { demand, demandSettled } from '../auth/guard.ts'
import { problems } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

const Readiness = Type.Object({ ready: Type.Boolean(), reason: Type.String() })

/** For supervisors and Prometheus; outside `/api/v1`. */
export function healthRoutes(scope: Scope, { city, accounts }: Context): void {
  scope.get(
    '/health/live',
    {
      config: { action: 'public' },
      schema: {
        operationId: 'getLiveness',
        summary: 'The process answers',
        tags: ['health'],
        response: { 200: Type.Object({ live: Type.Literal(true) }) },
      },
    },
    async () => ({ live: true as const }),
  )

  scope.get(
    '/health/ready',
    {
      config: { action: 'public' },
      schema: {
        operationId: 'getReadiness',
        summary: 'Whether the city takes and shows readings, and why not',
        tags: ['health'],
        response: { 200: Readiness, 503: Readiness },
      },
    },
    async (_, reply) => {
      const { ready, reason } = city.ready()
      return reply
        .code(ready ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ ready, reason })
    },
  )

  scope.get(
    '/metrics',
    {
      config: { action: 'public' },
      schema: {
        operationId: 'getMetrics',
        summary: 'Prometheus text; for this machine, or with the API token of a system administrator or auditor',
        tags: ['health'],
        response: {
          200: { description: 'Prometheus text', content: { 'text/plain': { schema: Type.String() } } },
          ...problems(),
        },
      },
    },
    async (request, reply) => {
      if (!isFromHere(request)) {
        const found = await accounts.sessionOf(request.headers)
        if (!found) throw new CityError('sign-in-required', 'From another machine, metrics need an API token.')
        demand(found.session, 'metrics.read')
        demandSettled(found.session)
      }
      return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await city.metrics())
    },
  )
}

/** From this machine, and not through a proxy on it, which would speak for everybody. */
function isFromHere({ ip, headers }: FastifyRequest): boolean {
  if (headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined) return false
  // A page of another name that resolves to this machine is somebody else's.
  if (!/^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(headers.host ?? '')) return false
  return ip === '::1' || /^(::ffff:)?127\./.test(ip)
}
