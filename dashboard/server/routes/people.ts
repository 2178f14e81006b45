import { type Static, Type } from 'typebox'
import { ROLES } from '../../../domain/access/roles.ts'
import type { Person } from '../../../store/records/people.ts'
import { sessionOf } from '../auth/guard.ts'
import type { City } from '../city.ts'
import { listed, Nothing, NoWish, OF_BODY, pageOf, PAGING, type PersonAnswer, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'
import { demandKnown } from './known.ts'
import { pageById } from './page-by-id.ts'

const User = Type.String({ pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,63}$', examples: ['li.na'] })
const OfUser = Type.Object({ user: Type.String({ minLength: 1, maxLength: 64 }) }, { additionalProperties: false })
const Rights = {
  roles: Type.Array(Type.Enum([...ROLES]), { uniqueItems: true, maxItems: ROLES.length }),
  departments: Type.Union(
    [Type.Array(Type.String({ maxLength: 64 }), { uniqueItems: true, maxItems: 200 }), Type.Null()],
    {
      description: 'null: the whole city',
    },
  ),
} as const
const Wish = Type.Object(
  { user: User, ...Rights },
  {
    additionalProperties: false,
    examples: [{ user: 'li.na', roles: ['operator'], departments: ['water'] }],
  },
)
const Change = Type.Object(
  {
    roles: Type.Optional(Rights.roles),
    departments: Type.Optional(Rights.departments),
    isOff: Type.Optional(Type.Boolean({ description: 'Nobody gets in with it any more; its history stays' })),
  },
  { additionalProperties: false, examples: [{ roles: ['operator', 'shift-lead'] }] },
)
const Password = Type.Object({ user: Type.String(), password: Type.String() })

/** Accounts: who they are, what they may do and where. */
export function peopleRoutes(scope: Scope, { city, accounts }: Context): void {
  const { people } = accounts

  scope.get(
    '/people',
    {
      config: { action: 'people.read' },
      schema: {
        operationId: 'listPeople',
        summary: 'Accounts with their roles and departments, by name; those of the own departments',
        tags: ['people'],
        querystring: Type.Object(PAGING, { additionalProperties: false }),
        response: { 200: pageOf('Person'), ...problems('not-allowed') },
      },
    },
    async (request) => {
      const all = people.list(sessionOf(request)).map((person) => ({ id: person.user, person }))
      const { items, next } = pageById(all, request.query)
      return listed({ items: items.map(({ person }) => personAnswer(person)), next })
    },
  )

  scope.get(
    '/people/:user',
    {
      config: { action: 'people.read' },
      schema: {
        operationId: 'getPerson',
        summary: 'One account',
        tags: ['people'],
        params: OfUser,
        response: { 200: shared('Person'), ...problems('not-allowed', 'not-found') },
      },
    },
    async (request) => personAnswer(people.get(request.params.user, sessionOf(request))),
  )

  scope.post(
    '/people',
    {
      config: { action: 'people.write' },
      schema: {
        operationId: 'createPerson',
        summary: 'Makes an account; its first password is shown only in this answer, and changed at the first sign-in',
        tags: ['people'],
        body: Wish,
        response: {
          201: Type.Object({ person: shared('Person'), password: Type.String() }),
          ...problems(...OF_BODY, 'not-allowed', 'person-exists', 'records-failed'),
        },
      },
    },
    async (request, reply) => {
      const { user, ...wish } = request.body
      demandDepartments(city, wish)
      const by = sessionOf(request)
      const password = await people.create(user, wish, by)
      return reply.code(201).send({ person: personAnswer(people.get(user, by)), password })
    },
  )

  scope.patch(
    '/people/:user',
    {
      config: { action: 'people.write' },
      schema: {
        operationId: 'changePerson',
        summary: 'Changes what somebody may do, and where; their sessions end',
        tags: ['people'],
        params: OfUser,
        body: Change,
        response: {
          200: shared('Person'),
          ...problems(...OF_BODY, 'not-allowed', 'not-found', 'step-not-allowed', 'records-failed'),
        },
      },
    },
    async (request) => {
      demandDepartments(city, request.body)
      return personAnswer(await people.change(request.params.user, request.body, sessionOf(request)))
    },
  )

  scope.post(
    '/people/:user/password',
    {
      config: { action: 'people.recover' },
      schema: {
        operationId: 'resetPassword',
        summary: 'A new password in place of a forgotten one, shown only in this answer; their sessions end',
        tags: ['people'],
        params: OfUser,
        body: NoWish,
        response: { 200: Password, ...problems(...OF_BODY, 'not-allowed', 'not-found', 'records-failed') },
      },
    },
    async (request) => {
      const { user } = request.params
      return { user, password: await people.resetPassword(user, sessionOf(request)) }
    },
  )

  for (const [path, operationId, summary, work, action] of [
    [
      'second-factor/reset',
      'resetSecondFactor',
      'Takes away a second factor whose phone is lost',
      'resetSecondFactor',
      'people.recover',
    ],
    [
      'sign-out',
      'signOutPerson',
      'Ends their sessions; live connections end within five seconds',
      'signOut',
      'people.write',
    ],
  ] as const) {
    scope.post(
      `/people/:user/${path}`,
      {
        config: { action },
        schema: {
          operationId,
          summary,
          tags: ['people'],
          params: OfUser,
          body: NoWish,
          response: { 204: Nothing, ...problems(...OF_BODY, 'not-allowed', 'not-found', 'records-failed') },
        },
      },
      async (request, reply) => {
        await people[work](request.params.user, sessionOf(request))
        return reply.code(204).send(null)
      },
    )
  }

  scope.delete(
    '/people/:user',
    {
      config: { action: 'people.write' },
      schema: {
        operationId: 'removePerson',
        summary: 'Removes an account with its sessions and API tokens; what it did stays in the audit',
        tags: ['people'],
        params: OfUser,
        response: { 204: Nothing, ...problems('not-allowed', 'not-found', 'step-not-allowed', 'records-failed') },
      },
    },
    async (request, reply) => {
      await people.remove(request.params.user, sessionOf(request))
      return reply.code(204).send(null)
    },
  )

  scope.get(
    '/people/:user/tokens',
    {
      config: { action: 'people.read' },
      schema: {
        operationId: 'listTokensOfPerson',
        summary: 'API tokens of somebody, without the tokens themselves',
        tags: ['people'],
        params: OfUser,
        response: { 200: pageOf('ApiToken'), ...problems('not-allowed', 'not-found') },
      },
    },
    async (request) => {
      const { user } = people.get(request.params.user, sessionOf(request))
      const items = await accounts.tokens.list(user)
      return listed({
        items: items.map(({ scopes, departments, ...token }) => ({
          ...token,
          scopes: scopes && [...scopes],
          departments: departments && [...departments],
        })),
        next: null,
      })
    },
  )

  scope.delete(
    '/people/:user/tokens/:id',
    {
      config: { action: 'people.write' },
      schema: {
        operationId: 'revokeTokenOfPerson',
        summary: 'Ends an API token of somebody at once',
        tags: ['people'],
        params: Type.Object(
          { ...OfUser.properties, id: Type.Integer({ minimum: 0 }) },
          { additionalProperties: false },
        ),
        response: { 204: Nothing, ...problems('not-allowed', 'not-found') },
      },
    },
    async (request, reply) => {
      const by = sessionOf(request)
      const { user } = people.demandChange(request.params.user, by)
      await accounts.tokens.revoke(user, request.params.id, by.user)
      return reply.code(204).send(null)
    },
  )
}

function demandDepartments(city: City, { departments }: Pick<Static<typeof Change>, 'departments'>): void {
  for (const id of departments ?? []) {
    demandKnown(
      'departments',
      id,
      city.departments.map((department) => department.id),
    )
  }
}

/** An account as it goes out: nothing that could let anybody in. */
export function personAnswer(person: Person): PersonAnswer {
  const { user, roles, departments, isBootstrap, isOff, mustChange, totp, subject, createdAt, createdBy } = person
  return {
    user,
    isBootstrap,
    isOff,
    mustChange,
    createdAt,
    createdBy,
    roles: [...roles],
    departments: departments && [...departments],
    secondFactorAt: totp?.confirmedAt ?? null,
    isFromService: subject !== null,
  }
}
