import type {
  DeadLetterCheck,
  DeadLetterDetail,
  DeadLetterSummary,
  DiscardManyAnswer,
  ReplayAnswer,
  ReplayManyAnswer,
} from '../../../domain/dead-letter.ts'
import type { FieldMap, FieldMapEntry, FieldMapKey } from '../../../domain/field-map.ts'
import type { DeadLetter } from '../../../domain/wire.ts'
import type { Api } from '../api.ts'

/** Which letters, as the server takes it. */
export type LetterQuery = Readonly<Record<string, string | readonly string[]>>

/** Letters of one call of many; small enough that a person sees the count grow. */
const STEP = 100
const LISTED = 200

/** The calls of this screen. */
export function letterCalls(api: Api) {
  return {
    summary: (query: LetterQuery) => api.call<DeadLetterSummary>('GET', `/dead-letters/summary?${searchOf(query)}`),
    /** The newest of them. */
    async list(query: LetterQuery): Promise<readonly DeadLetter[]> {
      const search = searchOf({ ...query, limit: String(LISTED) })
      return (await api.call<{ items: DeadLetter[] }>('GET', `/dead-letters?${search}`)).items
    },
    get: (id: number) => api.call<DeadLetterDetail>('GET', `/dead-letters/${id}`),
    check: (id: number, trial: { readonly payload?: string; readonly map?: FieldMap }) =>
      api.call<DeadLetterCheck>('POST', `/dead-letters/${id}/check`, trial),
    replay: (id: number, payload?: string) =>
      api.call<ReplayAnswer>('POST', `/dead-letters/${id}/replay`, payload === undefined ? {} : { payload }),
    /** Step by step until none is left or `tell` says no. */
    async replayMany(filter: LetterQuery, tell: (answer: ReplayManyAnswer) => boolean): Promise<void> {
      let after: number | null = 0
      while (after !== null) {
        const answer: ReplayManyAnswer = await api.call('POST', '/dead-letters/replay', { filter, after, limit: STEP })
        after = tell(answer) ? answer.next : null
      }
    },
    discard: (id: number, reason: string) => api.call<DeadLetter>('POST', `/dead-letters/${id}/discard`, { reason }),
    async discardMany(filter: LetterQuery, reason: string): Promise<number> {
      let discarded = 0
      let after: number | null = 0
      while (after !== null) {
        const body = { filter, after, limit: 500, reason }
        const answer: DiscardManyAnswer = await api.call('POST', '/dead-letters/discard', body)
        discarded += answer.discarded
        after = answer.next
      }
      return discarded
    },
    /** The map in force; null when there is none. */
    async fieldMap({ of, name, kind }: FieldMapKey): Promise<FieldMapEntry | null> {
      const { items } = await api.call<{ items: FieldMapEntry[] }>('GET', '/field-maps')
      return items.find((entry) => entry.of === of && entry.name === name && entry.kind === kind) ?? null
    },
    putFieldMap: (key: FieldMapKey, body: { map: FieldMap; isOn: boolean; reason: string }) =>
      api.call<FieldMapEntry>('PUT', pathOf(key), body),
    removeFieldMap: (key: FieldMapKey, reason: string) =>
      api.call<undefined>('DELETE', `${pathOf(key)}?${searchOf({ reason })}`),
  }
}
export type LetterCalls = ReturnType<typeof letterCalls>

function pathOf({ of, name, kind }: FieldMapKey): string {
  return `/field-maps/${[of, name, kind].map(encodeURIComponent).join('/')}`
}

function searchOf(query: LetterQuery): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    for (const one of typeof value === 'string' ? [value] : value) search.append(name, one)
  return search.toString()
}
