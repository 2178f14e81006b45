import { Type } from 'typebox'
import { CityError } from '../../../domain/errors.ts'
import { LEDGER_GROUPS } from '../../../domain/ledger.ts'
import { groupCsv, LEDGER_CSV } from '../../../domain/ledger-csv.ts'
import type { LedgerRow } from '../../../domain/wire.ts'
import type { LedgerPage, LedgerQuery } from '../city.ts'
import { FORMAT, orCsv, sendCsv, wantsCsv } from '../csv.ts'
import { Moment, spanOf } from '../moment.ts'
import { listed, PAGING, pagingOf, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'
import { STATION_FILTER, stationFilterOf } from './station-filter.ts'

const DAY_MS = 86_400_000
const LONGEST_MS = 92 * DAY_MS
/** Rows of a table that are fetched at once. */
const CHUNK = 5_000

const SPAN = { ...STATION_FILTER, from: Type.Optional(Moment), to: Type.Optional(Moment) } as const
const Query = Type.Object(
  {
    ...SPAN,
    by: Type.Optional(
      Type.Enum([...LEDGER_GROUPS], { description: 'Sums; a row for each station and hour when it is not given' }),
    ),
    ...FORMAT,
    ...PAGING,
  },
  { additionalProperties: false },
)

/** The account of every message: received = stored + duplicate + refused + pending. */
export function ledgerRoutes(scope: Scope, { city, now }: Context): void {
  scope.get(
    '/ledger',
    {
      config: { action: 'ledger.read' },
      schema: {
        operationId: 'listLedger',
        summary: 'What became of everything received, by hour and station or summed up; always balanced',
        description:
          'The last 24 hours when no span is given; at most 92 days. With `by` items are `LedgerGroup`s, with what is missing.',
        tags: ['ledger'],
        querystring: Query,
        response: {
          200: orCsv(
            Type.Object({
              items: Type.Array(Type.Union([shared('LedgerRow'), shared('LedgerGroup')])),
              next: Type.Union([Type.String(), Type.Null()]),
            }),
          ),
          ...problems('request-too-wide', 'records-failed'),
        },
      },
    },
    async (request, reply) => {
      const { query } = request
      const asked = askedOf(query, now())
      const isCsv = wantsCsv(query, request)
      const { limit, cursor = '' } = pagingOf(query)
      if (query.by !== undefined) {
        const groups = await city.ledger.groups(asked, query.by)
        if (isCsv)
          return sendCsv(reply, `ledger-by-${query.by}.csv`, { table: groupCsv(query.by), pages: once(groups) })
        const left = cursor === '' ? groups : groups.filter(({ key }) => key > cursor.slice(1))
        const page = left.slice(0, limit)
        return listed({ items: page, next: left.length > limit ? `>${page.at(-1)?.key}` : null })
      }
      if (isCsv) return sendCsv(reply, 'ledger.csv', { table: LEDGER_CSV, pages: allRows(asked) })
      const rows = await city.ledger.rows({ ...asked, page: { ...afterOf(cursor), limit: limit + 1 } })
      const page = rows.slice(0, limit)
      return listed({ items: page, next: rows.length > limit ? keyOf(page.at(-1)!) : null })
    },
  )

  scope.get(
    '/ledger/summary',
    {
      config: { action: 'ledger.read' },
      schema: {
        operationId: 'summariseLedger',
        summary:
          'Whether anything is missing: verdict, account, gaps, and the proof that every message is in the books',
        description: 'The last 24 hours when no span is given; at most 92 days.',
        tags: ['ledger'],
        querystring: Type.Object(SPAN, { additionalProperties: false }),
        response: { 200: shared('LedgerSummary'), ...problems('request-too-wide', 'records-failed') },
      },
    },
    ({ query }) => city.ledger.summary(askedOf(query, now())),
  )

  async function* allRows(asked: LedgerQuery): AsyncIterable<readonly LedgerRow[]> {
    let page: LedgerPage = { limit: CHUNK }
    for (;;) {
      const rows = await city.ledger.rows({ ...asked, page })
      yield rows
      const last = rows.at(-1)
      if (!last || rows.length < CHUNK) return
      page = { limit: CHUNK, after: { hour: last.hour, station: last.station } }
    }
  }
}

async function* once<T>(rows: readonly T[]): AsyncIterable<readonly T[]> {
  yield rows
}

function askedOf(
  query: Parameters<typeof stationFilterOf>[0] & { from?: string; to?: string },
  now: number,
): LedgerQuery {
  const span = spanOf(query, now, DAY_MS)
  if (span.to - span.from > LONGEST_MS) {
    throw new CityError('request-too-wide', 'Query parameters "from" and "to": ask for at most 92 days at once.')
  }
  return { ...span, ...stationFilterOf(query) }
}

function keyOf({ hour, station }: LedgerRow): string {
  return `${hour}~${station}`
}

function afterOf(cursor: string): LedgerPage {
  if (cursor === '') return {}
  const [, hour, station] = /^(\d{1,15})~(.+)$/.exec(cursor) ?? []
  if (hour === undefined || station === undefined)
    throw new CityError('request-invalid', 'Query parameter "cursor": it is none that this list gave.')
  return { after: { hour: Number(hour), station } }
}
