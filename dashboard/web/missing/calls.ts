import type { GapEntry, LedgerGroup, LedgerSummary } from '../../../domain/ledger.ts'
import type { LedgerRow } from '../../../domain/wire.ts'
import type { Api } from '../api.ts'

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
  of: { readonly by: string; readonly isAllGaps: boolean },
): Promise<Answer> {
  const isStation = query['station'] !== undefined
  const pairs = Object.entries(query)
  const gapQuery: readonly (readonly [string, string])[] = [
    ...pairs,
    ...(of.isAllGaps ? [] : (['ongoing', 'open'] as const).map((state) => ['state', state] as const)),
    ['limit', String(MOST_GAPS)],
  ]
  const [summary, groups, hours, gaps] = await Promise.all([
    api.call<LedgerSummary>('GET', `/ledger/summary?${searchOf(pairs)}`),
    isStation ? null : api.all<LedgerGroup>('/ledger', [...pairs, ['by', of.by]]),
    isStation ? api.all<LedgerRow>('/ledger', pairs) : null,
    api.call<{ items: readonly GapEntry[]; next: string | null }>('GET', `/gaps?${searchOf(gapQuery)}`),
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
