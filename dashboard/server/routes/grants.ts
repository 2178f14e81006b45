import { Type } from 'typebox'
import { DEFAULT_GRANT_DAYS, LONGEST_GRANT_DAYS } from '../../../domain/access/grant.ts'
import { sessionOf } from '../auth/guard.ts'
import { listed, OF_BODY, pageOf, PAGING, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'
import { demandKnown } from './known.ts'
import { pageById } from './page-by-id.ts'

const OfGrant = Type.Object({ id: Type.Integer({ minimum: 0 }) }, { additionalProperties: false })
const Department = Type.String({ minLength: 1, maxLength: 64 })
const Wish = Type.Object(
  {
    to: Department,
    from: Department,
    kinds: Type.Optional(
      Type.Array(Department, {
        minItems: 1,
        maxItems: 100,
        description: 'All that are shared on demand, when not given',
      }),
    ),
    purpose: Type.String({ minLength: 10, maxLength: 500, pattern: '\\S' }),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: LONGEST_GRANT_DAYS, default: DEFAULT_GRANT_DAYS })),
  },
  {
    additionalProperties: false,
    examples: [
      { to: 'water', from: 'urban-management', kinds: ['manhole'], purpose: 'flood patrol of the rainy season' },
    ],
  },
)

/** What departments let one another see, for a purpose and a time. */
export function grantRoutes(scope: Scope, { city, accounts }: Context): void {
  const { grants } = accounts

  scope.get(
    '/grants',
    {
      config: { action: 'grant.read' },
      schema: {
        operationId: 'listGrants',
        summary: 'Grants from and to the own departments, newest first',
        tags: ['people'],
        querystring: Type.Object(PAGING, { additionalProperties: false }),
        response: { 200: pageOf('Grant'), ...problems('not-allowed') },
      },
    },
    async (request) => {
      // Newest first: the page after is of lower numbers.
      const all = grants.list(sessionOf(request)).map((grant) => ({ id: orderOf(grant.id), grant }))
      const { items, next } = pageById(all, request.query)
      return listed({ items: items.map(({ grant }) => ({ ...grant, kinds: grant.kinds && [...grant.kinds] })), next })
    },
  )

  scope.post(
    '/grants',
    {
      config: { action: 'grant.ask' },
      schema: {
        operationId: 'askGrant',
        summary: 'Asks another department to let yours see what it shares on demand',
        tags: ['people'],
        body: Wish,
        response: { 201: shared('Grant'), ...problems(...OF_BODY, 'not-allowed', 'records-failed') },
      },
    },
    async (request, reply) => {
      const { to, from, kinds } = request.body
      const departments = city.departments.map(({ id }) => id)
      demandKnown('to', to, departments)
      demandKnown('from', from, departments)
      const onDemand = [...city.kinds.values()].filter(({ sharing }) => sharing === 'on-demand').map(({ id }) => id)
      for (const kind of kinds ?? []) demandKnown('kinds', kind, onDemand)
      return reply.code(201).send(await grants.ask(request.body, sessionOf(request)))
    },
  )

  scope.post(
    '/grants/:id/decide',
    {
      config: { action: 'grant.decide' },
      schema: {
        operationId: 'decideGrant',
        summary: 'Gives or refuses; only by an administrator of the department whose data it is',
        tags: ['people'],
        params: OfGrant,
        body: Type.Object({ give: Type.Boolean() }, { additionalProperties: false }),
        response: {
          200: shared('Grant'),
          ...problems(...OF_BODY, 'not-allowed', 'not-found', 'grant-closed', 'records-failed'),
        },
      },
    },
    (request) => grants.decide(request.params.id, request.body.give, sessionOf(request)),
  )

  scope.post(
    '/grants/:id/end',
    {
      config: { action: 'grant.ask' },
      schema: {
        operationId: 'endGrant',
        summary: 'Ends a grant, or takes back what was asked; by either side',
        tags: ['people'],
        params: OfGrant,
        body: Type.Object({}, { additionalProperties: false }),
        response: {
          200: shared('Grant'),
          ...problems(...OF_BODY, 'not-allowed', 'not-found', 'grant-closed', 'records-failed'),
        },
      },
    },
    (request) => grants.end(request.params.id, sessionOf(request)),
  )

  scope.get(
    '/grants/:id/uses',
    {
      config: { action: 'grant.read' },
      schema: {
        operationId: 'listGrantUses',
        summary: 'Who saw, by the hour, what only the grant let them see; newest first',
        tags: ['people'],
        params: OfGrant,
        response: { 200: pageOf('GrantUse'), ...problems('not-allowed', 'not-found') },
      },
    },
    async (request) => listed({ items: await grants.uses(request.params.id, sessionOf(request)), next: null }),
  )
}

function orderOf(id: number): string {
  return String(Number.MAX_SAFE_INTEGER - id).padStart(16, '0')
}
