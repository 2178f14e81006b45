import type { Logger } from 'pino'
import type { CityConfig } from './config/schema.ts'
import type { Settings } from './config/settings.ts'
import { type Accounts, openAccounts } from './dashboard/server/auth/accounts.ts'
import { personIn } from './dashboard/server/auth/claims.ts'
import { makeOidc } from './dashboard/server/auth/oidc.ts'
import type { SignInService } from './dashboard/server/auth/sign-in-service.ts'
import type { thingsOf } from './dashboard/server/seen/sight.ts'
import type { Records } from './store/records/records.ts'
import type { Registry } from './store/records/registry.ts'
import type { Secrets } from './store/records/secrets.ts'

/** The accounts of the city's people, as the configuration wants them. */
export function openCityAccounts({
  config,
  records,
  secrets,
  secure,
}: {
  readonly config: CityConfig
  readonly records: Records
  readonly secrets: Secrets
  /** TLS is open: cookies go no other way. */
  readonly secure: boolean
}): Promise<Accounts> {
  const { label, access } = config.city
  return openAccounts({
    records,
    secret: secrets.sessionSecret,
    sealKey: secrets.sealKey,
    cliToken: secrets.cliToken,
    secure,
    issuer: label.en,
    secondFactorFor: access?.secondFactorFor ?? [],
  })
}

/** Where the city's own accounts are kept, as the configuration says; null: nowhere but here. */
export function signInServiceOf(
  config: CityConfig,
  { oidcSecret }: Pick<Settings, 'oidcSecret'>,
): SignInService | null {
  const wanted = config.city.access?.signInService
  if (!wanted) return null
  const { issuer, clientId, label, scopes = ['profile'], userFrom = 'preferred_username', publicUrl } = wanted
  return {
    label: label ?? null,
    isSecure: publicUrl.startsWith('https:'),
    oidc: makeOidc({
      issuer,
      clientId,
      ...(oidcSecret !== undefined && { clientSecret: oidcSecret }),
      redirectUri: `${publicUrl}/api/v1/sign-in-service/return`,
      scopes,
      now: Date.now,
    }),
    personIn: (claims) => personIn(claims, { userFrom, rules: wanted.people }),
  }
}

/** Says so while one account can do everything, and nobody watches it. */
export function warnOfOneHand(accounts: Pick<Accounts, 'isUndivided'>, log: Pick<Logger, 'warn'>): void {
  if (!accounts.isUndivided()) return
  log.warn('one account has every administration: name a system administrator, a security administrator and an auditor')
}

/** What the table of actions has to know of a station. */
export function stationsIn(registry: Pick<Registry, 'byId'>): Parameters<typeof thingsOf>[0]['stations'] {
  return { get: (id) => registry.byId(id) }
}
