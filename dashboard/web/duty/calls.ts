import type { DutyItem, DutyList, DutyVersion } from '../../../domain/duty.ts'
import type { AlarmDuty, DutyNow, DutyWeek } from '../../../domain/on-duty.ts'
import type { Api } from '../api.ts'

/** Where each list is. */
const PATHS: Readonly<Record<DutyList, string>> = {
  contacts: '/duty/contacts',
  rosters: '/duty/rosters',
  overrides: '/duty/overrides',
  escalations: '/escalations',
  targets: '/duty/targets',
}

/** Why, and the version that was read. */
export interface Change {
  readonly why: string
  readonly version: number
}

/** The calls about who is on duty and who is called. */
export function dutyCalls(api: Api) {
  const path = (list: DutyList, id: string) => `${PATHS[list]}/${encodeURIComponent(id)}`
  return {
    now: () => api.call<DutyNow>('GET', '/duty/now'),
    week: (from: number, days: number) => api.call<DutyWeek>('GET', `/duty/week?from=${from}&days=${days}`),
    ofAlarm: (id: string) => api.call<AlarmDuty>('GET', `/alarms/${encodeURIComponent(id)}/duty`),
    list: (list: DutyList) => api.all<DutyVersion>(PATHS[list], []),
    history: async (list: DutyList, id: string) =>
      (await api.call<{ versions: DutyVersion[] }>('GET', path(list, id))).versions,
    save: (list: DutyList, item: DutyItem, change: Change) =>
      api.call<DutyVersion>('PUT', path(list, item.id), { item, ...change }),
    remove: (list: DutyList, id: string, change: Change) =>
      api.call<DutyVersion>('POST', `${path(list, id)}/remove`, change),
  }
}
