import type { IncomingHttpHeaders } from 'node:http'
import type { Kysely } from 'kysely'
import { CityError } from '../../../domain/errors.ts'
import type { Schema } from '../../../store/records/schema.ts'
import { type Attempts, makeAttempts } from './attempts.ts'
import { makePassword, makePasswords } from './password.ts'
import { openSessions, type SessionStore } from './sessions.ts'
import { type ApiToken, makeTokens, type Tokens } from './tokens.ts'

/** What a person may do: see, act on alarms and dead letters, or run the city's registry as well. */
export type Role = 'viewer' | 'operator' | 'admin'

/** Who is there, and until when. */
export interface Session {
  readonly user: string
  readonly role: Role
  /** How the request proved it. */
  readonly by: 'cookie' | 'token'
  readonly expiresAt: number | null
}

/** People, their sessions and their API tokens. */
export interface Accounts {
  /**
   * Throws `sign-in-failed` for a wrong user or password alike, `too-many-requests` after five failures of one account
   * (or thirty of one address) in 15 minutes. `setCookies` are for the answer.
   */
  signIn(of: { user: string; password: string; address: string }): Promise<{
    session: Session
    setCookies: readonly string[]
  }>
  /** Null when nobody is signed in. `touch: false` looks without keeping the session alive. */
  sessionOf(
    headers: Pick<IncomingHttpHeaders, 'cookie' | 'authorization'>,
    options?: { touch?: boolean },
  ): Promise<{ session: Session; setCookies: readonly string[] } | null>
  signOut(headers: Pick<IncomingHttpHeaders, 'cookie'>): Promise<{ setCookies: readonly string[] }>
  /** Makes the user `admin` when there is nobody yet. Returns the password to print once; null when it was given or there is somebody. */
  createFirstAdmin(password?: string): Promise<string | null>
  createUser(of: { user: string; password: string; role: Role }): Promise<void>
  readonly tokens: {
    list(user: string): Promise<readonly ApiToken[]>
    create(of: { user: string; name: string; expiresAt: number | null }): Promise<{ item: ApiToken; token: string }>
    revoke(user: string, id: number): Promise<void>
  }
}

const WINDOW_MS = 15 * 60_000

/** Opens the accounts on the records; makes the tables of sign-in when they are missing. `secret` signs the cookies. */
export async function openAccounts(options: {
  readonly db: Kysely<Schema>
  readonly secret: string
  /** TLS is in front: cookies are `Secure` and `__Host-`. */
  readonly secure?: boolean
  readonly now?: () => number
}): Promise<Accounts> {
  const { db, secret, secure = false, now = Date.now } = options
  const sessions = await openSessions({ db, secret, secure, now, passwords: makePasswords() })
  const tokens = makeTokens(db, now)
  const byAccount = makeAttempts({ limit: 5, windowMs: WINDOW_MS, keys: 10_000, now })
  const byAddress = makeAttempts({ limit: 30, windowMs: WINDOW_MS, keys: 10_000, now })

  return {
    tokens,
    createUser: (of) => sessions.createUser(of),
    signOut: (headers) => sessions.signOut(headers),

    async signIn({ user, password, address }) {
      const account = user.toLowerCase()
      const waitMs = takeBoth(byAccount, account, byAddress, address)
      if (waitMs > 0) {
        throw new CityError(
          'too-many-requests',
          `Too many failed sign-ins; try again in ${Math.ceil(waitMs / 60_000)} minutes.`,
        )
      }
      try {
        const found = await sessions.signIn(user, password)
        if (!found) throw new CityError('sign-in-failed', 'The user or the password is wrong.')
        byAccount.succeeded(account)
        byAddress.undo(address)
        return found
      } catch (error) {
        if (!(error instanceof CityError) || error.code !== 'sign-in-failed') {
          byAccount.undo(account)
          byAddress.undo(address)
        }
        throw error
      }
    },

    async sessionOf(headers, { touch = true } = {}) {
      const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
      if (headers.authorization !== undefined)
        return bearer === undefined ? null : sessionOfToken(bearer, tokens, sessions)
      return headers.cookie === undefined ? null : sessions.sessionOf(headers.cookie, touch)
    },

    async createFirstAdmin(password) {
      if (await sessions.hasUsers()) return null
      const first = password ?? makePassword()
      await sessions.createUser({ user: 'admin', password: first, role: 'admin' })
      return password === undefined ? first : null
    },
  }
}

async function sessionOfToken(token: string, tokens: Tokens, sessions: SessionStore) {
  const owner = await tokens.ownerOf(token)
  const role = owner && (await sessions.roleOf(owner.user))
  if (!owner || !role) return null
  const session: Session = { user: owner.user, role, by: 'token', expiresAt: owner.expiresAt }
  return { session, setCookies: [] }
}

function takeBoth(byAccount: Attempts, account: string, byAddress: Attempts, address: string): number {
  const waitMs = byAddress.take(address)
  if (waitMs > 0) return waitMs
  const accountWaitMs = byAccount.take(account)
  return accountWaitMs
}
