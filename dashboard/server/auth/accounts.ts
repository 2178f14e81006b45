import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { CityError } from '../../../domain/errors.ts'
import { type ApiToken, type ApiTokenRecords, buildApiTokenRecords } from '../../../store/records/api-tokens.ts'
import { buildAuditRecords } from '../../../store/records/audit.ts'
import type { Records } from '../../../store/records/records.ts'
import { makeAttempts } from './attempts.ts'
import { makePassword, makePasswords } from './password.ts'
import { openSessions, type SessionStore } from './sessions.ts'

/** What a person may do: see, act on alarms and dead letters, or run the city's registry as well. */
export type Role = 'viewer' | 'operator' | 'admin'

/** Who is there, and until when. */
export interface Session {
  readonly user: string
  readonly role: Role
  /** How the request proved it. */
  readonly by: 'cookie' | 'token'
  /** UTC ms; null for a token that does not end. */
  readonly expiresAt: number | null
}

/** A session and the `Set-Cookie` lines that the answer must carry. */
export interface Found {
  readonly session: Session
  readonly setCookies: readonly string[]
}

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
  createUser(of: { user: string; password: string; role: Role }): Promise<void>
  readonly tokens: {
    list(user: string): Promise<readonly ApiToken[]>
    /** The token is shown only now. */
    create(of: { user: string; name: string; expiresAt: number | null }): Promise<{ item: ApiToken; token: string }>
    /** Throws `not-found` when the user has no such token. */
    revoke(user: string, id: number): Promise<void>
  }
}

type Proof = Pick<IncomingHttpHeaders, 'cookie' | 'authorization'>

const WINDOW_MS = 15 * 60_000
const FAILURES_OF_ACCOUNT = 5
const FAILURES_OF_ADDRESS = 30

/** Whoever can read the city's keys can do everything anyway: the command line is an administrator by this name. */
const LOCAL: Found = { session: { user: 'local', role: 'admin', by: 'token', expiresAt: null }, setCookies: [] }

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
  const tokens = buildApiTokenRecords(records, { now })
  const audit = buildAuditRecords(records)
  const ofAccount = makeAttempts({ limit: FAILURES_OF_ACCOUNT, windowMs: WINDOW_MS, keys: 10_000, now })
  const ofAddress = makeAttempts({ limit: FAILURES_OF_ADDRESS, windowMs: WINDOW_MS, keys: 10_000, now })

  return {
    async signIn({ user, password, address }) {
      const account = user.toLowerCase()
      demandPatience(ofAddress.take(address))
      const waitMs = ofAccount.take(account)
      if (waitMs > 0) ofAddress.undo(address)
      demandPatience(waitMs)
      const found = await sessions.signIn(user, password).catch((error: unknown) => {
        ofAccount.undo(account)
        ofAddress.undo(address)
        throw error
      })
      await note(user, 'sign-in', { object: address, result: found ? 'done' : 'refused' })
      if (!found) throw new CityError('sign-in-failed', 'The user or the password is wrong.')
      ofAccount.succeeded(account)
      ofAddress.undo(address)
      return found
    },

    async sessionOf(headers, { touch = true } = {}) {
      const { authorization, cookie } = headers
      if (authorization === undefined) return cookie === undefined ? null : sessions.sessionOf(cookie, touch)
      const token = /^Bearer +([\w-]+)$/i.exec(authorization)?.[1]
      if (token === undefined) return null
      return isCliToken(token) ? LOCAL : ofToken(token, tokens, sessions)
    },

    async signOut({ cookie }) {
      const found = cookie === undefined ? null : await sessions.sessionOf(cookie, false)
      if (found) await note(found.session.user, 'sign-out', { object: found.session.user, result: 'done' })
      return sessions.signOut(cookie ?? '')
    },

    async createFirstAdmin(password) {
      if (await sessions.hasUsers()) return null
      const first = password ?? makePassword()
      await sessions.createUser({ user: 'admin', password: first, role: 'admin' })
      return password === undefined ? first : null
    },

    createUser: (of) => sessions.createUser(of),

    tokens: {
      list: (user) => tokens.list(user),
      async create({ user, name, expiresAt }) {
        const { id, token } = await tokens.create({ user, name, expiresAt })
        await note(user, 'create-token', { object: String(id), result: 'done', detail: name })
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

async function ofToken(token: string, tokens: ApiTokenRecords, sessions: SessionStore): Promise<Found | null> {
  const owner = /^city_[\w-]{43}$/.test(token) ? await tokens.verify(token) : null
  const role = owner && (await sessions.roleOf(owner.user))
  if (!owner || !role) return null
  return { session: { user: owner.user, role, by: 'token', expiresAt: owner.expiresAt }, setCookies: [] }
}
