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
          'seen: of `departmentSeq` with `department`, else of `seq`.',
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
      const found =
        department === undefined
          ? await city.alarms.eventsAfter(after, limit + 1)
          : await city.alarms.departmentEventsAfter(department, after, limit + 1)
      const items = found.slice(0, limit)
      const last = items.at(-1)
      const next =
        found.length > limit && last ? String(department === undefined ? last.seq : last.departmentSeq) : null
      return { items: [...items], next }
    },
  )
}
