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
  // What a rule gives for a department is for that department: of rules that speak of different ones the first counts.
  const bound = fitting.filter(({ roles, departments }) => roles?.length && departments?.length)
  const [first] = bound
  const counting = fitting.filter((rule) => !bound.includes(rule) || areSame(rule.departments, first?.departments))
  const roles = [...new Set(counting.flatMap((rule) => rule.roles ?? []))]
  const departments = first?.departments ?? [...new Set(fitting.flatMap((rule) => rule.departments ?? []))]
  const user = valuesOf(claims, of.userFrom)[0]
  if (roles.length === 0 || user === undefined || !/^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u.test(user)) return null
  return {
    subject: subjectOf(claims),
    user,
    roles,
    departments: departments.includes('*') ? null : [...departments],
  }
}

/** Who somebody is, whatever they are called. */
export function subjectOf({ iss, sub }: Claims): string {
  return `${iss} ${sub}`
}

function areSame(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return new Set(a).symmetricDifference(new Set(b)).size === 0
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
