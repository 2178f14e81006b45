import type { DutyItem, DutyList } from '../../../domain/duty.ts'
import type { Api } from '../api.ts'
import type { CallName } from '../client/client.ts'

/** The calls of each list. */
const CALLS = {
  contacts: { list: 'listContacts', get: 'getContact', save: 'saveContact', remove: 'removeContact' },
  rosters: { list: 'listRosters', get: 'getRoster', save: 'saveRoster', remove: 'removeRoster' },
  overrides: { list: 'listOverrides', get: 'getOverride', save: 'saveOverride', remove: 'removeOverride' },
  escalations: { list: 'listEscalations', get: 'getEscalation', save: 'saveEscalation', remove: 'removeEscalation' },
  targets: { list: 'listTargets', get: 'getTarget', save: 'saveTarget', remove: 'removeTarget' },
} as const satisfies Record<DutyList, Record<string, CallName>>

/** Why, and the version that was read. */
export interface Change {
  readonly why: string
  readonly version: number
}

/** The calls about who is on duty and who is called. */
export function dutyCalls(api: Api) {
  return {
    now: () => api.ask('dutyNow'),
    week: (from: number, days: number) => api.ask('dutyWeek', { query: { from: String(from), days } }),
    ofAlarm: (id: string) => api.ask('dutyOfAlarm', { path: { id } }),
    list: (list: DutyList) => api.list(CALLS[list].list),
    history: async (list: DutyList, id: string) => (await api.ask(CALLS[list].get, { path: { id } })).versions,
    save: (list: DutyList, item: DutyItem, change: Change) =>
      api.ask(CALLS[list].save, { path: { id: item.id }, body: { item, ...change } }),
    remove: (list: DutyList, id: string, change: Change) => api.ask(CALLS[list].remove, { path: { id }, body: change }),
  }
}
