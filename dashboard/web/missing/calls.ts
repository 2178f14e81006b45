import type { GapEntry, LedgerGroup, LedgerSummary } from '../../../domain/ledger.ts'
import type { LedgerRow } from '../../../domain/wire.ts'
import type { Api } from '../api.ts'
import type { Grouping } from './question.ts'

type Query = Readonly<Record<string, string>>

/** All that the page shows of one question. */
export interface Answer {
  readonly summary: LedgerSummary
  /** Null where a station's hours are shown. */
  readonly groups: readonly LedgerGroup[] | null
  readonly hours: readonly LedgerRow[] | null
  readonly gaps: readonly GapEntry[]
  readonly areMoreGaps: boolean
}

const MOST_GAPS = 200

/** Asks for everything at once, so that what is shown belongs together. */
export async function answerTo(
  api: Api,
  query: Query,
  of: { readonly by: Grouping; readonly isAllGaps: boolean },
): Promise<Answer> {
  const isStation = query['station'] !== undefined
  const gapQuery = { ...query, ...(of.isAllGaps ? {} : { state: ['ongoing', 'open'] as const }), limit: MOST_GAPS }
  const [summary, groups, hours, gaps] = await Promise.all([
    api.ask('summariseLedger', { query }),
    isStation ? null : (api.list('listLedger', { query: { ...query, by: of.by } }) as Promise<readonly LedgerGroup[]>),
    isStation ? (api.list('listLedger', { query }) as Promise<readonly LedgerRow[]>) : null,
    api.ask('listGaps', { query: gapQuery }),
  ])
  return { summary, groups, hours, gaps: gaps.items, areMoreGaps: gaps.next !== null }
}

/** Address of the same as a table for spreadsheets. */
export function csvOf(path: '/ledger' | '/gaps', query: Query, more: Query = {}): string {
  return `/api/v1${path}?${searchOf([...Object.entries(query), ...Object.entries(more), ['format', 'csv']])}`
}

function searchOf(pairs: readonly (readonly [string, string])[]): string {
  return new URLSearchParams(pairs.map((pair) => [...pair])).toString()
}
