import type { Role } from '../../../domain/access/roles.ts'
import type { PersonOfService } from './accounts.ts'
import type { Claims } from './oidc.ts'

/** What a claim means here. */
export interface ClaimRule {
  /** Name; dots lead into objects. */
  readonly claim: string
  readonly is: string
  readonly roles?: readonly Role[]
  /** `*`: the whole city. */
  readonly departments?: readonly string[]
}

/** Who somebody is here by what the sign-in service says of them; null: no rule fits, so nobody. */
export function personIn(
  claims: Claims,
  of: { readonly userFrom: string; readonly rules: readonly ClaimRule[] },
): PersonOfService | null {
  const fitting = of.rules.filter(({ claim, is }) => valuesOf(claims, claim).includes(is))
  const roles = [...new Set(fitting.flatMap((rule) => rule.roles ?? []))]
  const departments = [...new Set(fitting.flatMap((rule) => rule.departments ?? []))]
  const user = valuesOf(claims, of.userFrom)[0]
  if (roles.length === 0 || user === undefined || !/^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u.test(user)) return null
  return {
    subject: `${claims.iss} ${claims.sub}`,
    user,
    roles,
    departments: departments.includes('*') ? null : departments,
  }
}

function valuesOf(claims: Claims, path: string): readonly string[] {
  let found: unknown = claims
  // Some services name a claim by an address, which has dots itself.
  if (Object.hasOwn(claims, path)) found = claims[path]
  else {
    for (const part of path.split('.')) {
      if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return []
      found = (found as Record<string, unknown>)[part]
    }
  }
  return (Array.isArray(found) ? found : [found]).filter((value) => typeof value === 'string')
}
