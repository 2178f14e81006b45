import { may } from '../../../domain/access/may.ts'
import { ADMINISTRATIONS, administrationsOf, DEPARTMENT_ROLES, type Role } from '../../../domain/access/roles.ts'
import { CityError } from '../../../domain/errors.ts'
import type { SavedViewRecords } from '../../../store/records/saved-views.ts'
import type { People, Person } from '../../../store/records/people.ts'
import type { Note } from './note.ts'
import { makePassword, type Passwords } from './password.ts'
import type { SecondFactor } from './second-factor.ts'
import type { Session } from './session.ts'
import type { SessionStore } from './sessions.ts'
import type { TokenDesk } from './token-desk.ts'
import type { WallDesk } from './walls.ts'

export interface PersonWish {
  readonly roles: readonly Role[]
  /** Null: the whole city. */
  readonly departments: readonly string[] | null
}

/** Accounts as administrators see and change them. Everything throws `not-found` for people that are not theirs to see. */
export interface PeopleDesk {
  list(by: Session): readonly Person[]
  get(user: string, by: Session): Person
  /** Throws unless `by` may change this account. */
  demandChange(user: string, by: Session): Person
  /** The password is told only now, and must be changed at the first sign-in. Throws `person-exists`, `not-allowed`. */
  create(user: string, wish: PersonWish, by: Session): Promise<string>
  /** Their sessions end when they may do something else than before. */
  change(user: string, wish: Partial<PersonWish> & { readonly isOff?: boolean }, by: Session): Promise<Person>
  /** A new password in place of one that was forgotten. */
  resetPassword(user: string, by: Session): Promise<string>
  resetSecondFactor(user: string, by: Session): Promise<void>
  signOut(user: string, by: Session): Promise<void>
  remove(user: string, by: Session): Promise<void>
}

const RESERVED = new Set(['local', 'system', 'config', 'monitor', 'nobody', 'sign-in-service'])

export function makePeopleDesk(of: {
  readonly people: People
  readonly sessions: SessionStore
  readonly passwords: Passwords
  readonly factor: SecondFactor
  readonly tokens: Pick<TokenDesk, 'endAll'>
  readonly walls: Pick<WallDesk, 'endOf'>
  readonly views: Pick<SavedViewRecords, 'leave'>
  readonly note: Note
  readonly newPerson: (of: PersonWish & { readonly user: string; readonly by: string }) => Person
}): PeopleDesk {
  const { people, sessions, passwords, factor, tokens, walls, views, note, newPerson } = of

  /** Somebody whom `by` may see; `not-found` otherwise. */
  function seen(user: string, by: Session): Person {
    const person = people.get(user)
    if (!person || !sees(person, by)) throw new CityError('not-found', `There is no user ${user}.`)
    return person
  }

  /** Somebody whom `by` may change. */
  function changeable(user: string, by: Session): Person {
    const person = seen(user, by)
    if (person.user === by.user.toLowerCase())
      throw new CityError('not-allowed', 'Nobody changes their own rights; ask another administrator.')
    demandWithin(person, by)
    return person
  }

  function demandLast(person: Person, next: { readonly roles: readonly Role[]; readonly isOff: boolean }): void {
    const isOne = ({ roles, isOff }: Pick<Person, 'roles' | 'isOff'>) => !isOff && roles.includes('security-admin')
    if (!isOne(person) || isOne(next)) return
    const others = people.all().some((other) => other.user !== person.user && isOne(other))
    if (!others)
      throw new CityError('step-not-allowed', `${person.user} is the last security administrator; name another first.`)
  }

  const underWay = new Set<string>()

  async function made(user: string, wish: PersonWish, by: Session): Promise<string> {
    const password = makePassword()
    const hash = await passwords.hash(password)
    const person = { ...newPerson({ user, ...wish, by: by.user }), mustChange: true }
    await people.save(person, [note(by.user, 'create-person', { object: user, detail: wordsOf(wish) })])
    try {
      await sessions.createUser({ user, hash })
    } catch (error) {
      await people.remove(person.user)
      throw error
    }
    return password
  }

  return {
    list: (by) => [...people.all()].filter((person) => sees(person, by)).toSorted((a, b) => (a.user < b.user ? -1 : 1)),
    get: seen,
    demandChange: changeable,
    async create(user, wish, by) {
      demandFree(user)
      demandSeparate(wish.roles)
      demandWithin(wish, by)
      const name = user.toLowerCase()
      // Of two who make the same name at once one has made nothing, and takes nothing back.
      if (people.get(name) || underWay.has(name))
        throw new CityError('person-exists', `There is a user ${user} already.`)
      underWay.add(name)
      try {
        return await made(user, wish, by)
      } finally {
        underWay.delete(name)
      }
    },
    async change(user, wish, by) {
      const person = changeable(user, by)
      const { roles = person.roles, departments = person.departments, isOff = person.isOff } = wish
      demandWithin({ roles, departments }, by)
      demandLast(person, { roles, isOff })
      // The account of the first start keeps what it has until somebody takes of it; never again more than one.
      const isBootstrap = person.isBootstrap && administrationsOf(roles).length > 1
      if (!isBootstrap || roles.length > person.roles.length) demandSeparate(roles)
      const next = { roles, departments, isOff, isBootstrap }
      const detail = `${wordsOf(person)}${person.isOff ? ', off' : ''} -> ${wordsOf(next)}${isOff ? ', off' : ''}`
      const changed = await people.update(user, next, [note(by.user, 'change-person', { object: person.user, detail })])
      await sessions.endAll(person.user)
      if (!keepsWalls(person, next)) await walls.endOf(person.user, by.user)
      return changed
    },
    async resetPassword(user, by) {
      const person = changeable(user, by)
      if (person.subject !== null)
        throw new CityError(
          'step-not-allowed',
          `${person.user} comes by the sign-in service, which keeps the password.`,
        )
      const password = makePassword()
      const hash = await passwords.hash(password)
      await people.update(user, { mustChange: true }, [note(by.user, 'reset-password', { object: person.user })])
      await sessions.setHash(person.user, hash)
      await sessions.endAll(person.user)
      // Whoever knew the old one may have made tokens with it.
      await tokens.endAll(person.user)
      return password
    },
    async resetSecondFactor(user, by) {
      const person = changeable(user, by)
      await factor.remove(person, by.user)
      await sessions.endAll(person.user)
    },
    async signOut(user, by) {
      const person = changeable(user, by)
      await people.update(user, {}, [note(by.user, 'end-sessions', { object: person.user })])
      await sessions.endAll(person.user)
    },
    async remove(user, by) {
      const person = changeable(user, by)
      demandLast(person, { roles: [], isOff: true })
      // First what lets them in: wherever the power fails, nobody can sign in who is not there.
      await tokens.endAll(person.user)
      await walls.endOf(person.user, by.user)
      await sessions.removeUser(person.user)
      // Nothing of theirs is for whoever has the name next.
      await people.remove(person.user, [
        ...views.leave(person.user),
        note(by.user, 'remove-person', { object: person.user, detail: wordsOf(person) }),
      ])
    },
  }
}

/** Throws `person-exists` for a name that the audit has for the city itself. */
export function demandFree(user: string): void {
  if (RESERVED.has(user.toLowerCase())) throw new CityError('person-exists', `The name ${user} is the city's own.`)
}

/** Throws `not-allowed` for two administrations in one hand. */
export function demandSeparate(roles: readonly Role[]): void {
  if (administrationsOf(roles).length > 1)
    throw new CityError('not-allowed', `One account has one of ${ADMINISTRATIONS.join(', ')}, not several.`)
}

/** A department's administrator stays within the department, and below an administrator's rights. */
function demandWithin({ roles, departments }: PersonWish, by: Session): void {
  const { actor } = by
  if (!may(actor, 'people.write').allowed) throw new CityError('not-allowed', `${by.user} may not change accounts.`)
  const mayAdminister = may(actor, 'people.administer').allowed
  if (mayAdminister && actor.departments === null) return
  const isWithin =
    actor.departments === null ||
    (departments !== null && departments.length > 0 && departments.every((id) => actor.departments?.includes(id)))
  if (!isWithin) throw new CityError('not-allowed', `${by.user} may only change accounts of ${wordsOf(actor)}.`)
  const beyond = roles.filter((role) => !DEPARTMENT_ROLES.includes(role))
  if (beyond.length > 0)
    throw new CityError(
      'not-allowed',
      `Only a security administrator who has signed in, not an API token, changes who is ${beyond.join(', ')}.`,
    )
}

/** Whether the screens that somebody let in may go on: they still may let them in, and see what these show. */
function keepsWalls({ departments: before }: Person, { roles, departments, isOff }: PersonWish & { isOff: boolean }) {
  const mayAdmit = may({ roles, departments, scopes: null, grants: [] }, 'wall.admit').allowed
  const seesAll = departments === null || (before?.every((id) => departments.includes(id)) ?? false)
  return !isOff && mayAdmit && seesAll
}

function sees(person: Person, { actor }: Session): boolean {
  if (!may(actor, 'people.read').allowed) return false
  return actor.departments === null || (person.departments ?? []).some((id) => actor.departments?.includes(id))
}

function wordsOf({ roles, departments }: { roles: readonly Role[]; departments: readonly string[] | null }): string {
  return `${roles.join(', ') || 'no role'} in ${departments === null ? 'the whole city' : departments.join(', ')}`
}
