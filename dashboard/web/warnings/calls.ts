import type { Api } from '../api.ts'

export type Dialect = 'oasis' | 'cn'

/** Where the public feed stands. */
export const FEED = '/api/v1/warnings.atom'

/** Address of a message as it went out. */
export function documentUrl(identifier: string, dialect: Dialect): string {
  const query = dialect === 'oasis' ? '' : `?dialect=${dialect}`
  return `/api/v1/warnings/${encodeURIComponent(identifier)}.xml${query}`
}

/** The calls of the warnings' page and panel. */
export function warningCalls(api: Api) {
  return {
    /** The newest of a state, one page. */
    list: async (state: 'active' | 'past') => (await api.ask('listWarnings', { query: { state, limit: 500 } })).items,
    /** Everything that was issued of an alarm, newest first. */
    ofAlarm: (alarm: string) => api.list('listWarnings', { query: { alarm } }),
    preview: (id: string, dialect: Dialect) => api.text('previewWarning', { path: { id }, query: { dialect } }),
    issue: (id: string, why: string) => api.ask('issueWarning', { path: { id }, body: why === '' ? {} : { why } }),
    withdraw: (id: string, why: string) => api.ask('withdrawWarning', { path: { id }, body: { why } }),
  }
}
