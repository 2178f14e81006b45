import type { DiscardManyAnswer, ReplayManyAnswer } from '../../../domain/dead-letter.ts'
import type { FieldMap, FieldMapEntry, FieldMapKey } from '../../../domain/field-map.ts'
import type { Api } from '../api.ts'

/** Which letters, as the server takes it. */
export type LetterQuery = Readonly<Record<string, string | readonly string[]>>

/** Letters of one call of many; small enough that a person sees the count grow. */
const STEP = 100
const LISTED = 200

/** The calls of this screen. */
export function letterCalls(api: Api) {
  return {
    summary: (query: LetterQuery) => api.ask('summariseDeadLetters', { query }),
    /** The newest of them. */
    list: async (query: LetterQuery) =>
      (await api.ask('listDeadLetters', { query: { ...query, limit: LISTED } })).items,
    get: (id: number) => api.ask('getDeadLetter', { path: { id } }),
    check: (id: number, trial: { readonly payload?: string; readonly map?: FieldMap }) =>
      api.ask('checkDeadLetter', { path: { id }, body: trial }),
    replay: (id: number, payload?: string) =>
      api.ask('replayDeadLetter', { path: { id }, body: payload === undefined ? {} : { payload } }),
    /** Step by step until none is left or `tell` says no. */
    async replayMany(filter: LetterQuery, tell: (answer: ReplayManyAnswer) => boolean): Promise<void> {
      let after: number | null = 0
      while (after !== null) {
        const answer: ReplayManyAnswer = await api.ask('replayDeadLetters', { body: { filter, after, limit: STEP } })
        after = tell(answer) ? answer.next : null
      }
    },
    discard: (id: number, reason: string) => api.ask('discardDeadLetter', { path: { id }, body: { reason } }),
    async discardMany(filter: LetterQuery, reason: string): Promise<number> {
      let discarded = 0
      let after: number | null = 0
      while (after !== null) {
        const body = { filter, after, limit: 500, reason }
        const answer: DiscardManyAnswer = await api.ask('discardDeadLetters', { body })
        discarded += answer.discarded
        after = answer.next
      }
      return discarded
    },
    /** The map in force; null when there is none. */
    async fieldMap({ of, name, kind }: FieldMapKey): Promise<FieldMapEntry | null> {
      const { items } = await api.ask('listFieldMaps')
      return items.find((entry) => entry.of === of && entry.name === name && entry.kind === kind) ?? null
    },
    putFieldMap: (key: FieldMapKey, body: { map: FieldMap; isOn: boolean; reason: string }) =>
      api.ask('putFieldMap', { path: key, body }),
    removeFieldMap: (key: FieldMapKey, reason: string) => api.ask('deleteFieldMap', { path: key, query: { reason } }),
  }
}
export type LetterCalls = ReturnType<typeof letterCalls>
