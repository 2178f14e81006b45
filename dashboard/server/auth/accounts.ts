import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { OpenGrant } from '../../../domain/access/may.ts'
import { type Role, ROLES } from '../../../domain/access/roles.ts'
import { PROOF_MS } from '../../../domain/access/table.ts'
import { CityError } from '../../../domain/errors.ts'
import { type ApiToken, buildApiTokenRecords } from '../../../store/records/api-tokens.ts'
import { buildAuditRecords } from '../../../store/records/audit.ts'
import { openGrants } from '../../../store/records/grants.ts'
import { openPeople, type Person } from '../../../store/records/people.ts'
import type { Records } from '../../../store/records/records.ts'
import { buildSavedViewRecords } from '../../../store/records/saved-views.ts'
import { makeSeal } from '../../../store/records/seal.ts'
import { type GrantsDesk, openGrantsDesk } from './grants-desk.ts'
import { LOCAL, sameAs } from './local.ts'
import type { Note } from './note.ts'
import { makePassword, makePasswords } from './password.ts'
import { openPatience } from './patience.ts'
import { demandFree, demandSeparate, makePeopleDesk, type PeopleDesk } from './people-desk.ts'
import { makeProfileDesk, type ProfileDesk } from './profile-desk.ts'
import { makeSecondFactor } from './second-factor.ts'
import { actorOf, type Found, nearestRole, type Session } from './session.ts'
import { type CookieSession, openSessions, type Origin } from './sessions.ts'
import { makeSignInDesk, type SignInWish } from './sign-in.ts'
import { isOverdue, makeTokenDesk, type TokenDesk } from './token-desk.ts'
import { openWallDesk, type WallDesk } from './walls.ts'

export type { Found, Session } from './session.ts'

/** People, their sessions and their API tokens. Every sign-in, sign-out and change is in the audit. */
export interface Accounts extends AsyncDisposable {
  /**
   * Throws `sign-in-failed` for a wrong user, password or code alike, `second-factor-required`, `too-many-requests` after five failures of one
   * account (or thirty of one address) within 15 minutes. The session of `cookie`, in whose place the new one comes, ends.
   */
  signIn(of: SignInWish & { readonly cookie?: string }): Promise<Found>
  /** For somebody whom the city's sign-in service vouches for, by issuer and subject. `provedAt`: when they proved it there, UTC ms. */
  enterAs(of: PersonOfService, from: Origin & { readonly provedAt?: number }): Promise<Found>
  /** For somebody whom the sign-in service knows, and no rule lets in any more: what was open to them ends. */
  refuse(subject: string): Promise<void>
  /** By cookie or bearer token; null when nobody is signed in. `touch: false` looks without keeping it alive. */
  sessionOf(headers: Proof, options?: { touch?: boolean }): Promise<Found | null>
  /** Ends the session of the cookie, if there is one. */
  signOut(headers: Proof): Promise<{ setCookies: readonly string[] }>
  /** Makes the user `admin` when there is nobody yet; returns the password to print once, if it had to make one. */
  createFirstAdmin(password?: string): Promise<string | null>
  createUser(of: NewUser): Promise<void>
  /** Whether the account of the first start still has every administration. */
  isUndivided(): boolean
  /** Notes that a grant alone let somebody see something. */
  noteUse(grant: OpenGrant, of: { readonly user: string; readonly action: string }): void
  readonly people: PeopleDesk
  readonly profile: ProfileDesk
  readonly grants: GrantsDesk
  readonly tokens: TokenDesk
  readonly walls: WallDesk
}

/** Somebody as the city's sign-in service knows them, with what its claims mean here. */
export interface PersonOfService {
  readonly subject: string
  readonly user: string
  readonly roles: readonly Role[]
  readonly departments: readonly string[] | null
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

/** Opens the accounts on the records; makes the tables of sign-in when they are missing. `secret` signs the cookies. */
export async function openAccounts(options: {
  readonly records: Records
  readonly secret: string
  /** Seals the secrets of second factors; made of `secret` when not given. */
  readonly sealKey?: Uint8Array
  /** Bearer token of the command line on this machine; nobody has it when not given. */
  readonly cliToken?: string
  /** TLS is in front: cookies are `Secure` and `__Host-`. */
  readonly secure?: boolean
  /** Name of the city in authenticator apps. */
  readonly issuer?: string
  /** Roles that need a second factor. */
  readonly secondFactorFor?: readonly Role[]
  readonly now?: () => number
}): Promise<Accounts> {
  const { records, secret, secure = false, issuer = 'CityPulse', secondFactorFor = [], now = Date.now } = options
  const isCliToken = sameAs(options.cliToken)
  const audit = buildAuditRecords(records)
  const note: Note = (actor, action, { object, result = 'done', detail = '' }) =>
    audit.add({ at: now(), actor, action, object, result, detail })
  const sessions = await openSessions({ db: records.db, secret, secure, now })
  const people = await openPeople(records)
  for (const known of await sessions.users()) if (!people.get(known.user)) await people.save(adopted(known))
  const passwords = makePasswords()
  const tokens = buildApiTokenRecords(records, { now })
  const grants = openGrantsDesk(await openGrants(records), { note, now })
  const seal = makeSeal(options.sealKey ?? createHash('sha256').update(secret).digest())
  const factor = makeSecondFactor({ people, seal, issuer, note, now })
  const patience = await openPatience(records, now)
  const desk = await makeSignInDesk({ records, people, sessions, passwords, patience, factor, note })

  const views = buildSavedViewRecords(records)
  const tokenDesk = makeTokenDesk({
    tokens,
    people,
    note: (actor, action, of) => records.transact([note(actor, action, of)]),
    now,
  })

  /** When people of the sign-in service proved there who they are, by session; a session alone does not tell. */
  const proofs = new Map<string, number>()

  const walls = openWallDesk({
    tokens,
    note: (actor, action, of) => records.transact([note(actor, action, of)]),
    secure,
    now,
  })

  return {
    walls,

    async signIn({ cookie, ...wish }) {
      const entered = await desk.signIn(wish)
      if (cookie !== undefined) await sessions.signOut(cookie)
      return mustFind(entered)
    },

    async enterAs({ subject, user, roles, departments }, { provedAt = 0, ...from }) {
      const known = people.bySubject(subject)
      demandSeparate(roles)
      if (known?.isOff) throw new CityError('sign-in-failed', `${known.user} is switched off here.`)
      const name = known?.user ?? user
      if (!known) {
        demandFree(user)
        if (people.get(user)) throw new CityError('person-exists', `There is another user ${user} here already.`)
        const detail = JSON.stringify({ roles, departments })
        await people.save({ ...newPerson({ user, roles, departments, by: 'sign-in-service' }), subject }, [
          note('sign-in-service', 'create-person', { object: user, detail }),
        ])
        // Nobody knows it: this person comes by the sign-in service alone.
        await sessions.createUser({ user, hash: await passwords.hash(makePassword() + makePassword()) })
      } else if (!isSame(known, { roles, departments })) {
        const detail = JSON.stringify({ roles, departments })
        await people.update(name, { roles, departments }, [note(name, 'change-person', { object: name, detail })])
        await sessions.endAll(name)
      }
      await records.transact([note(name, 'sign-in', { object: from.address, detail: subject })])
      const entered = await sessions.enter(name, from)
      for (const [id, at] of proofs) if (at < now() - PROOF_MS) proofs.delete(id)
      proofs.set(entered.id, Math.min(provedAt, now()))
      return mustFind(entered)
    },

    async refuse(subject) {
      const known = people.bySubject(subject)
      if (!known) return
      const ended = await tokenDesk.endAll(known.user)
      await walls.endOf(known.user, 'sign-in-service')
      const detail = `no rule lets them in any more; ${ended} API tokens ended`
      await records.transact([note('sign-in-service', 'end-sessions', { object: known.user, detail })])
      await sessions.endAll(known.user)
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
      if (found) await records.transact([note(found.user, 'sign-out', { object: found.user })])
      return sessions.signOut(cookie ?? '')
    },

    async createFirstAdmin(password) {
      if ((await sessions.users()).length > 0) return null
      const first = password ?? makePassword()
      // Whoever can sign in has roles already, wherever the power fails.
      const admin = newPerson({ user: 'admin', roles: ROLES, departments: null, by: 'system' })
      await people.save({ ...admin, isBootstrap: true, mustChange: password === undefined })
      await sessions.createUser({ user: 'admin', hash: await passwords.hash(first) })
      return password === undefined ? first : null
    },

    async createUser({ user, password, role, roles = role ? [role] : [], departments = null, by = 'system' }) {
      if (people.get(user)) throw new CityError('person-exists', `There is a user ${user} already.`)
      await people.save(newPerson({ user, roles, departments, by }))
      await sessions.createUser({ user, hash: await passwords.hash(password) })
    },

    isUndivided: () => people.all().some(({ isBootstrap }) => isBootstrap),
    noteUse: grants.use,
    people: makePeopleDesk({ people, sessions, passwords, factor, tokens: tokenDesk, walls, views, note, newPerson }),
    profile: makeProfileDesk({ people, sessions, desk, factor, found: mustFind, note, isFactorNeeded }),
    grants,

    tokens: tokenDesk,

    [Symbol.asyncDispose]: () => grants[Symbol.asyncDispose](),
  }

  function isFactorNeeded({ roles, subject }: Person): boolean {
    // Who comes by the sign-in service has the factors of that service.
    return subject === null && roles.some((role) => secondFactorFor.includes(role))
  }

  function mustFind(cookie: CookieSession): Found {
    const found = foundOf(cookie)
    if (!found) throw new CityError('sign-in-failed', 'The account is switched off.')
    return found
  }

  function foundOf({ id, user, createdAt, expiresAt, setCookies }: CookieSession): Found | null {
    const person = people.get(user)
    if (!person || person.isOff) return null
    const provedAt = person.subject === null ? createdAt : (proofs.get(id) ?? 0)
    return { session: { ...common(person), by: 'cookie', expiresAt, sessionId: id, provedAt }, setCookies }
  }

  async function ofToken(text: string): Promise<Found | null> {
    const token = /^city_[\w-]{43}$/.test(text) ? await tokens.verify(text) : null
    const wall = token && walls.ofToken(token)
    if (wall) return { session: wall, setCookies: [] }
    const person = token && people.get(token.user)
    if (!token || !person || person.isOff || isOverdue(token, person, now())) return null
    const { expiresAt } = token
    return {
      session: { ...common(person, token), by: 'token', expiresAt, sessionId: null, provedAt: null },
      setCookies: [],
    }
  }

  function common(person: Person, token?: ApiToken) {
    const { user, roles, isBootstrap } = person
    return {
      user,
      role: nearestRole(roles),
      actor: actorOf(person, grants.open(), token),
      isBootstrap,
      owes: owedBy(person),
    }
  }

  /** In person and by a token alike. */
  function owedBy(person: Person): Session['owes'] {
    if (person.mustChange) return 'password'
    return isFactorNeeded(person) && !person.totp?.confirmedAt ? 'second-factor' : null
  }

  function newPerson(of: Pick<Person, 'user' | 'roles' | 'departments'> & { readonly by: string }): Person {
    return {
      user: of.user.toLowerCase(),
      roles: of.roles,
      departments: of.departments,
      isBootstrap: false,
      mustChange: false,
      isOff: false,
      createdAt: now(),
      createdBy: of.by,
      subject: null,
      totp: null,
      recovery: [],
    }
  }

  /** Somebody of a version that knew three roles: the first administrator becomes the one of the first start. */
  function adopted({ user, role }: { readonly user: string; readonly role: string }): Person {
    const made = (roles: readonly Role[]) => newPerson({ user, roles, departments: null, by: 'system' })
    if (role !== 'admin') return made([role === 'operator' ? 'operator' : 'viewer'])
    if (people.all().some(({ isBootstrap }) => isBootstrap)) return made(['system-admin', 'department-admin'])
    return { ...made(ROLES), isBootstrap: true }
  }
}

function isSame(a: Pick<Person, 'roles' | 'departments'>, b: Pick<Person, 'roles' | 'departments'>): boolean {
  const text = ({ roles, departments }: typeof a) => JSON.stringify([roles.toSorted(), departments?.toSorted() ?? null])
  return text(a) === text(b)
}
