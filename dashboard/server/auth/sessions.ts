import { betterAuth } from 'better-auth'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { getMigrations } from 'better-auth/db/migration'
import { admin, username } from 'better-auth/plugins'
import type { Kysely } from 'kysely'
import { CityError } from '../../../domain/errors.ts'
import type { Schema } from '../../../store/records/schema.ts'

const IDLE_SECONDS = 30 * 60
/** A session's idle clock is put forward at most once in so many seconds. */
const TOUCH_SECONDS = 60
const ABSOLUTE_MS = 12 * 60 * 60_000
const MOST_USERS = 100_000
const ADDRESS_HEADER = 'x-citypulse-address'

/** A session of a person, by its cookie. */
export interface CookieSession {
  readonly id: string
  /** As it was written when the account was made. */
  readonly user: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly setCookies: readonly string[]
}

/** A session as its owner sees it. */
export interface OpenSession {
  readonly id: string
  readonly createdAt: number
  /** Within a minute. */
  readonly usedAt: number
  readonly address: string
  /** What the browser said of itself. */
  readonly agent: string
}

/** Who comes from where. */
export interface Origin {
  readonly address: string
  readonly agent?: string
}

/** People with a password, and cookie sessions: idle 30 minutes, absolute 12 hours, a row each, so they can be ended. */
export interface SessionStore {
  /** Name and hash of somebody; null for nobody. */
  find(user: string): Promise<{ readonly user: string; readonly hash: string } | null>
  /** A new session, with a new id. */
  enter(user: string, from: Origin): Promise<CookieSession>
  sessionOf(cookie: string, touch: boolean): Promise<CookieSession | null>
  signOut(cookie: string): Promise<{ setCookies: readonly string[] }>
  list(user: string): Promise<readonly OpenSession[]>
  /** False when the person has no such session. */
  end(user: string, id: string): Promise<boolean>
  endAll(user: string): Promise<void>
  /** Everybody, in the order in which they came; `role` is what older versions kept. */
  users(): Promise<readonly { readonly user: string; readonly role: string }[]>
  createUser(of: { readonly user: string; readonly hash: string }): Promise<void>
  setHash(user: string, hash: string): Promise<void>
  removeUser(user: string): Promise<void>
}

/** better-auth on the records' own database; its HTTP handler is not mounted, only its calls are used. */
export async function openSessions(options: {
  readonly db: Kysely<Schema>
  readonly secret: string
  readonly secure: boolean
  readonly now: () => number
}): Promise<SessionStore> {
  const { secure, now } = options
  const auth = await openAuth(options)
  const { adapter, internalAdapter } = await auth.$context

  const rowOf = (user: string) =>
    adapter.findOne<{ id: string; name: string }>({
      model: 'user',
      where: [{ field: 'username', value: user.toLowerCase() }],
    })

  return {
    async find(user) {
      const row = await rowOf(user)
      const account = row && (await internalAdapter.findCredentialAccount(row.id))
      return row && account?.password ? { user: row.name, hash: account.password } : null
    },

    async enter(user, { address, agent = '' }) {
      const row = await rowOf(user)
      if (!row) throw new CityError('sign-in-failed', `There is no user ${user}.`)
      const headers = new Headers({ [ADDRESS_HEADER]: address, 'user-agent': agent.slice(0, 300) })
      const { headers: answer, response } = await auth.api.enter({
        body: { userId: row.id },
        headers,
        returnHeaders: true,
      })
      const createdAt = now()
      const expiresAt = createdAt + IDLE_SECONDS * 1000
      return { id: response.id, user: row.name, createdAt, expiresAt, setCookies: answer.getSetCookie() }
    },

    async sessionOf(cookie, touch) {
      const headers = new Headers({ cookie })
      const { headers: answer, response } = await auth.api.getSession({
        headers,
        query: { disableRefresh: !touch },
        returnHeaders: true,
      })
      if (!response) return null
      const { session, user } = response
      const createdAt = session.createdAt.getTime()
      const endsAt = createdAt + ABSOLUTE_MS
      if (endsAt <= now()) {
        await auth.api.signOut({ headers })
        return null
      }
      const expiresAt = Math.min(endsAt, session.expiresAt.getTime())
      return { id: session.id, user: user.name, createdAt, expiresAt, setCookies: answer.getSetCookie() }
    },

    async signOut(cookie) {
      const { headers } = await auth.api.signOut({ headers: new Headers({ cookie }), returnHeaders: true })
      return { setCookies: headers.getSetCookie().filter((line) => line.startsWith(`${cookieName(secure)}=`)) }
    },

    async list(user) {
      const row = await rowOf(user)
      const sessions = row ? await internalAdapter.listSessions(row.id, { onlyActiveSessions: true }) : []
      return sessions
        .filter(({ createdAt, expiresAt }) => expiresAt.getTime() > now() && createdAt.getTime() + ABSOLUTE_MS > now())
        .map(({ id, createdAt, updatedAt, ipAddress, userAgent }) => ({
          id,
          createdAt: createdAt.getTime(),
          usedAt: updatedAt.getTime(),
          address: ipAddress ?? '',
          agent: userAgent ?? '',
        }))
    },

    async end(user, id) {
      const row = await rowOf(user)
      const session = row && (await internalAdapter.listSessions(row.id)).find((one) => one.id === id)
      if (!session) return false
      await internalAdapter.deleteSession(session.token)
      return true
    },

    async endAll(user) {
      const row = await rowOf(user)
      if (row) await adapter.deleteMany({ model: 'session', where: [{ field: 'userId', value: row.id }] })
    },

    async users() {
      const sortBy = { field: 'createdAt', direction: 'asc' as const }
      const rows = await adapter.findMany<{ name: string; role: string }>({ model: 'user', sortBy, limit: MOST_USERS })
      return rows.map(({ name, role }) => ({ user: name, role }))
    },

    async createUser({ user, hash }) {
      // A person is known by name here; better-auth wants an address, so each gets one that can never be delivered to.
      const email = `${user.toLowerCase()}@citypulse.invalid`
      const taken = await adapter.count({ model: 'user', where: [{ field: 'email', value: email }] })
      if (taken > 0) throw new CityError('person-exists', `There is a user ${user} already.`)
      const row = { email, name: user, emailVerified: true, username: user }
      const made = await internalAdapter.createUser(row, { method: 'admin' })
      await internalAdapter.linkAccount({
        userId: made.id,
        providerId: 'credential',
        accountId: made.id,
        password: hash,
      })
    },

    async setHash(user, hash) {
      const row = await rowOf(user)
      if (!row) throw new CityError('not-found', `There is no user ${user}.`)
      await internalAdapter.updatePassword(row.id, hash)
    },

    async removeUser(user) {
      const row = await rowOf(user)
      if (!row) return
      const ofUser = [{ field: 'userId', value: row.id }]
      await adapter.deleteMany({ model: 'session', where: ofUser })
      await adapter.deleteMany({ model: 'account', where: ofUser })
      await adapter.delete({ model: 'user', where: [{ field: 'id', value: row.id }] })
    },
  }
}

function cookieName(secure: boolean): string {
  return secure ? '__Host-citypulse' : 'citypulse'
}

async function openAuth(options: Parameters<typeof openSessions>[0]) {
  const { db, secret, secure } = options
  const settings = {
    database: { db: db as unknown as Kysely<Record<string, never>>, type: 'sqlite' as const },
    secret,
    baseURL: secure ? 'https://localhost' : 'http://localhost',
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    emailAndPassword: { enabled: true, disableSignUp: true },
    session: { expiresIn: IDLE_SECONDS, updateAge: TOUCH_SECONDS },
    advanced: {
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
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
      username({ minUsernameLength: 1, maxUsernameLength: 64, usernameValidator: () => true, displayUsername: false }),
      admin({ defaultRole: 'viewer' }),
      entrance,
    ],
  }
  const { runMigrations } = await getMigrations(settings)
  await runMigrations()
  return betterAuth(settings)
}

interface Entering {
  readonly userId: string
}

/** A standard schema (standardschema.dev): what comes from here is not judged again. */
const ENTERING = {
  '~standard': {
    version: 1 as const,
    vendor: 'citypulse',
    validate: (value: unknown) => ({ value: value as Entering }),
    types: undefined as { readonly input: Entering; readonly output: Entering } | undefined,
  },
}

/** Opens a session for somebody who was proved otherwise; only callable from here. */
const entrance = {
  id: 'entrance',
  endpoints: {
    enter: createAuthEndpoint(
      '/entrance',
      { method: 'POST', body: ENTERING, requireHeaders: true, metadata: { SERVER_ONLY: true } },
      async (ctx) => {
        const { internalAdapter } = ctx.context
        const user = await internalAdapter.findUserById(ctx.body.userId)
        if (!user) throw new CityError('not-found', 'There is no such user.')
        const session = await internalAdapter.createSession(user.id)
        await setSessionCookie(ctx, { session, user })
        return { id: session.id }
      },
    ),
  },
} as const
