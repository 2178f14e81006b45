import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { CAP, CAP_TYPE } from '../../../domain/cap/alert.ts'
import { sessionOf } from '../auth/guard.ts'
import { listed, OF_BODY, pageOf, PAGING, pagingOf, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

const OfId = Type.Object({ id: Type.String({ minLength: 1, maxLength: 200 }) }, { additionalProperties: false })
const Why = Type.String({ minLength: 3, maxLength: 500, pattern: '\\S' })
const Issue = Type.Object({ why: Type.Optional(Why) }, { additionalProperties: false })
const Withdraw = Type.Object({ why: Why }, { additionalProperties: false, examples: [{ why: 'the gauge was wrong' }] })

/** Query parameter of every CAP document. */
export const DIALECT = {
  dialect: Type.Optional(
    Type.Enum(['oasis', 'cn'], { default: 'oasis', description: "oasis: OASIS CAP 1.2; cn: China's dialect" }),
  ),
} as const

/** The answer of a CAP document in the description. */
export const CAP_ANSWER = {
  description: 'The document',
  content: { [CAP_TYPE]: { schema: Type.String() } },
}

export function sendCap(reply: FastifyReply, xml: string): FastifyReply {
  return reply.type(`${CAP_TYPE}; charset=utf-8`).header('x-content-type-options', 'nosniff').send(xml)
}

/** What a warning is of, and where that stands. */
const SOURCES = [
  { source: 'alarm', path: '/alarms', of: 'an alarm', suffix: '' },
  { source: 'incident', path: '/incidents', of: 'an incident', suffix: 'OfIncident' },
] as const

/** CAP messages: looked at, issued, withdrawn, listed. */
export function warningRoutes(scope: Scope, context: Context): void {
  for (const one of SOURCES) sourceRoutes(scope, context, one)
  const { city, now } = context

  scope.get(
    '/warnings',
    {
      config: { action: 'warning.read' },
      schema: {
        operationId: 'listWarnings',
        summary: 'Issued CAP messages, newest first',
        tags: ['warnings'],
        querystring: Type.Object(
          {
            state: Type.Optional(Type.Enum(['active', 'past'], { description: 'In force, or not any more' })),
            alarm: Type.Optional(Type.String({ description: 'Only of this alarm: its chains' })),
            incident: Type.Optional(Type.String({ description: 'Only of this incident: its chains' })),
            ...PAGING,
          },
          { additionalProperties: false },
        ),
        response: { 200: pageOf('IssuedWarning'), ...problems() },
      },
    },
    async ({ query }) =>
      listed(
        await city.warnings.list({
          now: now(),
          ...(query.state && { state: query.state }),
          ...(query.alarm !== undefined && { source: 'alarm', sourceId: query.alarm }),
          ...(query.incident !== undefined && { source: 'incident', sourceId: query.incident }),
          ...pagingOf(query),
        }),
      ),
  )
}

function sourceRoutes(scope: Scope, { city }: Context, { source, path, of, suffix }: (typeof SOURCES)[number]): void {
  scope.get(
    `${path}/:id/cap`,
    {
      config: { action: 'warning.read' },
      schema: {
        operationId: `previewWarning${suffix}`,
        summary: `The CAP message of ${of} that would come next; nothing is issued`,
        tags: ['warnings'],
        params: OfId,
        querystring: Type.Object(
          {
            ...DIALECT,
            status: Type.Optional(
              Type.Enum([...CAP.status], {
                default: 'Draft',
                description: 'Draft, Test, or the status that it would be issued with',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: CAP_ANSWER, ...problems('not-found', 'warnings-not-configured') },
      },
    },
    async ({ params, query: { dialect = 'oasis', status = 'Draft' } }, reply) =>
      sendCap(reply, await city.warnings.preview(source, params.id, { dialect, status })),
  )

  for (const [name, summary, body] of [
    ['issue', `Issues the CAP message of ${of}: an Alert, or an Update when it has changed since`, Issue],
    ['withdraw', `Takes back what was issued of ${of}, with a Cancel`, Withdraw],
  ] as const) {
    scope.post(
      `${path}/:id/cap/${name}`,
      {
        config: { action: 'warning.issue' },
        schema: {
          operationId: `${name}Warning${suffix}`,
          summary,
          tags: ['warnings'],
          params: OfId,
          body,
          response: {
            201: shared('IssuedWarning'),
            ...problems(
              ...OF_BODY,
              'not-allowed',
              'not-found',
              'step-not-allowed',
              'warnings-not-configured',
              'warning-invalid',
              'records-failed',
            ),
          },
        },
      },
      async (request, reply) => {
        const order = { by: sessionOf(request).user, why: request.body.why ?? null }
        return reply.code(201).send(await city.warnings[name](source, request.params.id, order))
      },
    )
  }
}
