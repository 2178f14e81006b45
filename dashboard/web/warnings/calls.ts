import type { IssuedWarning } from '../../../domain/cap/issued.ts'
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
  const path = (alarm: string) => `/alarms/${encodeURIComponent(alarm)}/cap`
  return {
    /** The newest of a state, one page. */
    async list(state: 'active' | 'past') {
      return (await api.call<{ items: IssuedWarning[] }>('GET', `/warnings?state=${state}&limit=500`)).items
    },
    /** Everything that was issued of an alarm, newest first. */
    ofAlarm: (alarm: string) => api.all<IssuedWarning>('/warnings', [['alarm', alarm]]),
    preview: (alarm: string, dialect: Dialect) => api.text(`${path(alarm)}?dialect=${dialect}`),
    issue: (alarm: string, why: string) =>
      api.call<IssuedWarning>('POST', `${path(alarm)}/issue`, why === '' ? {} : { why }),
    withdraw: (alarm: string, why: string) => api.call<IssuedWarning>('POST', `${path(alarm)}/withdraw`, { why }),
  }
}
