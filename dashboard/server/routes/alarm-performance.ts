import { Type } from 'typebox'
import {
  CAUSES_CSV,
  causesOf,
  FIGURES_CSV,
  figuresOf,
  FLOODS_CSV,
  PERFORMANCE_TABLES,
} from '../../../domain/alarm-performance-csv.ts'
import { CityError } from '../../../domain/errors.ts'
import { MONITOR } from '../../../domain/trouble.ts'
import { FORMAT, orCsv, sendCsv, wantsCsv } from '../csv.ts'
import { Moment, spanOf } from '../moment.ts'
import { problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

const DAY_MS = 86_400_000
const DEFAULT_MS = 30 * DAY_MS
const LONGEST_MS = 92 * DAY_MS

const Query = Type.Object(
  {
    from: Type.Optional(Moment),
    to: Type.Optional(Moment),
    owner: Type.Optional(
      Type.String({ maxLength: 64, description: 'Only what this department must act on', examples: ['ecology'] }),
    ),
    ...FORMAT,
    table: Type.Optional(
      Type.Enum([...PERFORMANCE_TABLES], { default: 'measures', description: 'With CSV: which of the tables' }),
    ),
  },
  { additionalProperties: false },
)

/** What alarms asked of people, by the measures of ISA-18.2. */
export function alarmPerformanceRoutes(scope: Scope, { city, now }: Context): void {
  scope.get(
    '/alarm-performance',
    {
      config: { action: 'performance.read' },
      schema: {
        operationId: 'getAlarmPerformance',
        summary: 'Alarm load with its limits, floods, which causes ask too much, and times to act',
        description:
          'Of the last 30 days when no span is given; at most 92 days. Limits are for one operator position.',
        tags: ['alarms'],
        querystring: Query,
        response: {
          200: orCsv(shared('AlarmPerformance')),
          ...problems('request-too-wide', 'records-failed'),
        },
      },
    },
    async (request, reply) => {
      const { query } = request
      const { owner, table } = query
      const span = spanOf(query, now(), DEFAULT_MS)
      if (span.to - span.from > LONGEST_MS)
        throw new CityError('request-too-wide', 'Query parameters "from" and "to": ask for at most 92 days at once.')
      if (owner !== undefined && owner !== MONITOR && !city.departments.some(({ id }) => id === owner)) {
        const names = city.departments.map(({ id }) => id).join(', ')
        throw new CityError(
          'request-invalid',
          `Query parameter "owner": there is no department ${owner}; there are ${names}.`,
        )
      }
      const found = await city.performance({ ...span, ...(owner === undefined ? {} : { owner }) })
      if (!wantsCsv(query, request)) return found
      if (table === 'causes')
        return sendCsv(reply, 'alarm-causes.csv', { table: CAUSES_CSV, pages: once(causesOf(found)) })
      if (table === 'floods')
        return sendCsv(reply, 'alarm-floods.csv', { table: FLOODS_CSV, pages: once(found.floods) })
      return sendCsv(reply, 'alarm-performance.csv', { table: FIGURES_CSV, pages: once(figuresOf(found)) })
    },
  )
}

async function* once<T>(rows: readonly T[]): AsyncIterable<readonly T[]> {
  yield rows
}
