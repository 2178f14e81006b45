import { Type } from 'typebox'
import { CityError } from '../../../domain/errors.ts'
import { IncidentState } from '../../../domain/incident.ts'
import { Severity } from '../../../domain/severity.ts'
import { sessionOf } from '../auth/guard.ts'
import { listed, OF_BODY, pageOf, PAGING, pagingOf, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'
import { INCIDENT_STEPS } from './incident-steps.ts'

const IncidentId = Type.Object({ id: Type.String({ minLength: 1, maxLength: 200 }) }, { additionalProperties: false })

const Filter = Type.Object(
  {
    state: Type.Optional(Type.Array(IncidentState, { description: 'Only these; may be repeated' })),
    severity: Type.Optional(Type.Array(Severity, { description: 'Only these; may be repeated' })),
    district: Type.Optional(Type.String({ description: 'Only those that reach into it' })),
    ...PAGING,
  },
  { additionalProperties: false },
)

const Ids = (maxItems: number) => Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems }))

const Wish = Type.Object(
  {
    label: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
    severity: Severity,
    districts: Ids(1000),
    alarms: Ids(500),
    cause: Type.Optional(
      Type.String({
        pattern: '^[a-z][a-z0-9-]{0,60}$',
        description: 'Alarms of this cause that are near join by themselves',
      }),
    ),
    text: Type.Optional(Type.String({ minLength: 1, maxLength: 2000, pattern: '\\S' })),
  },
  { additionalProperties: false, examples: [{ label: 'Gas smell in the harbour', severity: 'orange', alarms: [] }] },
)

/** Incidents: alarms of one cause, area and time, and what people do with them together. */
export function incidentRoutes(scope: Scope, { city }: Context): void {
  const districts = new Set(city.districts.map(({ id }) => id))
  const departments = new Set(city.departments.map(({ id }) => id))

  scope.get(
    '/incidents',
    {
      config: { action: 'incident.read' },
      schema: {
        operationId: 'listIncidents',
        summary: 'Incidents, newest event first, filtered by state, severity or district',
        tags: ['incidents'],
        querystring: Filter,
        response: { 200: pageOf('Incident'), ...problems() },
      },
    },
    async ({ query }) =>
      listed(
        await city.incidents.list({
          ...(query.state && { states: query.state }),
          ...(query.severity && { severities: query.severity }),
          ...(query.district !== undefined && { district: query.district }),
          ...pagingOf(query),
        }),
      ),
  )

  scope.get(
    '/incidents/:id',
    {
      config: { action: 'incident.read' },
      schema: {
        operationId: 'getIncident',
        summary: 'One incident with its alarms, tasks and timeline: the newest thousand of each',
        tags: ['incidents'],
        params: IncidentId,
        response: { 200: shared('IncidentWithParts'), ...problems('not-found') },
      },
    },
    async ({ params }) => {
      const incident = await city.incidents.get(params.id)
      if (!incident) throw new CityError('not-found', `There is no incident ${params.id}.`)
      return incident
    },
  )

  scope.post(
    '/incidents',
    {
      config: { action: 'incident.step' },
      schema: {
        operationId: 'declareIncident',
        summary: 'Declares an incident, with or without alarms',
        tags: ['incidents'],
        body: Wish,
        response: {
          201: shared('IncidentWithParts'),
          ...problems(...OF_BODY, 'not-allowed', 'step-not-allowed', 'records-failed'),
        },
      },
    },
    async (request, reply) => {
      const { label, severity, alarms = [], cause, text, districts: places = [] } = request.body
      for (const id of places)
        if (!districts.has(id)) throw new CityError('request-invalid', `Body "districts": there is no district ${id}.`)
      const wish = { label: { zh: label, en: label }, severity, alarms, districts: places, by: sessionOf(request).user }
      const more = { ...(cause === undefined ? {} : { cause }), ...(text === undefined ? {} : { text }) }
      return reply.code(201).send(await city.incidents.declare({ ...wish, ...more }))
    },
  )

  for (const [name, { summary, body, read }] of Object.entries(INCIDENT_STEPS)) {
    scope.post(
      `/incidents/:id/${name}`,
      {
        config: { action: 'incident.step' },
        schema: {
          operationId: `${name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())}Incident`,
          summary,
          tags: ['incidents'],
          params: IncidentId,
          body,
          response: {
            200: shared('IncidentWithParts'),
            ...problems(...OF_BODY, 'not-allowed', 'not-found', 'step-not-allowed', 'records-failed'),
          },
        },
      },
      (request) =>
        city.incidents.step(request.params.id, read(request.body as never, sessionOf(request).user, { departments })),
    )
  }
}
