import { createHash, timingSafeEqual } from 'node:crypto'
import { ROLES } from '../../../domain/access/roles.ts'
import { actorOf, type Found } from './session.ts'

/** Whoever can read the city's keys can do everything anyway: the command line is an administrator by this name. */
export const LOCAL: Found = {
  session: {
    user: 'local',
    role: 'admin',
    actor: actorOf({ roles: ROLES, departments: null }, []),
    by: 'token',
    expiresAt: null,
    isBootstrap: false,
    owes: null,
    sessionId: null,
    provedAt: null,
  },
  setCookies: [],
}

/** Whether a token is the expected one, in the same time wherever they differ. */
export function sameAs(expected: string | undefined): (token: string) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const wanted = expected === undefined ? null : digest(expected)
  return (token) => wanted !== null && timingSafeEqual(digest(token), wanted)
}
