import { betterAuth } from 'better-auth'
import { isAPIError } from 'better-auth/api'
import { getMigrations } from 'better-auth/db/migration'
import { admin, username } from 'better-auth/plugins'
import type { Kysely } from 'kysely'
import { CityError } from '../../../domain/errors.ts'
import type { Schema } from '../../../store/records/schema.ts'
import type { Passwords } from './password.ts'

const IDLE_SECONDS = 30 * 60
/** A session's idle clock is put forward at most once in so many seconds. */
const TOUCH_SECONDS = 60
const ABSOLUTE_MS = 12 * 60 * 60_000
const MOST_USERS = 100_000

/** A session of a person, by its cookie. */
export interface CookieSession {
  /** As it was written when the account was made. */
  readonly user: string
  readonly expiresAt: number
  readonly setCookies: readonly string[]
}

/** People with a password, and cookie sessions: idle 30 minutes, absolute 12 hours, a row each, so they can be ended. */
export interface SessionStore {
  /** Null for a wrong user or password, after the same work for both. */
  signIn(user: string, password: string): Promise<CookieSession | null>
  sessionOf(cookie: string, touch: boolean): Promise<CookieSession | null>
  signOut(cookie: string): Promise<{ setCookies: readonly string[] }>
  /** Everybody, in the order in which they came; `role` is what older versions kept. */
  users(): Promise<readonly { readonly user: string; readonly role: string }[]>
  createUser(of: { user: string; password: string }): Promise<void>
}

/** better-auth on the records' own database; its HTTP handler is not mounted, only its calls are used. */
export async function openSessions(options: {
  readonly db: Kysely<Schema>
  readonly secret: string
  readonly secure: boolean
  readonly now: () => number
  readonly passwords: Passwords
}): Promise<SessionStore> {
  const { secure, now, passwords } = options
  const auth = await openAuth(options)

  return {
    async signIn(user, password) {
      try {
        const { headers, response } = await auth.api.signInUsername({
          body: { username: user, password },
          returnHeaders: true,
        })
        const expiresAt = now() + IDLE_SECONDS * 1000
        return { user: response.user.name, expiresAt, setCookies: headers.getSetCookie() }
      } catch (error) {
        if (isAPIError(error) && error.statusCode < 500) return null
        throw error
      }
    },

    async sessionOf(cookie, touch) {
      const headers = new Headers({ cookie })
      const { headers: answer, response } = await auth.api.getSession({
        headers,
        query: { disableRefresh: !touch },
        returnHeaders: true,
      })
      if (!response) return null
      const endsAt = response.session.createdAt.getTime() + ABSOLUTE_MS
      if (endsAt <= now()) {
        await auth.api.signOut({ headers })
        return null
      }
      const expiresAt = Math.min(endsAt, response.session.expiresAt.getTime())
      return { user: response.user.name, expiresAt, setCookies: answer.getSetCookie() }
    },

    async signOut(cookie) {
      const { headers } = await auth.api.signOut({ headers: new Headers({ cookie }), returnHeaders: true })
      return { setCookies: headers.getSetCookie().filter((line) => line.startsWith(`${cookieName(secure)}=`)) }
    },

    async users() {
      const { adapter } = await auth.$context
      const sortBy = { field: 'createdAt', direction: 'asc' as const }
      const rows = await adapter.findMany<{ name: string; role: string }>({ model: 'user', sortBy, limit: MOST_USERS })
      return rows.map(({ name, role }) => ({ user: name, role }))
    },

    async createUser({ user, password }) {
      // A person is known by name here; better-auth wants an address, so each gets one that can never be delivered to.
      const email = `${user.toLowerCase()}@citypulse.invalid`
      const { adapter, internalAdapter } = await auth.$context
      const taken = await adapter.count({ model: 'user', where: [{ field: 'email', value: email }] })
      if (taken > 0) throw new CityError('request-invalid', `There is a user ${user} already.`)
      const hash = await passwords.hash(password)
      const row = { email, name: user, emailVerified: true, username: user }
      const made = await internalAdapter.createUser(row, { method: 'admin' })
      await internalAdapter.linkAccount({
        userId: made.id,
        providerId: 'credential',
        accountId: made.id,
        password: hash,
      })
    },
  }
}

function cookieName(secure: boolean): string {
  return secure ? '__Host-citypulse' : 'citypulse'
}

async function openAuth(options: Parameters<typeof openSessions>[0]) {
  const { db, secret, secure, passwords } = options
  const settings = {
    database: { db: db as unknown as Kysely<Record<string, never>>, type: 'sqlite' as const },
    secret,
    baseURL: secure ? 'https://localhost' : 'http://localhost',
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 8, password: passwords },
    session: { expiresIn: IDLE_SECONDS, updateAge: TOUCH_SECONDS },
    advanced: {
      // The name carries `__Host-` itself; better-auth would put `__Secure-` before it.
      useSecureCookies: false,
      cookies: {
        session_token: {
          name: cookieName(secure),
          attributes: { httpOnly: true, sameSite: 'strict' as const, path: '/', secure },
        },
      },
    },
    plugins: [
      // Names are judged by the request's schema; here every name must cost a hash, or timing would tell which exist.
      username({ minUsernameLength: 1, maxUsernameLength: 64, usernameValidator: () => true, displayUsername: false }),
      admin({ defaultRole: 'viewer' }),
    ],
  }
  const { runMigrations } = await getMigrations(settings)
  await runMigrations()
  return betterAuth(settings)
}
