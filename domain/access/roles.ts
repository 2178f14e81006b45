/** What a person is to the city. One account may have several; the three administrations are kept apart. */
export const ROLES = [
  'viewer',
  'operator',
  'shift-lead',
  'data-steward',
  'department-admin',
  'system-admin',
  'security-admin',
  'auditor',
] as const
export type Role = (typeof ROLES)[number]

/** Of these an account has one at most: who runs the machine, who says who may do what, who looks at what both did. */
export const ADMINISTRATIONS: readonly Role[] = ['system-admin', 'security-admin', 'auditor']

/** Roles that a department's own administrator may give within the department. */
export const DEPARTMENT_ROLES: readonly Role[] = ['viewer', 'operator', 'shift-lead', 'data-steward']

/** What an API token may be used for; never more than its owner may. */
export const TOKEN_SCOPES = ['read', 'act', 'manage', 'people', 'wall'] as const
export type TokenScope = (typeof TOKEN_SCOPES)[number]

/** The administrations in a set of roles; more than one only the account of the first start may have. */
export function administrationsOf(roles: readonly Role[]): readonly Role[] {
  return ADMINISTRATIONS.filter((role) => roles.includes(role))
}
