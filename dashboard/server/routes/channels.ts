import { Type } from 'typebox'
import { ChannelWish, DELIVERY_STATES } from '../../../domain/delivery.ts'
import { sessionOf } from '../auth/guard.ts'
import { listed, Nothing, OF_BODY, pageOf, PAGING, pagingOf, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'
import { pageById } from './page-by-id.ts'

const ChannelId = Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$', examples: ['duty-room'] })
const Params = Type.Object({ id: ChannelId }, { additionalProperties: false })
const EXAMPLE = {
  type: 'webhook',
  label: 'Duty room',
  isOn: true,
  settings: { url: 'https://hooks.example/citypulse', secret: 'at least sixteen characters' },
  filter: { severities: ['orange', 'red'] },
  quiet: null,
  language: 'both',
  templates: {},
  summaryAbove: 10,
}
const NewChannel = Type.Object(
  { id: ChannelId, ...ChannelWish.properties },
  { additionalProperties: false, examples: [{ id: 'duty-room', ...EXAMPLE }] },
)
const Change = Type.Object(ChannelWish.properties, { additionalProperties: false, examples: [EXAMPLE] })

/** Ways out of the city: e-mail, robots of chat groups, webhooks. */
export function channelRoutes(scope: Scope, { city }: Context): void {
  scope.get(
    '/channel-types',
    {
      config: { action: 'channel.read' },
      schema: {
        operationId: 'listChannelTypes',
        summary: 'Types of channels and the settings that each has',
        tags: ['channels'],
        response: {
          200: Type.Object({ items: Type.Array(shared('ChannelType')), next: Type.Null() }),
          ...problems('not-allowed'),
        },
      },
    },
    async () => ({ items: [...city.channels.types], next: null }),
  )

  scope.get(
    '/channels',
    {
      config: { action: 'channel.read' },
      schema: {
        operationId: 'listChannels',
        summary: 'Channels with their state, by id; never with a secret',
        tags: ['channels'],
        querystring: Type.Object(PAGING, { additionalProperties: false }),
        response: { 200: pageOf('Channel'), ...problems('not-allowed') },
      },
    },
    async ({ query }) => listed(pageById(city.channels.list(), query)),
  )

  scope.get(
    '/channels/:id',
    {
      config: { action: 'channel.read' },
      schema: {
        operationId: 'getChannel',
        summary: 'One channel with its state; never with a secret',
        tags: ['channels'],
        params: Params,
        response: { 200: shared('Channel'), ...problems('not-allowed', 'not-found') },
      },
    },
    async ({ params }) => city.channels.get(params.id),
  )

  scope.post(
    '/channels',
    {
      config: { action: 'channel.write' },
      schema: {
        operationId: 'createChannel',
        summary: 'Makes a channel; it is told of what comes from now on',
        tags: ['channels'],
        body: NewChannel,
        response: {
          201: shared('Channel'),
          ...problems(...OF_BODY, 'not-allowed', 'channel-exists', 'records-failed'),
        },
      },
    },
    async (request, reply) => {
      const { id, ...wish } = request.body
      return reply.code(201).send(await city.channels.create(id, wish, sessionOf(request).user))
    },
  )

  scope.put(
    '/channels/:id',
    {
      config: { action: 'channel.write' },
      schema: {
        operationId: 'changeChannel',
        summary: 'Changes a channel; a secret that is not given stays, an empty one is taken away',
        tags: ['channels'],
        params: Params,
        body: Change,
        response: { 200: shared('Channel'), ...problems(...OF_BODY, 'not-allowed', 'not-found', 'records-failed') },
      },
    },
    (request) => city.channels.change(request.params.id, request.body, sessionOf(request).user),
  )

  scope.delete(
    '/channels/:id',
    {
      config: { action: 'channel.write' },
      schema: {
        operationId: 'removeChannel',
        summary: 'Takes a channel away; what waits on it is not sent',
        tags: ['channels'],
        params: Params,
        response: { 204: Nothing, ...problems('not-allowed', 'not-found', 'records-failed') },
      },
    },
    async (request, reply) => {
      await city.channels.remove(request.params.id, sessionOf(request).user)
      return reply.code(204).send(null)
    },
  )

  scope.post(
    '/channels/:id/test',
    {
      config: { action: 'channel.write' },
      schema: {
        operationId: 'testChannel',
        summary: 'Sends a message that is marked as a test, now, and says what the other side answered',
        tags: ['channels'],
        params: Params,
        body: Type.Object({}, { additionalProperties: false }),
        response: { 200: shared('TestAnswer'), ...problems(...OF_BODY, 'not-allowed', 'not-found', 'records-failed') },
      },
    },
    (request) => city.channels.test(request.params.id, sessionOf(request).user),
  )

  scope.get(
    '/channels/:id/deliveries',
    {
      config: { action: 'channel.read' },
      schema: {
        operationId: 'listDeliveries',
        summary: 'What went out on a channel, what waits, and what the other side answered, newest first',
        tags: ['channels'],
        params: Params,
        querystring: Type.Object(
          {
            state: Type.Optional(
              Type.Array(Type.Enum([...DELIVERY_STATES]), { description: 'Only these; may be repeated' }),
            ),
            ...PAGING,
          },
          { additionalProperties: false },
        ),
        response: { 200: pageOf('Delivery'), ...problems('not-allowed', 'not-found', 'records-failed') },
      },
    },
    async ({ params, query }) =>
      listed(
        await city.channels.deliveries(params.id, { ...(query.state && { states: query.state }), ...pagingOf(query) }),
      ),
  )
}
