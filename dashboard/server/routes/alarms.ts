import { Type } from 'typebox'
import { AlarmState, type Step, type StepType } from '../../../domain/alarm.ts'
import { CityError } from '../../../domain/errors.ts'
import { Severity } from '../../../domain/severity.ts'
import { sessionOf } from '../auth/guard.ts'
import { Moment, momentOf } from '../moment.ts'
import { listed, OF_BODY, pageOf, PAGING, pagingOf, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'
import { STEPS } from './steps.ts'

const AlarmId = Type.Object({ id: Type.String({ minLength: 1, maxLength: 200 }) }, { additionalProperties: false })

const Filter = Type.Object(
  {
    state: Type.Optional(Type.Array(AlarmState, { description: 'Only these; may be repeated' })),
    severity: Type.Optional(Type.Array(Severity, { description: 'Only these; may be repeated' })),
    district: Type.Optional(Type.String()),
    rule: Type.Optional(Type.String({ maxLength: 200 })),
    station: Type.Optional(Type.String({ maxLength: 200 })),
    after: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Only alarms whose newest event has a higher number' }),
    ),
    before: Type.Optional({ ...Moment, description: 'Only alarms whose newest event was recorded before' }),
    ...PAGING,
  },
  { additionalProperties: false },
)

/** Alarms and the steps people take with them (ISA-18.2). */
export function alarmRoutes(scope: Scope, { city, now }: Context): void {
  scope.get(
    '/alarms',
    {
      config: { action: 'alarm.read' },
      schema: {
        operationId: 'listAlarms',
        summary: 'Alarms, filtered by state, severity, district, rule, station or newest event',
        tags: ['alarms'],
        querystring: Filter,
        response: { 200: pageOf('Alarm'), ...problems() },
      },
    },
    async ({ query }) =>
      listed(
        await city.alarms.list({
          ...(query.state && { states: query.state }),
          ...(query.severity && { severities: query.severity }),
          ...(query.district !== undefined && { district: query.district }),
          ...(query.rule !== undefined && { rule: query.rule }),
          ...(query.station !== undefined && { station: query.station }),
          ...(query.after !== undefined && { after: query.after }),
          ...(query.before !== undefined && { before: momentOf('before', query.before) }),
          ...pagingOf(query),
        }),
      ),
  )

  scope.get(
    '/alarms/:id',
    {
      config: { action: 'alarm.read' },
      schema: {
        operationId: 'getAlarm',
        summary: 'One alarm with its numbered events',
        tags: ['alarms'],
        params: AlarmId,
        response: { 200: shared('AlarmWithEvents'), ...problems('not-found') },
      },
    },
    async ({ params }) => {
      const alarm = await city.alarms.get(params.id)
      if (!alarm) throw new CityError('not-found', `There is no alarm ${params.id}.`)
      return alarm
    },
  )

  for (const [name, { action, summary, body, read }] of Object.entries(STEPS)) {
    scope.post(
      `/alarms/:id/${name}`,
      {
        config: { action },
        schema: {
          operationId: `${name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())}Alarm`,
          summary,
          tags: ['alarms'],
          params: AlarmId,
          body,
          response: {
            200: shared('AlarmWithEvents'),
            ...problems(...OF_BODY, 'not-allowed', 'not-found', 'step-not-allowed', 'records-failed'),
          },
        },
      },
      async (request) => {
        const step: Omit<Step, 'at'> = {
          type: name as StepType,
          by: sessionOf(request).user,
          ...read(request.body, now()),
        }
        return city.alarms.step(request.params.id, step)
      },
    )
  }
}
