import { Type } from 'typebox'
import { CityError } from '../../../domain/errors.ts'
import { Id } from '../../../domain/station.ts'
import type { LedgerRow } from '../../../domain/wire.ts'
import { Moment, spanOf } from '../moment.ts'
import { listed, PAGING, pageOf, pagingOf, problems } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

const DAY_MS = 86_400_000
const LONGEST_MS = 92 * DAY_MS

const Query = Type.Object(
  { station: Type.Optional(Id), from: Type.Optional(Moment), to: Type.Optional(Moment), ...PAGING },
  { additionalProperties: false },
)

/** The account of every message: received = stored + duplicate + refused + pending. */
export function ledgerRoutes(scope: Scope, { city, now }: Context): void {
  scope.get(
    '/ledger',
    {
      schema: {
        operationId: 'listLedger',
        summary: 'What became of everything received, by hour and station; always balanced',
        description: 'The last 24 hours when no span is given; at most 92 days.',
        tags: ['ledger'],
        querystring: Query,
        response: { 200: pageOf('LedgerRow'), ...problems('request-too-wide', 'records-failed') },
      },
    },
    async ({ query }) => {
      const span = spanOf(query, now(), DAY_MS)
      if (span.to - span.from > LONGEST_MS) {
        throw new CityError('request-too-wide', 'Query parameters "from" and "to": ask for at most 92 days at once.')
      }
      const rows = await city.ledger({ ...span, ...(query.station !== undefined && { station: query.station }) })
      const { limit, cursor = '' } = pagingOf(query)
      const left = rows
        .map((row) => ({ row, key: keyOf(row) }))
        .filter(({ key }) => key > cursor)
        .sort((a, b) => (a.key < b.key ? -1 : 1))
      const page = left.slice(0, limit)
      return listed({
        items: page.map(({ row }) => row),
        next: left.length > limit ? (page.at(-1)?.key ?? null) : null,
      })
    },
  )
}

/** Sorts by hour, then station: hours of this age of the world have thirteen digits. */
function keyOf(row: LedgerRow): string {
  return `${String(row.hour).padStart(13, '0')}~${row.station}`
}
