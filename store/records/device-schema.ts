import type { SignIn } from '../../domain/sign-in.ts'

/** Tables of who may sign in over MQTT, and of those who ask to. */
export interface DeviceTables {
  credentials: CredentialRow
  disabled_devices: DisabledRow
  device_blocks: BlockRow
  enrolment_codes: EnrolmentCodeRow
  registrations: RegistrationRow
}

/** At most two of a user: the second one, until it is used for the first time, beside the first. */
export interface CredentialRow {
  /** MQTT user name: id of the station, gateway or service account. */
  username: string
  /** Counts up with every credential of the user. */
  issue: number
  of: 'station' | 'gateway' | 'service'
  mode: SignIn
  /**
   * What it is compared with: HMAC-SHA-256 of the password under the key of the data folder, base64url; the sealed secret that
   * it signs with; or the fingerprint of its certificate.
   */
  proof: string
  createdAt: number
  /** UTC ms; null: as long as it is there. */
  endsAt: number | null
}

export interface DisabledRow {
  id: string
  at: number
  by: string
  why: string
}

/** Messages that came from a station in [fromPosition, toPosition) while it was disabled. */
export interface BlockRow {
  station: string
  fromPosition: number
  toPosition: number | null
}

export interface EnrolmentCodeRow {
  /** HMAC-SHA-256 of the code under the key of the data folder, base64url. */
  hash: string
  /** Station or gateway. */
  id: string
  createdAt: number
  createdBy: string
  endsAt: number
}

export interface RegistrationRow {
  id: string
  /** HMAC-SHA-256 of what the device made up to know itself again, base64url. */
  claim: string
  /** domain `RegistrationWish` as JSON. */
  wish: string
  address: string
  firstAt: number
  lastAt: number
  /** How many others asked for the same id. */
  rivals: number
  state: 'pending' | 'approved' | 'rejected'
  decidedBy: string | null
  decidedAt: number | null
}
