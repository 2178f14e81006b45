import { Type } from 'typebox'
import { CityError } from '../../../domain/errors.ts'
import { DEFAULT_LIMIT, pageOf, PAGING, problems } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

/** Alarm events by number: who keeps the last number it has seen misses none. */
export function alarmEventRoutes(scope: Scope, { city }: Context): void {
  scope.get(
    '/alarm-events',
    {
      config: { action: 'alarm.read' },
      schema: {
        operationId: 'listAlarmEvents',
        summary: 'Alarm events after a number, oldest first',
        description:
          '`seq` has no gaps over the whole city, `departmentSeq` none within its department. `after` is the last number that was ' +
          'seen: of `departmentSeq` with `department`, else of `seq`. A page may be shorter than its limit, or empty; the end is where `next` is null.',
        tags: ['alarms'],
        querystring: Type.Object(
          {
            department: Type.Optional(
              Type.String({ minLength: 1, maxLength: 64, description: 'Only events of this department' }),
            ),
            after: Type.Optional(
              Type.Integer({ minimum: 0, default: 0, description: 'The last number that was seen' }),
            ),
            ...PAGING,
          },
          { additionalProperties: false },
        ),
        response: { 200: pageOf('AlarmMessage'), ...problems('records-failed') },
      },
    },
    async ({ query }) => {
      const { department, limit = DEFAULT_LIMIT, cursor } = query
      if (cursor !== undefined && !/^\d{1,16}$/.test(cursor))
        throw new CityError('request-invalid', 'the cursor is none that this list gave')
      const after = cursor === undefined ? (query.after ?? 0) : Number(cursor)
      const { items, next } =
        department === undefined
          ? await city.alarms.eventsAfter(after, limit)
          : await city.alarms.departmentEventsAfter(department, after, limit)
      return { items: [...items], next: next === null ? null : String(next) }
    },
  )
}
