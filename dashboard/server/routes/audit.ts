import { Type } from 'typebox'
import { Readable } from 'node:stream'
import { AUDIT_COLUMNS, auditCells, type AuditEntry } from '../../../domain/audit.ts'
import { CityError } from '../../../domain/errors.ts'
import type { AuditQuery } from '../audit-of-city.ts'
import { demand, demandProof, sessionOf } from '../auth/guard.ts'
import { orCsv, sendCsv } from '../csv.ts'
import { Moment, momentOf } from '../moment.ts'
import { listed, pageOf, PAGING, pagingOf, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

const Text = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 200, description }))
const FILTER = {
  actor: Text('Who did it'),
  action: Text('`sign-in`, or `channel-*` for all that begin so'),
  object: Text('What it was done to'),
  result: Text('How it ended: done, ok, refused, failed …; several with commas between'),
  from: Type.Optional(Moment),
  to: Type.Optional(Moment),
  text: Text('Anywhere in an entry'),
} as const
const FORMAT = Type.Optional(Type.Enum(['json', 'csv', 'jsonl'], { description: 'csv, jsonl: all of it, not paged' }))
const Size = Type.Optional(
  Type.Integer({ minimum: 1, description: 'Size of a signed head; the newest when not given' }),
)
const PAGE = 1_000

/** Who did what in the city: search, export, signed heads and proofs. */
export function auditRoutes(scope: Scope, { city, now }: Context): void {
  scope.get(
    '/audit',
    {
      config: { action: 'audit.read' },
      schema: {
        operationId: 'listAudit',
        summary: 'Who did what, newest first; looking is noted too when it is an export',
        description: 'A page may have fewer items than its limit, or none, and still a next one: follow `next`.',
        tags: ['audit'],
        querystring: Type.Object({ ...FILTER, format: FORMAT, ...PAGING }, { additionalProperties: false }),
        response: { 200: orCsv(pageOf('AuditEntry')), ...problems('not-allowed', 'records-failed') },
      },
    },
    async (request, reply) => {
      const { query } = request
      const asked = queryOf(query)
      if (query.format === 'csv' || query.format === 'jsonl') {
        demand(sessionOf(request), 'audit.export')
        demandProof(sessionOf(request), 'audit.export', now())
      }
      if (query.format === 'csv') {
        const table = { heads: AUDIT_COLUMNS, cells: auditCells }
        return sendCsv(reply, 'audit.csv', { table, pages: allOf(asked) })
      }
      if (query.format === 'jsonl') {
        return reply
          .header('content-type', 'application/jsonl; charset=utf-8')
          .header('content-disposition', 'attachment; filename="audit.jsonl"')
          .send(Readable.from(lines(allOf(asked))))
      }
      return listed(await city.audit.list({ ...asked, ...pagingOf(query) }))
    },
  )

  scope.get(
    '/audit/state',
    {
      config: { action: 'audit.read' },
      schema: {
        operationId: 'getAuditState',
        summary: 'The newest signed head, the public key, and whether the log was whole when it was gone through last',
        tags: ['audit'],
        response: { 200: shared('AuditState'), ...problems('not-allowed') },
      },
    },
    () => city.audit.state(),
  )

  scope.post(
    '/audit/verify',
    {
      config: { action: 'audit.read' },
      schema: {
        operationId: 'verifyAudit',
        summary: 'Goes through the whole log now; GET /audit/state says what was found',
        tags: ['audit'],
        body: Type.Object({}, { additionalProperties: false }),
        response: { 202: shared('AuditState'), ...problems('not-allowed', 'request-too-large', 'request-not-json') },
      },
    },
    async (request, reply) => {
      void city.audit.verify(sessionOf(request).user).catch((error: unknown) => {
        request.log.error({ err: error }, 'the audit could not be gone through')
      })
      return reply.code(202).send(city.audit.state())
    },
  )

  scope.get(
    '/audit/heads',
    {
      config: { action: 'audit.read' },
      schema: {
        operationId: 'listAuditHeads',
        summary: 'Signed heads, newest first',
        tags: ['audit'],
        querystring: Type.Object(PAGING, { additionalProperties: false }),
        response: { 200: pageOf('AuditHead'), ...problems('not-allowed', 'records-failed') },
      },
    },
    async ({ query }) => listed(await city.audit.heads(pagingOf(query))),
  )

  scope.get(
    '/audit/consistency',
    {
      config: { action: 'audit.read' },
      schema: {
        operationId: 'proveAuditGrowth',
        summary: 'That the log of one head begins with all of an earlier one (RFC 6962, 2.1.2)',
        tags: ['audit'],
        querystring: Type.Object(
          { from: Type.Integer({ minimum: 1 }), to: Type.Integer({ minimum: 1 }) },
          { additionalProperties: false },
        ),
        response: { 200: shared('AuditConsistency'), ...problems('not-allowed', 'not-found', 'records-failed') },
      },
    },
    ({ query: { from, to } }) => {
      if (from > to) throw new CityError('request-invalid', 'Query parameter "from" must not be larger than "to".')
      return city.audit.consistency(from, to)
    },
  )

  scope.get(
    '/audit/:seq/proof',
    {
      config: { action: 'audit.read' },
      schema: {
        operationId: 'proveAuditEntry',
        summary: 'That an entry is part of what a head signs (RFC 6962, 2.1.1)',
        tags: ['audit'],
        params: Type.Object({ seq: Type.Integer({ minimum: 1 }) }, { additionalProperties: false }),
        querystring: Type.Object({ size: Size }, { additionalProperties: false }),
        response: { 200: shared('AuditProof'), ...problems('not-allowed', 'not-found', 'records-failed') },
      },
    },
    ({ params, query }) => city.audit.proof(params.seq, query.size),
  )

  async function* allOf(asked: AuditQuery): AsyncIterable<readonly AuditEntry[]> {
    let cursor: string | null = null
    do {
      const page = await city.audit.list({ ...asked, limit: PAGE, ...(cursor === null ? {} : { cursor }) })
      yield page.items
      cursor = page.next
    } while (cursor !== null)
  }
}

async function* lines(pages: AsyncIterable<readonly AuditEntry[]>): AsyncIterable<string> {
  for await (const entries of pages) yield entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
}

function queryOf(query: { [K in keyof typeof FILTER]?: string }): AuditQuery {
  const { from, to, actor, action, object, result, text } = query
  return {
    ...(actor !== undefined && { actor }),
    ...(action !== undefined && { action }),
    ...(object !== undefined && { object }),
    ...(result !== undefined && { result }),
    ...(text !== undefined && { text }),
    ...(from !== undefined && { from: momentOf('from', from) }),
    ...(to !== undefined && { to: momentOf('to', to) }),
  }
}
