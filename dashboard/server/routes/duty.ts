import { type TSchema, Type } from 'typebox'
import { Chain, Contact, type DutyList, Override, Roster, Target } from '../../../domain/duty.ts'
import { CityError } from '../../../domain/errors.ts'
import { sessionOf } from '../auth/guard.ts'
import { Moment, momentOf } from '../moment.ts'
import { listed, OF_BODY, pageOf, PAGING, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'
import { pageById } from './page-by-id.ts'

const DAY_MS = 86_400_000
const MOST_DAYS = 62
const Params = Type.Object({ id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,60}$' }) }, { additionalProperties: false })
const Why = Type.String({
  minLength: 3,
  maxLength: 500,
  description: 'Why; it stands in the history',
  examples: ['ill until Friday'],
})
const Version = Type.Integer({ minimum: 0, description: 'The version that was read; 0 for a new one', examples: [0] })
const Remove = Type.Object({ why: Why, version: Version }, { additionalProperties: false })

interface ListCalls {
  readonly path: string
  readonly list: DutyList
  /** One of it, and several, as part of an operation's id. */
  readonly names: readonly [one: string, several: string]
  readonly words: readonly [one: string, several: string]
  readonly schema: TSchema
  /** Who may read; addresses of people are for those who work with them. */
  readonly read: 'duty.read' | 'duty.contacts'
  readonly change: 'duty.override' | 'duty.write'
}

const LISTS: readonly ListCalls[] = [
  {
    path: '/duty/contacts',
    list: 'contacts',
    names: ['Contact', 'Contacts'],
    words: ['a contact', 'contacts'],
    schema: Contact,
    read: 'duty.contacts',
    change: 'duty.write',
  },
  {
    path: '/duty/rosters',
    list: 'rosters',
    names: ['Roster', 'Rosters'],
    words: ['a duty roster', 'duty rosters'],
    schema: Roster,
    read: 'duty.read',
    change: 'duty.write',
  },
  {
    path: '/duty/overrides',
    list: 'overrides',
    names: ['Override', 'Overrides'],
    words: ['a swap or another departure from a roster', 'swaps and other departures from rosters'],
    schema: Override,
    read: 'duty.read',
    change: 'duty.override',
  },
  {
    path: '/duty/targets',
    list: 'targets',
    names: ['Target', 'Targets'],
    words: ['a time in which alarms are to be answered', 'times in which alarms are to be answered'],
    schema: Target,
    read: 'duty.read',
    change: 'duty.write',
  },
  {
    path: '/escalations',
    list: 'escalations',
    names: ['Escalation', 'Escalations'],
    words: ['an escalation chain', 'escalation chains'],
    schema: Chain,
    read: 'duty.read',
    change: 'duty.write',
  },
]

/** Who is on duty, who is called, and by when alarms are to be answered. */
export function dutyRoutes(scope: Scope, { city, now }: Context): void {
  scope.get(
    '/duty/now',
    {
      config: { action: 'duty.read' },
      schema: {
        operationId: 'dutyNow',
        summary: 'Who is on duty in each position, until when, and the gaps of the next three days',
        tags: ['duty'],
        querystring: Type.Object({ at: Type.Optional(Moment) }, { additionalProperties: false }),
        response: { 200: shared('DutyNow'), ...problems() },
      },
    },
    async ({ query }) => city.duty.now(query.at === undefined ? now() : momentOf('at', query.at)),
  )

  scope.get(
    '/duty/week',
    {
      config: { action: 'duty.read' },
      schema: {
        operationId: 'dutyWeek',
        summary: 'Rosters laid out over some days: stretches without a break, a new one at every hand-over',
        tags: ['duty'],
        querystring: Type.Object(
          {
            from: Type.Optional(Moment),
            days: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_DAYS, default: 7 })),
          },
          { additionalProperties: false },
        ),
        response: { 200: shared('DutyWeek'), ...problems() },
      },
    },
    async ({ query: { from, days = 7 } }) => {
      const start = from === undefined ? now() : momentOf('from', from)
      return city.duty.week({ from: start, to: start + days * DAY_MS })
    },
  )

  scope.get(
    '/alarms/:id/duty',
    {
      config: { action: 'duty.read' },
      schema: {
        operationId: 'dutyOfAlarm',
        summary: 'Who must act on an alarm now, who is called next, and who was',
        tags: ['duty'],
        params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 200 }) }, { additionalProperties: false }),
        response: { 200: shared('AlarmDuty'), ...problems('not-found') },
      },
    },
    ({ params }) => city.duty.ofAlarm(params.id),
  )

  for (const calls of LISTS) listRoutes(scope, { city, now }, calls)
}

function listRoutes(scope: Scope, { city }: Pick<Context, 'city' | 'now'>, calls: ListCalls): void {
  const { path, list, names, words, schema, read, change } = calls

  scope.get(
    path,
    {
      config: { action: read },
      schema: {
        operationId: `list${names[1]}`,
        summary: `Newest version of all ${words[1]}, by id`,
        tags: ['duty'],
        querystring: Type.Object(PAGING, { additionalProperties: false }),
        response: { 200: pageOf('DutyVersion'), ...problems('not-allowed') },
      },
    },
    async ({ query }) => listed(pageById(city.duty.list(list), query)),
  )

  scope.get(
    `${path}/:id`,
    {
      config: { action: read },
      schema: {
        operationId: `get${names[0]}`,
        summary: `All versions of ${words[0]}, newest first`,
        tags: ['duty'],
        params: Params,
        response: {
          200: Type.Object({ id: Type.String(), versions: Type.Array(shared('DutyVersion')) }),
          ...problems('not-allowed', 'not-found', 'records-failed'),
        },
      },
    },
    async ({ params }) => {
      const versions = await city.duty.history(list, params.id)
      if (versions.length === 0) throw new CityError('not-found', `There is no ${params.id} in ${list}.`)
      return { id: params.id, versions: [...versions] }
    },
  )

  scope.put(
    `${path}/:id`,
    {
      config: { action: change },
      schema: {
        operationId: `save${names[0]}`,
        summary: `Makes ${words[0]}, or a new version of it; it holds from now on`,
        tags: ['duty'],
        params: Params,
        // What is wrong with it is said in words for people, not by the schema.
        body: Type.Object(
          { item: Type.Unsafe<unknown>({ type: 'object', description: describe(schema) }), why: Why, version: Version },
          { additionalProperties: false },
        ),
        response: {
          200: shared('DutyVersion'),
          ...problems(...OF_BODY, 'not-allowed', 'duty-changed', 'records-failed'),
        },
      },
    },
    (request) => {
      const { params, body } = request
      const { item, why, version } = body
      if ((item as { id?: unknown }).id !== params.id)
        throw new CityError('request-invalid', `item.id: expected ${params.id}, the id in the address.`)
      return city.duty.save(list, item, { why, version, by: sessionOf(request).user })
    },
  )

  scope.post(
    `${path}/:id/remove`,
    {
      config: { action: change },
      schema: {
        operationId: `remove${names[0]}`,
        summary: `Takes away ${words[0]}; its history stays`,
        tags: ['duty'],
        params: Params,
        body: Remove,
        response: {
          200: shared('DutyVersion'),
          ...problems(...OF_BODY, 'not-allowed', 'not-found', 'duty-changed', 'records-failed'),
        },
      },
    },
    (request) => city.duty.remove(list, request.params.id, { ...request.body, by: sessionOf(request).user }),
  )
}

function describe(schema: TSchema): string {
  const { properties = {}, required = [] } = schema as { properties?: object; required?: readonly string[] }
  const keys = Object.keys(properties).map((key) => (required.includes(key) ? key : `${key}?`))
  return `As in config/duty.yaml: ${keys.join(', ')}`
}
