import { CityError } from '../../../domain/errors.ts'
import type { People, Person } from '../../../store/records/people.ts'
import type { Note } from './note.ts'
import type { Records } from '../../../store/records/records.ts'
import { makePassword, type Passwords } from './password.ts'
import { demandPassword } from './password-rules.ts'
import type { Patience } from './patience.ts'
import type { SecondFactor } from './second-factor.ts'
import type { CookieSession, Origin, SessionStore } from './sessions.ts'

/** Who wants to sign in. */
export interface SignInWish extends Origin {
  readonly user: string
  readonly password: string
  /** Of the second factor, or a recovery code. */
  readonly code?: string
}

export interface SignInDesk {
  /** Throws `sign-in-failed` for a wrong user, password or code alike, `second-factor-required`, `too-many-requests`. */
  signIn(wish: SignInWish): Promise<CookieSession>
  /** Proves once more who sits there, before what matters most. Throws `sign-in-failed`, `too-many-requests`. */
  confirm(of: { readonly user: string; readonly password: string; readonly address: string }): Promise<void>
  /** Ends every session; the new one is what the person goes on with. Throws `password-too-weak`, as `confirm`. */
  changePassword(wish: SignInWish & { readonly next: string }): Promise<CookieSession>
}

export async function makeSignInDesk(of: {
  readonly records: Pick<Records, 'transact'>
  readonly people: People
  readonly sessions: SessionStore
  readonly passwords: Passwords
  readonly patience: Patience
  readonly factor: SecondFactor
  readonly note: Note
}): Promise<SignInDesk> {
  const { records, people, sessions, passwords, patience, factor, note } = of
  // A user who is not there costs the same work as one who is.
  const nobody = await passwords.hash(makePassword())

  async function prove(
    { user, password, address }: Pick<SignInWish, 'user' | 'password' | 'address'>,
    more: (person: Person) => Promise<boolean>,
  ): Promise<boolean> {
    const attempt = patience.take({ user, address })
    try {
      const found = await sessions.find(user)
      const isRight = await passwords.verify({
        hash: found?.hash ?? nobody,
        password,
        isKnown: attempt.isKnown,
      })
      const person = people.get(user)
      // Who comes by the sign-in service comes by it alone.
      const isHere = person !== undefined && !person.isOff && person.subject === null
      const isGood = isRight && found !== null && isHere && (await more(person))
      await (isGood ? attempt.succeeded() : attempt.failed())
      return isGood
    } catch (error) {
      attempt.undo()
      throw error
    }
  }

  async function confirm(wish: Pick<SignInWish, 'user' | 'password' | 'address'>): Promise<void> {
    if (!(await prove(wish, async () => true))) throw new CityError('sign-in-failed', 'The password is wrong.')
  }

  return {
    confirm,
    async signIn(wish) {
      const { user, code, address } = wish
      const isGood = await prove(wish, async (person) => {
        if (!person.totp?.confirmedAt) return true
        if (code === undefined || code === '') {
          // Whoever knows the password and has not the phone comes no further; the audit knows that somebody does.
          await records.transact([note(user, 'sign-in', { object: address, result: 'code asked' })])
          throw new CityError('second-factor-required', 'Send also "code": of the app, or a recovery code.')
        }
        return factor.check(person, code)
      })
      await records.transact([note(user, 'sign-in', { object: address, result: isGood ? 'done' : 'refused' })])
      if (!isGood) throw new CityError('sign-in-failed', 'The user, the password or the code is wrong.')
      return sessions.enter(user, wish)
    },
    async changePassword({ next, ...wish }) {
      const { user, password } = wish
      if (next === password) throw new CityError('password-too-weak', 'Choose another password: it is the old one.')
      demandPassword(next, user)
      await confirm(wish)
      await sessions.setHash(user, await passwords.hash(next))
      await people.update(user, { mustChange: false }, [note(user, 'change-password', { object: user })])
      await sessions.endAll(user)
      return sessions.enter(user, wish)
    },
  }
}
