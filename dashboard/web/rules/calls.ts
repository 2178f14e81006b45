import type { RuleTry, RuleVersion } from '../../../domain/wire.ts'
import type { Api } from '../api.ts'

export interface Change {
  readonly why: string
  readonly version: number
}

/** The calls of this screen. */
export function ruleCalls(api: Api) {
  const path = (id: string) => `/rules/${encodeURIComponent(id)}`
  return {
    list: () => api.all<RuleVersion>('/rules', []),
    history: async (id: string) => (await api.call<{ versions: RuleVersion[] }>('GET', path(id))).versions,
    save: (id: string, rule: unknown, change: Change) => api.call<RuleVersion>('PUT', path(id), { rule, ...change }),
    turn: (id: string, word: 'on' | 'off' | 'remove', change: Change) =>
      api.call<RuleVersion>('POST', `${path(id)}/${word}`, change),
    try: (rule: unknown, from: number) => api.call<RuleTry>('POST', '/rule-tries', { rule, from: String(from) }),
    tried: (id: string) => api.call<RuleTry>('GET', `/rule-tries/${id}`),
    cancel: (id: string) => api.call<undefined>('DELETE', `/rule-tries/${id}`),
  }
}
