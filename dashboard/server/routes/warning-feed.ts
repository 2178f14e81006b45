import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { ATOM_TYPE } from '../../../domain/cap/atom.ts'
import { CityError } from '../../../domain/errors.ts'
import { problems } from '../schemas.ts'
import type { Context, Scope } from './context.ts'
import { CAP_ANSWER, DIALECT, sendCap } from './warnings.ts'

/** What others may read without signing in: the feed, and messages of scope Public. */
export function warningFeedRoutes(scope: Scope, { city, accounts, now, as }: Context): void {
  scope.get(
    '/warnings.atom',
    {
      config: { action: 'public' },
      schema: {
        operationId: 'warningFeed',
        summary: 'Warnings in force of scope Public as an Atom feed, without signing in',
        description: 'Ask again with `If-None-Match` or `If-Modified-Since`: 304 while nothing has changed.',
        tags: ['warnings'],
        response: {
          200: { description: 'The feed', content: { [ATOM_TYPE]: { schema: Type.String() } } },
          304: Type.Null({ description: 'Nothing has changed' }),
          ...problems(),
        },
      },
    },
    async (request, reply) => {
      const { xml, etag, changedAt } = await city.warnings.feed(now())
      // Whoever caches it asks each time; whoever only wants it soon asks once a minute.
      void reply
        .type(`${ATOM_TYPE}; charset=utf-8`)
        .header('cache-control', 'public, max-age=0, must-revalidate')
        .header('etag', etag)
        .header('last-modified', new Date(changedAt).toUTCString())
        .header('access-control-allow-origin', '*')
        .header('cross-origin-resource-policy', 'cross-origin')
      if (isKnown(request, { etag, changedAt, now: now() })) return reply.code(304).send(null)
      return reply.send(xml)
    },
  )

  scope.get(
    '/warnings/:identifier.xml',
    {
      config: { action: 'public' },
      schema: {
        operationId: 'getWarning',
        summary: 'An issued CAP message as it went out; of scope Public without signing in',
        tags: ['warnings'],
        params: Type.Object({ identifier: Type.String({ maxLength: 200 }) }, { additionalProperties: false }),
        querystring: Type.Object(DIALECT, { additionalProperties: false }),
        response: { 200: CAP_ANSWER, ...problems('not-found', 'warnings-not-configured') },
      },
    },
    async (request, reply) => {
      const { identifier } = request.params
      const session = (await accounts.sessionOf(request.headers))?.session ?? null
      const read = () => city.warnings.get(identifier, request.query.dialect ?? 'oasis')
      const found = await as(session, read).catch((error: unknown) => {
        if (session) throw error
      })
      // Who is not signed in does not learn which restricted ones there are.
      if (!found || (found.warning.scope !== 'Public' && !session))
        throw new CityError('not-found', `There is no public warning ${identifier}.`)
      if (found.warning.scope === 'Public')
        void reply
          .header('cache-control', 'public, max-age=3600')
          .header('access-control-allow-origin', '*')
          .header('cross-origin-resource-policy', 'cross-origin')
      return sendCap(reply, found.xml)
    },
  )
}

/** RFC 9110, 13.2.2: a tag decides where there is one; a date only when it is older than the second that it stands for. */
function isKnown(
  { headers }: FastifyRequest,
  { etag, changedAt, now }: { readonly etag: string; readonly changedAt: number; readonly now: number },
): boolean {
  const tags = headers['if-none-match']
  if (tags !== undefined) {
    const given = tags.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
    return given.includes('*') || given.includes(etag)
  }
  const since = Date.parse(headers['if-modified-since'] ?? '')
  return Math.floor(changedAt / 1000) * 1000 <= since && now - changedAt >= 1000
}
