import type { Api } from '../api.ts'

export interface Change {
  readonly why: string
  readonly version: number
}

/** What a person has written so far; the server says what is wrong with it. */
type Draft = Readonly<Record<string, unknown>>

const TURNS = { on: 'turnRuleOn', off: 'turnRuleOff', remove: 'removeRule' } as const

/** The calls of this screen. */
export function ruleCalls(api: Api) {
  return {
    list: () => api.list('listRules'),
    history: async (id: string) => (await api.ask('getRule', { path: { id } })).versions,
    save: (id: string, rule: unknown, change: Change) =>
      api.ask('saveRule', { path: { id }, body: { rule: rule as Draft, ...change } }),
    turn: (id: string, word: keyof typeof TURNS, change: Change) =>
      api.ask(TURNS[word], { path: { id }, body: change }),
    try: (rule: unknown, from: number) => api.ask('tryRule', { body: { rule: rule as Draft, from: String(from) } }),
    tried: (id: string) => api.ask('getRuleTry', { path: { id } }),
    cancel: (id: string) => api.ask('cancelRuleTry', { path: { id } }),
  }
}
