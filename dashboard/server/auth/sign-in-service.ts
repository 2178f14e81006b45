import type { Label } from '../../../domain/label.ts'
import type { PersonOfService } from './accounts.ts'
import type { Claims, Oidc } from './oidc.ts'

/** A sign-in service, and who its people are here. */
export interface SignInService {
  readonly label: Label | null
  readonly oidc: Oidc
  /** Null: not let in. */
  personIn(claims: Claims): PersonOfService | null
  /** People open this city by https. */
  readonly isSecure: boolean
}
