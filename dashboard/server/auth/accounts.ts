import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { type Role, ROLES } from '../../../domain/access/roles.ts'
import { CityError } from '../../../domain/errors.ts'
import { type ApiToken, buildApiTokenRecords, type NewApiToken } from '../../../store/records/api-tokens.ts'
import { buildAuditRecords } from '../../../store/records/audit.ts'
import { openPeople, type Person } from '../../../store/records/people.ts'
import type { Records } from '../../../store/records/records.ts'
import { makeAttempts } from './attempts.ts'
import { makePassword, makePasswords } from './password.ts'
import { actorOf, type Found, nearestRole, type Session } from './session.ts'
import { type CookieSession, openSessions } from './sessions.ts'
import { openWallDesk, type WallDesk } from './walls.ts'

export type { Found, Session } from './session.ts'

/** People, their sessions and their API tokens. Every sign-in, sign-out and token change is in the audit. */
export interface Accounts {
  /**
   * Throws `sign-in-failed` for a wrong user or password alike, `too-many-requests` after five failures of one account
   * (or thirty of one address) within 15 minutes.
   */
  signIn(of: { user: string; password: string; address: string }): Promise<Found>
  /** By cookie or bearer token; null when nobody is signed in. `touch: false` looks without keeping it alive. */
  sessionOf(headers: Proof, options?: { touch?: boolean }): Promise<Found | null>
  /** Ends the session of the cookie, if there is one. */
  signOut(headers: Proof): Promise<{ setCookies: readonly string[] }>
  /** Makes the user `admin` when there is nobody yet; returns the password to print once, if it had to make one. */
  createFirstAdmin(password?: string): Promise<string | null>
  createUser(of: NewUser): Promise<void>
  readonly tokens: {
    list(user: string): Promise<readonly ApiToken[]>
    /** The token is shown only now. */
    create(of: NewApiToken): Promise<{ item: ApiToken; token: string }>
    /** Throws `not-found` when the user has no such token. */
    revoke(user: string, id: number): Promise<void>
  }
  readonly walls: WallDesk
}

export interface NewUser {
  readonly user: string
  readonly password: string
  readonly role?: Role
  readonly roles?: readonly Role[]
  /** Null, as when not given: the whole city. */
  readonly departments?: readonly string[] | null
  readonly by?: string
}

type Proof = Pick<IncomingHttpHeaders, 'cookie' | 'authorization'>

const WINDOW_MS = 15 * 60_000
const FAILURES_OF_ACCOUNT = 5
const FAILURES_OF_ADDRESS = 30

/** Whoever can read the city's keys can do everything anyway: the command line is an administrator by this name. */
const LOCAL: Found = {
  session: {
    user: 'local',
    role: 'admin',
    actor: actorOf({ roles: ROLES, departments: null }, []),
    by: 'token',
    expiresAt: null,
    isBootstrap: false,
  },
  setCookies: [],
}

/** Opens the accounts on the records; makes the tables of sign-in when they are missing. `secret` signs the cookies. */
export async function openAccounts(options: {
  readonly records: Records
  readonly secret: string
  /** Bearer token of the command line on this machine; nobody has it when not given. */
  readonly cliToken?: string
  /** TLS is in front: cookies are `Secure` and `__Host-`. */
  readonly secure?: boolean
  readonly now?: () => number
}): Promise<Accounts> {
  const { records, secret, secure = false, now = Date.now } = options
  const isCliToken = sameAs(options.cliToken)
  const sessions = await openSessions({ db: records.db, secret, secure, now, passwords: makePasswords() })
  const people = await openPeople(records)
  for (const known of await sessions.users()) if (!people.get(known.user)) await people.save(adopted(known))
  const tokens = buildApiTokenRecords(records, { now })
  const audit = buildAuditRecords(records)
  const ofAccount = makeAttempts({ limit: FAILURES_OF_ACCOUNT, windowMs: WINDOW_MS, keys: 10_000, now })
  const ofAddress = makeAttempts({ limit: FAILURES_OF_ADDRESS, windowMs: WINDOW_MS, keys: 10_000, now })

  const walls = openWallDesk({ tokens, note, secure })

  return {
    walls,

    async signIn({ user, password, address }) {
      const account = user.toLowerCase()
      demandPatience(ofAddress.take(address))
      const waitMs = ofAccount.take(account)
      if (waitMs > 0) ofAddress.undo(address)
      demandPatience(waitMs)
      const cookie = await sessions.signIn(user, password).catch((error: unknown) => {
        ofAccount.undo(account)
        ofAddress.undo(address)
        throw error
      })
      const found = cookie && foundOf(cookie)
      await note(user, 'sign-in', { object: address, result: found ? 'done' : 'refused' })
      if (!found) throw new CityError('sign-in-failed', 'The user or the password is wrong.')
      ofAccount.succeeded(account)
      ofAddress.undo(address)
      return found
    },

    async sessionOf(headers, { touch = true } = {}) {
      const { authorization, cookie } = headers
      if (authorization === undefined) {
        const known = cookie === undefined ? null : await sessions.sessionOf(cookie, touch)
        return known ? foundOf(known) : walls.sessionOf(headers)
      }
      const token = /^Bearer +([\w-]+)$/i.exec(authorization)?.[1]
      if (token === undefined) return null
      return isCliToken(token) ? LOCAL : ofToken(token)
    },

    async signOut({ cookie }) {
      const found = cookie === undefined ? null : await sessions.sessionOf(cookie, false)
      if (found) await note(found.user, 'sign-out', { object: found.user, result: 'done' })
      return sessions.signOut(cookie ?? '')
    },

    async createFirstAdmin(password) {
      if ((await sessions.users()).length > 0) return null
      const first = password ?? makePassword()
      // Whoever can sign in has roles already, wherever the power fails.
      await people.save(newPerson({ user: 'admin', roles: ROLES, isBootstrap: true }))
      await sessions.createUser({ user: 'admin', password: first })
      return password === undefined ? first : null
    },

    async createUser({ user, password, role, roles = role ? [role] : [], departments = null, by = 'system' }) {
      if (people.get(user)) throw new CityError('request-invalid', `There is a user ${user} already.`)
      await people.save(newPerson({ user, roles, departments, by }))
      await sessions.createUser({ user, password })
    },

    tokens: {
      list: (user) => tokens.list(user),
      async create(wish) {
        const { user, name } = wish
        const { id, token } = await tokens.create(wish)
        const detail = `${name} (${wish.scopes?.join(', ') ?? 'all'})`
        await note(user, 'create-token', { object: String(id), result: 'done', detail })
        const item = (await tokens.list(user)).find((token) => token.id === id)
        if (!item) throw new CityError('records-failed', `API token ${id} was made and is not there.`)
        return { item, token }
      },
      async revoke(user, id) {
        if (!(await tokens.revoke(id, user))) throw new CityError('not-found', `You have no API token ${id}.`)
        await note(user, 'revoke-token', { object: String(id), result: 'done' })
      },
    },
  }

  function foundOf(cookie: CookieSession): Found | null {
    const person = people.get(cookie.user)
    if (!person || person.isOff) return null
    const { user, expiresAt, setCookies } = cookie
    return { session: sessionFrom(person, { user, expiresAt, by: 'cookie' }), setCookies }
  }

  async function ofToken(text: string): Promise<Found | null> {
    const token = /^city_[\w-]{43}$/.test(text) ? await tokens.verify(text) : null
    const wall = token && walls.ofToken(token)
    if (wall) return { session: wall, setCookies: [] }
    const person = token && people.get(token.user)
    if (!token || !person || person.isOff) return null
    const { user, expiresAt } = token
    return { session: sessionFrom(person, { user, expiresAt, by: 'token', token }), setCookies: [] }
  }

  function newPerson(of: {
    readonly user: string
    readonly roles: readonly Role[]
    readonly departments?: readonly string[] | null
    readonly isBootstrap?: boolean
    readonly by?: string
  }): Person {
    return {
      user: of.user.toLowerCase(),
      roles: of.roles,
      departments: of.departments ?? null,
      isBootstrap: of.isBootstrap ?? false,
      mustChange: false,
      isOff: false,
      createdAt: now(),
      createdBy: of.by ?? 'system',
      subject: null,
      totp: null,
      recovery: [],
    }
  }

  /** Somebody of a version that knew three roles: the first administrator becomes the one of the first start. */
  function adopted({ user, role }: { readonly user: string; readonly role: string }): Person {
    const isBootstrap = role === 'admin' && !people.all().some((person) => person.isBootstrap)
    if (isBootstrap) return newPerson({ user, roles: ROLES, isBootstrap })
    if (role === 'admin') return newPerson({ user, roles: ['system-admin', 'department-admin'] })
    return newPerson({ user, roles: [role === 'operator' ? 'operator' : 'viewer'] })
  }

  function note(actor: string, action: string, of: { object: string; result: string; detail?: string }): Promise<void> {
    return records.transact([audit.add({ at: now(), actor, action, detail: '', ...of })])
  }
}

function demandPatience(waitMs: number): void {
  if (waitMs <= 0) return
  const minutes = Math.ceil(waitMs / 60_000)
  const error = new CityError('too-many-requests', `Too many failed sign-ins; try again in ${minutes} minutes.`)
  throw Object.assign(error, { retryAfterSeconds: Math.ceil(waitMs / 1000) })
}

/** Whether a token is the expected one, in the same time wherever they differ. */
function sameAs(expected: string | undefined): (token: string) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const wanted = expected === undefined ? null : digest(expected)
  return (token) => wanted !== null && timingSafeEqual(digest(token), wanted)
}

function sessionFrom(
  person: Person,
  of: Pick<Session, 'user' | 'by' | 'expiresAt'> & { readonly token?: ApiToken },
): Session {
  const { user, by, expiresAt, token } = of
  const actor = actorOf(person, [], token)
  return { user, role: nearestRole(person.roles), actor, by, expiresAt, isBootstrap: person.isBootstrap }
}
