import type { Generated } from 'kysely'

export interface PersonRow {
  /** In small letters. */
  user: string
  /** JSON list of domain `Role`. */
  roles: string
  /** JSON list of ids; null: the whole city. */
  departments: string | null
  isBootstrap: number
  mustChange: number
  isOff: number
  createdAt: number
  createdBy: string
  /** Who they are to the city's sign-in service: issuer, a space, subject. */
  subject: string | null
  /** Secret of the second factor, sealed. */
  totp: string | null
  /** When the second factor was confirmed; null while it is not. */
  totpAt: number | null
  /** The newest step of 30 s whose code was used. */
  totpStep: number
  /** JSON list of SHA-256 of the recovery codes that are left, base64url. */
  recovery: string
}

export interface GrantRow {
  id: Generated<number>
  toDepartment: string
  fromDepartment: string
  /** JSON list of ids; null: every kind that is shared on demand. */
  kinds: string | null
  purpose: string
  state: 'asked' | 'given' | 'refused' | 'ended'
  askedBy: string
  askedAt: number
  days: number
  decidedBy: string | null
  decidedAt: number | null
  until: number | null
  endedBy: string | null
  endedAt: number | null
}

/** How often somebody did something within an hour that only a grant allowed. */
export interface GrantUseRow {
  grant: number
  user: string
  hour: number
  action: string
  count: number
  firstAt: number
  lastAt: number
}

export interface SignInFailureRow {
  /** `account …` or `address …`. */
  key: string
  /** JSON list of UTC ms, oldest first. */
  times: string
  lastAt: number
}

/** Departments whose alarms a service account may hear; without a row, all. */
export interface ServiceDepartmentsRow {
  id: string
  departments: string
}
