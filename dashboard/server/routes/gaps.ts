import { Type, type Static } from 'typebox'
import { GAP_CAUSES, GAP_STATES, type GapEntry } from '../../../domain/ledger.ts'
import { GAP_CSV } from '../../../domain/ledger-csv.ts'
import type { GapQuery } from '../city.ts'
import { FORMAT, orCsv, sendCsv, wantsCsv } from '../csv.ts'
import { Moment, momentOf } from '../moment.ts'
import { listed, pageOf, PAGING, pagingOf, problems } from '../schemas.ts'
import type { Context, Scope } from './context.ts'
import { STATION_FILTER, stationFilterOf } from './station-filter.ts'

const CHUNK = 1_000
const Query = Type.Object(
  {
    ...STATION_FILTER,
    cause: Type.Optional(Type.Enum([...GAP_CAUSES])),
    state: Type.Optional(Type.Array(Type.Enum([...GAP_STATES]), { description: 'Only these; may be repeated' })),
    from: Type.Optional(Moment),
    to: Type.Optional(Moment),
    ...FORMAT,
    ...PAGING,
  },
  { additionalProperties: false },
)

/** What is missing, as intervals. */
export function gapRoutes(scope: Scope, { city }: Context): void {
  scope.get(
    '/gaps',
    {
      config: { action: 'ledger.read' },
      schema: {
        operationId: 'listGaps',
        summary: 'Intervals in which numbers were left out, nothing came, or the journal was damaged, newest first',
        description: 'Those that reach into the span of event time; all when no span is given.',
        tags: ['ledger'],
        querystring: Query,
        response: { 200: orCsv(pageOf('GapEntry')), ...problems('records-failed') },
      },
    },
    async (request, reply) => {
      const { query } = request
      const asked = askedOf(query)
      if (wantsCsv(query, request)) return sendCsv(reply, 'gaps.csv', { table: GAP_CSV, pages: all(asked) })
      return listed(await city.gaps.list({ ...asked, ...pagingOf(query) }))
    },
  )

  async function* all(asked: GapQuery): AsyncIterable<readonly GapEntry[]> {
    let cursor: string | null = null
    do {
      const page: { items: readonly GapEntry[]; next: string | null } = await city.gaps.list({
        ...asked,
        limit: CHUNK,
        ...(cursor !== null && { cursor }),
      })
      yield page.items
      cursor = page.next
    } while (cursor !== null)
  }
}

function askedOf(query: Static<typeof Query>): GapQuery {
  const { cause, state, from, to } = query
  return {
    ...stationFilterOf(query),
    ...(cause !== undefined && { cause }),
    ...(state !== undefined && { states: state }),
    ...(from !== undefined && { from: momentOf('from', from) }),
    ...(to !== undefined && { to: momentOf('to', to) }),
  }
}
