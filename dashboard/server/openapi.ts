import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify'
import { ACTIONS } from '../../domain/access/table.ts'
import { demandAction } from './auth/guard.ts'
import { SHARED } from './schemas.ts'

const JSON_TYPE = 'application/json; charset=utf-8'

const TAGS = [
  { name: 'city', description: 'What this city is' },
  { name: 'stations', description: 'Who sends, whether it is there, and its newest reading' },
  { name: 'gateways', description: 'Devices that publish for several stations' },
  { name: 'services', description: 'MQTT accounts of third parties that read alarms' },
  { name: 'credentials', description: 'How devices sign in: new credentials, and devices put out of service' },
  { name: 'enrolment', description: 'How devices come to their credentials: by code, by list, or by asking' },
  { name: 'series', description: 'Readings over time' },
  { name: 'alarms', description: 'Alarms and the steps people take with them (ISA-18.2)' },
  { name: 'views', description: 'Questions that people keep: a screen and the parameters of its address' },
  { name: 'warnings', description: 'Alarms told to others: CAP 1.2 messages with their chains, and an Atom feed' },
  { name: 'incidents', description: 'Alarms of one cause, area and time, and what people do with them together' },
  { name: 'history', description: 'The past as it was seen then, for playback and reports' },
  { name: 'channels', description: 'Ways out of the city: e-mail, robots of chat groups, webhooks' },
  { name: 'rules', description: 'When something needs a person; tried on the past before it judges' },
  { name: 'duty', description: 'Who is on duty, who is called, and by when alarms are to be answered' },
  { name: 'ledger', description: 'received = stored + duplicate + refused + pending' },
  { name: 'dead letters', description: 'What was refused, and running it again' },
  { name: 'audit', description: 'Who did what, and the proof that it is whole' },
  { name: 'backups', description: 'Copies of the whole city, made while it runs' },
  { name: 'operations', description: 'How the monitor itself does' },
  { name: 'field maps', description: 'How messages of a vendor or station become what the contract says' },
  { name: 'session', description: 'Signing in and out' },
  { name: 'people', description: 'Accounts, roles, departments, and what departments grant one another' },
  { name: 'profile', description: 'The own account: password, second factor, sessions' },
  { name: 'tokens', description: 'API tokens for scripts' },
  { name: 'walls', description: 'Screens on the walls of the control room' },
  { name: 'health', description: 'For supervisors and Prometheus' },
]

/** Describes every route that is registered after it: `/api/openapi.json`, and a page to read it at `/api/docs`. */
export async function describeRoutes(app: FastifyInstance, version: string): Promise<void> {
  for (const [name, schema] of Object.entries(SHARED)) app.addSchema({ ...schema, $id: name })

  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'CityPulse',
        version,
        description:
          'Times are UTC milliseconds. Errors are RFC 9457 problem documents whose `code` is one of docs/errors.md. ' +
          'Lists are `{items, next}`; give `next` back as `cursor` for the page after.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } as { name: string },
      },
      tags: TAGS,
      components: {
        securitySchemes: {
          cookie: { type: 'apiKey', in: 'cookie', name: 'citypulse', description: 'Set by POST /api/v1/session' },
          token: { type: 'http', scheme: 'bearer', description: 'An API token' },
        },
      },
    },
    refResolver: { buildLocalReference: (json, _, __, i) => (typeof json.$id === 'string' ? json.$id : `schema-${i}`) },
    transform: ({ schema, url, route }) => ({ schema: withSecurity(schema, route), url }),
    transformObject(document) {
      const described = 'openapiObject' in document ? document.openapiObject : document.swaggerObject
      for (const path of Object.values(described.paths ?? {}))
        for (const call of Object.values<Described>(path)) polish(call)
      return described
    },
  })

  const document = writtenOnce(app)
  app.get('/api/openapi.json', { schema: { hide: true }, config: { action: 'public' } }, (_, reply) =>
    reply.type(JSON_TYPE).send(document.json()),
  )
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    uiHooks: {
      onRequest({ url }, reply, next) {
        const path = url.split('?', 1)[0]
        if (path === '/api/docs/json') void reply.type(JSON_TYPE).send(document.json())
        else if (path === '/api/docs/yaml') void reply.type('application/x-yaml').send(document.yaml())
        else next()
      },
    },
    uiConfig: { layout: 'BaseLayout', deepLinking: true },
    theme: { title: 'CityPulse API' },
  })
}

/** The document as bytes, written once: anybody may ask for it as often as they like, and all are sent the same ones. */
function writtenOnce(app: FastifyInstance): { json(): Buffer; yaml(): Buffer } {
  let json: Buffer | undefined
  let yaml: Buffer | undefined
  return {
    json: () => (json ??= Buffer.from(JSON.stringify(app.swagger()))),
    yaml: () => (yaml ??= Buffer.from(app.swagger({ yaml: true }))),
  }
}

function withSecurity(schema: FastifySchema | undefined, route: RouteOptions): FastifySchema {
  // Pages that other plugins bring along are for everybody.
  const action = route.config?.action || route.config?.access ? demandAction(route) : 'public'
  if (action === 'public') return { ...schema, security: [] }
  const { roles, needsProof } = ACTIONS[action]
  const again = needsProof && `Ten minutes after signing in a person does so again first: \`proof-required\`.`
  return {
    ...schema,
    description: [schema?.description, `Action \`${action}\`: ${roles.join(', ')}.`, again].filter(Boolean).join(' '),
    security: [{ cookie: [] }, { token: [] }],
  }
}

interface Described {
  readonly summary?: string
  readonly requestBody?: { required?: boolean; content: Record<string, { schema: { required?: readonly string[] } }> }
  readonly responses?: Record<string, { description: string }>
}

/** A body without which a call works is not required; an answer is described by what the call does. */
function polish({ summary, requestBody, responses = {} }: Described): void {
  const required = requestBody?.content['application/json']?.schema.required ?? []
  if (requestBody && required.length === 0) requestBody.required = false
  for (const answer of Object.values(responses)) {
    if (answer.description === 'Default Response') answer.description = summary ?? ''
  }
}
