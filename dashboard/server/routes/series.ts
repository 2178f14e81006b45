import { Type } from 'typebox'
import { CityError } from '../../../domain/errors.ts'
import { Id } from '../../../domain/station.ts'
import { AGGREGATES } from '../../../domain/wire.ts'
import { Duration, durationMs, Moment, spanOf } from '../moment.ts'
import { problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'
import { knownStation } from './stations.ts'

const DAY_MS = 86_400_000
/** More points than this nobody can see, and no chart can draw at once. */
const MOST_POINTS = 11_000
/** Above so many raw readings the answer comes in buckets, unless it was asked for otherwise. */
const MOST_RAW = 2_000
const BUCKETS_MS = [
  1_000,
  10_000,
  30_000,
  60_000,
  300_000,
  900_000,
  1_800_000,
  3_600_000,
  10_800_000,
  21_600_000,
  DAY_MS,
  7 * DAY_MS,
  30 * DAY_MS,
]

const Query = Type.Object(
  {
    station: Id,
    value: Type.String({ minLength: 1, maxLength: 64, examples: ['pm25'] }),
    from: Type.Optional(Moment),
    to: Type.Optional(Moment),
    every: Type.Optional(Duration),
    aggregate: Type.Optional(Type.Enum([...AGGREGATES], { description: 'mean when not given' })),
  },
  { additionalProperties: false },
)

/** Charts: one value of one station over time. */
export function seriesRoutes(scope: Scope, { city, now }: Context): void {
  scope.get(
    '/series',
    {
      config: { action: 'reading.read' },
      schema: {
        operationId: 'getSeries',
        summary: 'One value of a station over time: the readings, or buckets of them',
        description:
          'The last 24 hours when no span is given. Without `every` and `aggregate` the readings themselves, or, when ' +
          `there would be more than ${MOST_RAW}, buckets of a width that fits. At most ${MOST_POINTS} points.`,
        tags: ['series'],
        querystring: Query,
        response: {
          200: shared('SeriesAnswer'),
          ...problems('not-found', 'request-too-wide', 'store-unreachable', 'store-refused'),
        },
      },
    },
    async ({ query }) => {
      const station = knownStation(city, query.station)
      const names = Object.keys(city.kinds.get(station.kind)?.values ?? {})
      if (!names.includes(query.value)) {
        throw new CityError(
          'request-invalid',
          `Query parameter "value": a station of kind ${station.kind} has no ${query.value}; it has ${names.join(', ')}.`,
        )
      }
      const { from, to } = spanOf(query, now(), DAY_MS)
      const everyMs = bucketMs(query, to - from, station.everySeconds * 1000)
      return city.series({
        station: station.id,
        value: query.value,
        from,
        to,
        ...(everyMs === undefined ? {} : { everyMs, aggregate: query.aggregate ?? 'mean' }),
      })
    },
  )
}

/** Width of the buckets; none for the readings themselves. */
function bucketMs(
  query: { readonly every?: string; readonly aggregate?: string },
  spanMs: number,
  cadenceMs: number,
): number | undefined {
  if (query.every !== undefined) {
    const everyMs = durationMs(query.every)
    if (spanMs / everyMs > MOST_POINTS) {
      throw new CityError(
        'request-too-wide',
        `Query parameter "every": ${query.every} makes more than ${MOST_POINTS} points of this span; ` +
          `ask for every=${Math.ceil(spanMs / MOST_POINTS / 60_000)}m or wider, or a shorter span.`,
      )
    }
    return everyMs
  }
  if (query.aggregate === undefined && spanMs / cadenceMs <= MOST_RAW) return undefined
  return BUCKETS_MS.find((width) => width >= cadenceMs && spanMs / width <= MOST_RAW) ?? 365 * DAY_MS
}
