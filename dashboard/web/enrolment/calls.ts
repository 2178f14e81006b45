import type { Station } from '../../../domain/station.ts'
import type { Api } from '../api.ts'

/** The calls of this screen. */
export function enrolmentCalls(api: Api) {
  return {
    door: () => api.ask('getRegistrationDoor'),
    open: () => api.ask('openRegistration'),
    close: () => api.ask('closeRegistration'),
    waiting: async () => (await api.ask('listRegistrations')).items,
    approve: (id: string, station: Omit<Station, 'id'>) =>
      api.ask('approveRegistration', { path: { id }, body: station }),
    reject: (id: string) => api.ask('rejectRegistration', { path: { id } }),
    codes: async () => (await api.ask('listEnrolmentCodes')).items,
    makeCode: (id: string) => api.ask('createEnrolmentCode', { body: { id } }),
    check: (csv: string) => api.ask('importStations', { query: { dryRun: true }, body: csv }),
    register: (csv: string) => api.ask('importStations', { body: csv }),
  }
}
