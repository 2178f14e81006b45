import { type Actor, actionsOf } from '../../../domain/access/may.ts'
import { type Role, TOKEN_SCOPES } from '../../../domain/access/roles.ts'
import { PROOF_MS } from '../../../domain/access/table.ts'
import type { Person } from '../../../store/records/people.ts'
import type { ApiToken } from '../../../store/records/api-tokens.ts'

/** Who is there, what they may do, and until when. */
export interface Session {
  readonly user: string
  /** The nearest of three words that programs of before knew. */
  readonly role: 'viewer' | 'operator' | 'admin'
  readonly actor: Actor
  /** How the request proved it. */
  readonly by: 'cookie' | 'token'
  /** UTC ms; null for a token that does not end. */
  readonly expiresAt: number | null
  readonly isBootstrap: boolean
  /** What has to be done before anything else. */
  readonly owes: 'password' | 'second-factor' | null
  /** Of a cookie; null for a token. */
  readonly sessionId: string | null
  /** When the person proved who they are, UTC ms; null for a token. */
  readonly provedAt: number | null
}

/** A session and the `Set-Cookie` lines that the answer must carry. */
export interface Found {
  readonly session: Session
  readonly setCookies: readonly string[]
}

/** What somebody may do, in person or by a token of theirs. */
export function actorOf(
  { roles, departments }: Pick<Person, 'roles' | 'departments'>,
  grants: Actor['grants'],
  token?: Pick<ApiToken, 'scopes' | 'departments'>,
): Actor {
  return {
    roles,
    departments: narrowed(departments, token?.departments ?? null),
    // A token of before there were scopes has all of them; what no scope opens is for people alone.
    scopes: token ? (token.scopes ?? TOKEN_SCOPES) : null,
    grants: grants.filter(({ to }) => departments?.includes(to)),
  }
}

/** One of the three roles of before. */
export function nearestRole(roles: readonly Role[]): Session['role'] {
  if (roles.includes('system-admin') || roles.includes('department-admin')) return 'admin'
  return roles.some((role) => role === 'operator' || role === 'shift-lead' || role === 'data-steward')
    ? 'operator'
    : 'viewer'
}

function narrowed(of: readonly string[] | null, to: readonly string[] | null): readonly string[] | null {
  if (to === null) return of
  return of === null ? to : of.filter((id) => to.includes(id))
}

/** A session as it goes out. */
export function sessionAnswer({ actor, user, role, by, expiresAt, isBootstrap, owes, provedAt }: Session) {
  const { roles, departments } = actor
  return {
    user,
    role,
    by,
    expiresAt,
    isBootstrap,
    owes,
    provedUntil: provedAt === null ? null : provedAt + PROOF_MS,
    roles: [...roles],
    departments: departments && [...departments],
    actions: [...actionsOf(actor)],
  }
}
