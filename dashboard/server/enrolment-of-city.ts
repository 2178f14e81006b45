import type {
  DeviceCredentials,
  EnrolmentCode,
  EnrolmentOrder,
  ImportAnswer,
  NewEnrolmentCode,
  Registration,
  RegistrationAnswer,
  RegistrationDoor,
  RegistrationOrder,
} from '../../domain/enrolment.ts'
import type { DeviceAccess } from '../../domain/sign-in.ts'
import type { Station } from '../../domain/station.ts'

/** How devices come to their credentials, and lose them. */
export interface EnrolmentOfCity {
  access(id: string): DeviceAccess | undefined
  /** Throws `not-found`. */
  disable(id: string, by: string, why: string): Promise<DeviceAccess>
  enable(id: string, by: string): Promise<DeviceAccess>
  /** Those that still open something. */
  codes(): Promise<readonly EnrolmentCode[]>
  /** Throws `not-found`. */
  makeCode(id: string, by: string): Promise<NewEnrolmentCode>
  /** Throws `enrolment-refused`, `too-many-requests`. */
  enrol(order: EnrolmentOrder, address: string): Promise<DeviceCredentials>
  /** Registers every station of a list, or none; a dry run registers none in any case. */
  importList(csv: string, order: { readonly by: string; readonly dryRun: boolean }): Promise<ImportAnswer>
  readonly registration: {
    door(): Promise<RegistrationDoor>
    /** A new registration password, shown only now; the one before it ends. */
    open(by: string): Promise<{ readonly password: string }>
    close(by: string): Promise<void>
    list(): Promise<readonly Registration[]>
    /** Throws `enrolment-refused`, `too-many-requests`. */
    ask(order: RegistrationOrder, address: string): Promise<RegistrationAnswer>
    /** Throws `not-found`, `request-invalid`, `station-exists`. */
    approve(id: string, station: Omit<Station, 'id'>, by: string): Promise<void>
    reject(id: string, by: string): Promise<void>
  }
}
