import { Type } from 'typebox'
import { CityError } from '../../../domain/errors.ts'
import { sessionOf } from '../auth/guard.ts'
import { Moment, spanOf } from '../moment.ts'
import { listed, Nothing, OF_BODY, pageOf, PAGING, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'
import { pageById } from './page-by-id.ts'

const DAY_MS = 86_400_000
const LONGEST_TRY_MS = 31 * DAY_MS
const RULE_ID = Type.String({ pattern: '^[a-z][a-z0-9-]{0,60}$' })
const Params = Type.Object({ id: RULE_ID }, { additionalProperties: false })
const Why = Type.String({
  minLength: 3,
  maxLength: 500,
  description: 'Why; it stands in the history',
  examples: ['too many at night'],
})
const Version = Type.Integer({ minimum: 0, description: 'The version that was read; 0 for a new rule', examples: [1] })
/** What is wrong with it is said in words for people, not by the schema. */
const AnyRule = Type.Unsafe<unknown>({
  type: 'object',
  additionalProperties: true,
  description: 'A rule, as in config/rules',
})
const Turn = Type.Object({ why: Why, version: Version }, { additionalProperties: false })
const Tried = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) }, { additionalProperties: false })

/** Rules as data: read, changed with who and why, and tried on the past before they judge. */
export function ruleRoutes(scope: Scope, { city, now }: Context): void {
  scope.get(
    '/rules',
    {
      config: { action: 'rule.read' },
      schema: {
        operationId: 'listRules',
        summary: 'Newest version of each rule, by id',
        tags: ['rules'],
        querystring: Type.Object(PAGING, { additionalProperties: false }),
        response: { 200: pageOf('RuleVersion'), ...problems() },
      },
    },
    async ({ query }) => listed(pageById(city.rules.list(), query)),
  )

  scope.get(
    '/rules/:id',
    {
      config: { action: 'rule.read' },
      schema: {
        operationId: 'getRule',
        summary: 'A rule with all its versions, newest first',
        tags: ['rules'],
        params: Params,
        response: {
          200: Type.Object({ id: Type.String(), versions: Type.Array(shared('RuleVersion')) }),
          ...problems('not-found', 'records-failed'),
        },
      },
    },
    async ({ params }) => {
      const versions = await city.rules.history(params.id)
      if (versions.length === 0) throw new CityError('not-found', `There is no rule ${params.id}.`)
      return { id: params.id, versions: [...versions] }
    },
  )

  scope.put(
    '/rules/:id',
    {
      config: { action: 'rule.write' },
      schema: {
        operationId: 'saveRule',
        summary: 'Makes a rule, or a new version of one; it judges from now on',
        tags: ['rules'],
        params: Params,
        body: Type.Object({ rule: AnyRule, why: Why, version: Version }, { additionalProperties: false }),
        response: {
          200: shared('RuleVersion'),
          ...problems(...OF_BODY, 'not-allowed', 'rule-changed', 'records-failed'),
        },
      },
    },
    (request) => {
      const { params, body } = request
      const { rule, why, version } = body
      if ((rule as { id?: unknown }).id !== params.id)
        throw new CityError('request-invalid', `rule.id: expected ${params.id}, the id in the address.`)
      return city.rules.save(rule, { why, version, by: sessionOf(request).user })
    },
  )

  for (const [word, isOn] of [
    ['on', true],
    ['off', false],
  ] as const) {
    scope.post(
      `/rules/:id/${word}`,
      {
        config: { action: 'rule.write' },
        schema: {
          operationId: isOn ? 'turnRuleOn' : 'turnRuleOff',
          summary: isOn ? 'Lets a rule judge' : 'Stops a rule; its alarms end',
          tags: ['rules'],
          params: Params,
          body: Turn,
          response: {
            200: shared('RuleVersion'),
            ...problems(...OF_BODY, 'not-allowed', 'not-found', 'rule-changed', 'records-failed'),
          },
        },
      },
      (request) => city.rules.turn(request.params.id, isOn, { ...request.body, by: sessionOf(request).user }),
    )
  }

  scope.post(
    '/rules/:id/remove',
    {
      config: { action: 'rule.write' },
      schema: {
        operationId: 'removeRule',
        summary: 'Takes a rule away; its history stays, its alarms end',
        tags: ['rules'],
        params: Params,
        body: Turn,
        response: {
          200: shared('RuleVersion'),
          ...problems(...OF_BODY, 'not-allowed', 'not-found', 'rule-changed', 'records-failed'),
        },
      },
    },
    (request) => city.rules.remove(request.params.id, { ...request.body, by: sessionOf(request).user }),
  )

  scope.post(
    '/rule-tries',
    {
      config: { action: 'rule.try' },
      schema: {
        operationId: 'tryRule',
        summary: 'Begins to try a rule on stored readings; changes nothing',
        description: 'The last 7 days when no span is given; at most 31. Ask for the outcome by its id.',
        tags: ['rules'],
        body: Type.Object(
          { rule: AnyRule, from: Type.Optional(Moment), to: Type.Optional(Moment) },
          { additionalProperties: false },
        ),
        response: {
          202: shared('RuleTry'),
          ...problems(...OF_BODY, 'not-allowed', 'request-too-wide', 'too-many-requests'),
        },
      },
    },
    async ({ body }, reply) => {
      const span = spanOf(body, now(), 7 * DAY_MS)
      if (span.to - span.from > LONGEST_TRY_MS)
        throw new CityError('request-too-wide', '"from" and "to": a rule is tried on at most 31 days.')
      return reply.code(202).send(city.rules.try(body.rule, span))
    },
  )

  scope.get(
    '/rule-tries/:id',
    {
      config: { action: 'rule.try' },
      schema: {
        operationId: 'getRuleTry',
        summary: 'How far a try is, and what it found',
        tags: ['rules'],
        params: Tried,
        response: { 200: shared('RuleTry'), ...problems('not-allowed', 'not-found') },
      },
    },
    async ({ params }) => city.rules.tried(params.id),
  )

  scope.delete(
    '/rule-tries/:id',
    {
      config: { action: 'rule.try' },
      schema: {
        operationId: 'cancelRuleTry',
        summary: 'Ends a try of a rule',
        tags: ['rules'],
        params: Tried,
        response: { 204: Nothing, ...problems('not-allowed', 'not-found') },
      },
    },
    async ({ params }, reply) => {
      city.rules.tried(params.id)
      city.rules.cancelTry(params.id)
      return reply.code(204).send(null)
    },
  )
}
