import { type GapEntry, type LedgerGroup, type Missing } from '../../../domain/ledger.ts'
import type { LedgerRow } from '../../../domain/wire.ts'
import type { City } from '../city.ts'
import { page } from './page.ts'

const NONE: Missing = {
  gaps: 0,
  ongoing: 0,
  numbers: 0,
  expected: 0,
  overdue: 0,
  completeness: null,
  stations: 1,
  neverSeen: 0,
}

/** A ledger and gaps in memory. */
export function smallLedger(rows: readonly LedgerRow[], gaps: readonly GapEntry[]): Pick<City, 'ledger' | 'gaps'> {
  const chosen: City['ledger']['rows'] = async ({ station, from, to, page: { after, limit } = {} }) =>
    rows
      .filter((row) => (station ?? row.station) === row.station && row.hour >= from && row.hour < to)
      .toSorted((a, b) => a.hour - b.hour || (a.station < b.station ? -1 : 1))
      .filter(({ hour, station: id }) => !after || hour > after.hour || (hour === after.hour && id > after.station))
      .slice(0, limit)
  const sum = (all: readonly LedgerRow[]) => {
    const total = { received: 0, stored: 0, duplicate: 0, refused: 0, pending: 0 }
    for (const row of all) for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += row[key]
    return total
  }
  return {
    ledger: {
      rows: chosen,
      async groups(query, by) {
        const keyOf = (row: LedgerRow) => (by === 'hour' ? String(row.hour) : by === 'station' ? row.station : '')
        return [...Map.groupBy(await chosen(query), keyOf)].map(
          ([key, of]): LedgerGroup => ({ key, ...sum(of), missing: by === 'hour' ? null : NONE }),
        )
      },
      async summary(query) {
        const total = sum(await chosen(query))
        const messages = { data: total.received, status: 0, replays: 0, strays: 0, lost: 0 }
        return {
          at: query.to,
          from: query.from,
          to: query.to,
          verdict: total.received > 0 ? 'complete' : 'no-data',
          total,
          missing: NONE,
          proof: { from: 0, judged: total.received, counted: total.received, messages, isExact: true },
          wrong: 0,
          lost: 0,
          unjudged: 0,
          isStoreBehind: false,
        }
      },
    },
    gaps: {
      list: async ({ station, states, ...paging }) =>
        page(
          gaps.filter((gap) => (station ?? gap.station) === gap.station && (states ?? [gap.state]).includes(gap.state)),
          paging,
        ),
    },
  }
}
