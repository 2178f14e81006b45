import type {
  EnrolmentCode,
  ImportAnswer,
  NewEnrolmentCode,
  Registration,
  RegistrationDoor,
} from '../../../domain/enrolment.ts'
import type { Station } from '../../../domain/station.ts'
import type { Api } from '../api.ts'

/** The calls of this screen. */
export function enrolmentCalls(api: Api) {
  const path = (id: string) => `/registrations/${encodeURIComponent(id)}`
  return {
    door: () => api.call<RegistrationDoor>('GET', '/registration'),
    open: () => api.call<{ password: string }>('POST', '/registration/open', {}),
    close: () => api.call<undefined>('POST', '/registration/close', {}),
    waiting: async () => (await api.call<{ items: Registration[] }>('GET', '/registrations')).items,
    approve: (id: string, station: Omit<Station, 'id'>) => api.call<undefined>('POST', `${path(id)}/approve`, station),
    reject: (id: string) => api.call<undefined>('POST', `${path(id)}/reject`, {}),
    codes: async () => (await api.call<{ items: EnrolmentCode[] }>('GET', '/enrolment-codes')).items,
    makeCode: (id: string) => api.call<NewEnrolmentCode>('POST', '/enrolment-codes', { id }),
    check: (csv: string) => api.send<ImportAnswer>('/stations/import?dryRun=true', csv, 'text/csv'),
    register: (csv: string) => api.send<ImportAnswer>('/stations/import', csv, 'text/csv'),
  }
}
