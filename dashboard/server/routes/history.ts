import { Type } from 'typebox'
import { CityError } from '../../../domain/errors.ts'
import { Duration, durationMs, Moment, momentOf, spanOf } from '../moment.ts'
import { listed, pageOf, PAGING, pagingOf, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

const HOUR_MS = 3_600_000
const LONGEST_MS = 31 * 24 * HOUR_MS
/** Stations times steps of one answer: it is made in the thread that takes messages in. */
const MOST_CELLS = 150_000
const MOST_STEPS = 720
const MOST_MARKS = 2000
const STEPS_MS = [10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, HOUR_MS, 6 * HOUR_MS]

const At = Type.Object({ at: Moment, ...PAGING }, { additionalProperties: false })
const Span = { from: Type.Optional(Moment), to: Type.Optional(Moment) } as const
const Events = Type.Object({ ...Span, ...PAGING }, { additionalProperties: false })

const OF_A_TIME =
  'As of the newest event that was recorded by then; `seq` is its number. The pages of one picture fit together whatever happens ' +
  'meanwhile; a page may be shorter than its limit, and one thing may stand on two, the same on both.'
const OF_A_STRETCH =
  'Each with what it was about as that stood after it. The last hour when no span is given; at most 31 days.'

/** The past as it was seen then: what playback and reports are made of. */
export function historyRoutes(scope: Scope, { city, now }: Context): void {
  scope.get(
    '/history/alarms',
    {
      config: { action: 'alarm.read' },
      schema: {
        operationId: 'alarmsAt',
        summary: 'Alarms that were not over at a time, as they stood',
        description: OF_A_TIME,
        tags: ['history'],
        querystring: At,
        response: { 200: shared('AlarmsAt'), ...problems('records-failed') },
      },
    },
    async ({ query }) => city.history.alarmsAt(momentOf('at', query.at), pagingOf(query)),
  )

  scope.get(
    '/history/incidents',
    {
      config: { action: 'incident.read' },
      schema: {
        operationId: 'incidentsAt',
        summary: 'Incidents that were not closed at a time, as they stood',
        description: OF_A_TIME,
        tags: ['history'],
        querystring: At,
        response: { 200: shared('IncidentsAt'), ...problems('records-failed') },
      },
    },
    async ({ query }) => city.history.incidentsAt(momentOf('at', query.at), pagingOf(query)),
  )

  scope.get(
    '/history/alarm-events',
    {
      config: { action: 'alarm.read' },
      schema: {
        operationId: 'alarmEventsOf',
        summary: 'Events of alarms that were recorded after a time, up to and with another, oldest first',
        description: OF_A_STRETCH,
        tags: ['history'],
        querystring: Events,
        response: { 200: pageOf('AlarmMessage'), ...problems('request-too-wide', 'records-failed') },
      },
    },
    async ({ query }) => listed(await city.history.alarmEvents(stretchOf(query, now()), pagingOf(query))),
  )

  scope.get(
    '/history/incident-events',
    {
      config: { action: 'incident.read' },
      schema: {
        operationId: 'incidentEventsOf',
        summary: 'Events of incidents that were recorded after a time, up to and with another, oldest first',
        description: OF_A_STRETCH,
        tags: ['history'],
        querystring: Events,
        response: { 200: pageOf('IncidentMessage'), ...problems('request-too-wide', 'records-failed') },
      },
    },
    async ({ query }) => listed(await city.history.incidentEvents(stretchOf(query, now()), pagingOf(query))),
  )

  scope.get(
    '/history/marks',
    {
      config: { action: 'alarm.read' },
      schema: {
        operationId: 'historyMarks',
        summary: 'How much happened when: alarms raised by severity, and taken up, in steps of a timeline',
        description: `The last hour when no span is given; at most 31 days, ${MOST_MARKS} steps and 200,000 events.`,
        tags: ['history'],
        querystring: Type.Object(
          { ...Span, steps: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_MARKS, default: 400 })) },
          { additionalProperties: false },
        ),
        response: { 200: shared('HistoryMarks'), ...problems('request-too-wide', 'records-failed') },
      },
    },
    async ({ query }) => {
      const stretch = stretchOf(query, now())
      const everyMs = Math.max(1, Math.ceil((stretch.to - stretch.from) / (query.steps ?? 400)))
      return { ...stretch, everyMs, items: await city.history.marks(stretch, everyMs) }
    },
  )

  scope.get(
    '/history/stations',
    {
      config: { action: 'reading.read' },
      schema: {
        operationId: 'stationsHistory',
        summary: 'Headline values of the stations over a span: of each step the newest reading',
        description:
          'A step starts at a whole multiple of its width, and so does the span that is answered. Without `every` a width is chosen. ' +
          `At most ${MOST_STEPS} steps, and ${MOST_CELLS} stations times steps. \`before=no\` leaves out what was read last before the span.`,
        tags: ['history'],
        querystring: Type.Object(
          {
            ...Span,
            every: Type.Optional(Duration),
            kind: Type.Optional(
              Type.Array(Type.String({ maxLength: 64 }), { description: 'Only these; may be repeated' }),
            ),
            before: Type.Optional(Type.Enum(['yes', 'no'], { default: 'yes' })),
          },
          { additionalProperties: false },
        ),
        response: {
          200: shared('StationsHistory'),
          ...problems('request-too-wide', 'store-unreachable', 'store-refused'),
        },
      },
    },
    async ({ query }) => {
      const { from, to } = stretchOf(query, now())
      const kinds = query.kind ?? []
      const count = [...city.stations.list()].filter(({ kind }) => kinds.length === 0 || kinds.includes(kind)).length
      const most = Math.max(1, Math.min(MOST_STEPS, Math.floor(MOST_CELLS / Math.max(1, count))))
      const fits =
        STEPS_MS.find((width) => (to - from) / width <= most) ?? Math.ceil((to - from) / most / 60_000) * 60_000
      const everyMs = query.every === undefined ? fits : durationMs(query.every)
      const start = Math.floor(from / everyMs) * everyMs
      const end = Math.ceil(to / everyMs) * everyMs
      if ((end - start) / everyMs > most + 1)
        throw new CityError(
          'request-too-wide',
          `Query parameter "every": of ${count} stations at most ${most} steps are given at once; ask for every=${Math.ceil(fits / 1000)}s, or a shorter span.`,
        )
      return city.history.stations({ from: start, to: end, everyMs, kinds, before: query.before !== 'no' })
    },
  )
}

function stretchOf(query: { readonly from?: string; readonly to?: string }, now: number) {
  const stretch = spanOf(query, now, HOUR_MS)
  if (stretch.to - stretch.from > LONGEST_MS)
    throw new CityError('request-too-wide', 'Query parameters "from" and "to": ask for at most 31 days at once.')
  return stretch
}
