import { CityError } from '../../../domain/errors.ts'
import type { People, Person } from '../../../store/records/people.ts'
import type { SecondFactor } from './second-factor.ts'
import type { Note } from './note.ts'
import type { Found, Session } from './session.ts'
import type { CookieSession, OpenSession, Origin, SessionStore } from './sessions.ts'
import type { SignInDesk } from './sign-in.ts'

/** What somebody sees and changes of their own account; only signed in, never with a token. */
export interface ProfileDesk {
  person(by: Session): Person
  isFactorNeeded(person: Person): boolean
  /** The session goes on under a new id. Throws `sign-in-failed`, `password-too-weak`. */
  changePassword(by: Session, of: { readonly password: string; readonly next: string } & Origin): Promise<Found>
  sessions(by: Session): Promise<readonly (OpenSession & { readonly isThis: boolean })[]>
  /** Throws `not-found`. */
  endSession(by: Session, id: string): Promise<void>
  /** Throws `sign-in-failed` for a wrong password. */
  beginSecondFactor(by: Session, of: Proof): Promise<{ readonly secret: string; readonly uri: string }>
  /** Recovery codes, told only now. */
  confirmSecondFactor(by: Session, code: string): Promise<readonly string[]>
  removeSecondFactor(by: Session, of: Proof): Promise<void>
}

interface Proof {
  readonly password: string
  readonly address: string
}

export function makeProfileDesk(of: {
  readonly people: People
  readonly sessions: SessionStore
  readonly desk: SignInDesk
  readonly factor: SecondFactor
  readonly found: (cookie: CookieSession) => Found
  readonly note: Note
  readonly isFactorNeeded: (person: Person) => boolean
}): ProfileDesk {
  const { people, sessions, desk, factor, found, note, isFactorNeeded } = of

  function person({ user, by }: Session): Person {
    if (by === 'token') throw new CityError('not-allowed', 'An account is changed after signing in, not with a token.')
    const known = people.get(user)
    if (!known) throw new CityError('not-found', `There is no user ${user}.`)
    return known
  }

  /** Who comes by the sign-in service has no password here. */
  async function withPassword(by: Session, proof: Proof): Promise<Person> {
    const known = person(by)
    if (known.subject !== null)
      throw new CityError('step-not-allowed', 'Password and second factor are kept by the sign-in service.')
    await desk.confirm({ user: known.user, ...proof })
    return known
  }

  return {
    person,
    isFactorNeeded,
    async changePassword(by, wish) {
      const { user, subject } = person(by)
      if (subject !== null) throw new CityError('step-not-allowed', 'The password is kept by the sign-in service.')
      return found(await desk.changePassword({ user, ...wish }))
    },
    async sessions(by) {
      const all = await sessions.list(person(by).user)
      return all.map((session) => ({ ...session, isThis: session.id === by.sessionId }))
    },
    async endSession(by, id) {
      const { user } = person(by)
      if (!(await sessions.end(user, id))) throw new CityError('not-found', 'There is no such session.')
      await people.update(user, {}, [note(user, 'end-session', { object: user })])
    },
    beginSecondFactor: async (by, proof) => factor.begin(await withPassword(by, proof)),
    confirmSecondFactor: async (by, code) => factor.confirm(person(by), code),
    async removeSecondFactor(by, proof) {
      const known = await withPassword(by, proof)
      if (isFactorNeeded(known)) throw new CityError('step-not-allowed', 'Your role needs a second factor.')
      await factor.remove(known, known.user)
    },
  }
}
