import { Type } from 'typebox'
import { CityError } from '../../../domain/errors.ts'
import { SavedView, type SavedViewWish } from '../../../domain/saved-view.ts'
import { sessionOf } from '../auth/guard.ts'
import type { Session } from '../auth/session.ts'
import { Nothing, OF_BODY, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

const { name, page, query, department, isDefault } = SavedView.properties
const Wish = Type.Object(
  { name, page, query, department: Type.Optional(department), isDefault: Type.Optional(isDefault) },
  {
    additionalProperties: false,
    examples: [
      { name: 'Red in the harbour', page: '/alarms', query: 'severity=red&district=990106', department: null },
    ],
  },
)
const ViewId = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) }, { additionalProperties: false })

/** Views that people keep: questions, not answers. Who reads a shared one sees in it what they may see anyway. */
export function savedViewRoutes(scope: Scope, { city }: Context): void {
  const wishOf = (
    { user, actor }: Session,
    body: Omit<SavedViewWish, 'department' | 'isDefault'> & Partial<SavedViewWish>,
  ): SavedViewWish => {
    const of = body.department ?? null
    if (of !== null && !city.departments.some(({ id }) => id === of))
      throw new CityError('request-invalid', `Body "department": there is no department ${of}.`)
    if (of !== null && actor.departments !== null && !actor.departments.includes(of))
      throw new CityError('not-allowed', `${user} is not of the department ${of}.`)
    return { ...body, name: body.name.trim(), department: of, isDefault: body.isDefault ?? false }
  }

  scope.get(
    '/views',
    {
      config: { action: 'city.read' },
      schema: {
        operationId: 'listViews',
        summary: 'Saved views: one’s own and those that departments share, by name',
        tags: ['views'],
        querystring: Type.Object({ page: Type.Optional(page) }, { additionalProperties: false }),
        response: {
          200: Type.Object({ items: Type.Array(shared('SavedView')), next: Type.Null() }),
          ...problems('records-failed'),
        },
      },
    },
    async (request) => {
      const of = request.query.page
      const { user: owner, actor } = sessionOf(request)
      return {
        items: [
          ...(await city.views.list({ owner, departments: actor.departments, ...(of !== undefined && { page: of }) })),
        ],
        next: null,
      }
    },
  )

  scope.post(
    '/views',
    {
      config: { action: 'view.save' },
      schema: {
        operationId: 'saveView',
        summary: 'Keeps a view; with a department it is shared',
        tags: ['views'],
        body: Wish,
        response: { 201: shared('SavedView'), ...problems(...OF_BODY, 'not-allowed', 'records-failed') },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await city.views.add(wishOf(sessionOf(request), request.body), sessionOf(request).user)),
  )

  scope.put(
    '/views/:id',
    {
      config: { action: 'view.save' },
      schema: {
        operationId: 'changeView',
        summary: 'Changes one’s own view',
        tags: ['views'],
        params: ViewId,
        body: Wish,
        response: { 200: shared('SavedView'), ...problems(...OF_BODY, 'not-allowed', 'not-found', 'records-failed') },
      },
    },
    (request) =>
      city.views.change(request.params.id, wishOf(sessionOf(request), request.body), sessionOf(request).user),
  )

  scope.delete(
    '/views/:id',
    {
      config: { action: 'view.save' },
      schema: {
        operationId: 'removeView',
        summary: 'Removes one’s own view',
        tags: ['views'],
        params: ViewId,
        response: { 204: Nothing, ...problems('not-allowed', 'not-found', 'records-failed') },
      },
    },
    async (request, reply) => {
      await city.views.remove(request.params.id, sessionOf(request).user)
      return reply.code(204).send(null)
    },
  )
}
