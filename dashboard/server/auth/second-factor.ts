import { createHash, randomBytes } from 'node:crypto'
import { CityError } from '../../../domain/errors.ts'
import type { People, Person } from '../../../store/records/people.ts'
import type { Seal } from '../../../store/records/seal.ts'
import { secondFactorPlace } from '../../../store/records/sealed.ts'
import type { Note } from './note.ts'
import { base32, keyUri, stepOf } from './totp.ts'

const SECRET_BYTES = 20
const CODES = 10
/** Wrong codes before a secret that is not confirmed is given up: a stolen session must not come to recovery codes by guessing. */
const MOST_WRONG = 5

/** The second factor of people: codes of an app, and recovery codes for when the phone is lost. */
export interface SecondFactor {
  /** A new secret, to be read by an app; asked for only once it is confirmed. */
  begin(person: Person): Promise<{ readonly secret: string; readonly uri: string }>
  /** Returns the recovery codes, told only now. Throws `sign-in-failed` for a wrong code; the fifth ends the secret. */
  confirm(person: Person, code: string): Promise<readonly string[]>
  /** Whether a code is good; it is used up. */
  check(person: Person, code: string): Promise<boolean>
  remove(person: Person, by: string): Promise<void>
}

export function makeSecondFactor(of: {
  readonly people: People
  readonly seal: Seal
  readonly issuer: string
  readonly note: Note
  readonly now: () => number
}): SecondFactor {
  const { people, seal, issuer, note, now } = of
  /** Of codes on their way into the records: two requests at once must not both be let in by one code. */
  const taken = new Map<string, number>()

  const wrongs = new Map<string, number>()

  const secretOf = (person: Person, sealed: string) =>
    Buffer.from(seal.open(sealed, secondFactorPlace(person.user)), 'base64url')

  function stepIn(person: Person, code: string): number | null {
    if (!person.totp) return null
    const after = Math.max(person.totp.step, taken.get(person.user) ?? 0)
    const step = stepOf(code, { secret: secretOf(person, person.totp.secret), now: now(), after })
    if (step !== null) taken.set(person.user, step)
    return step
  }

  return {
    async begin(person) {
      if (person.totp?.confirmedAt) throw new CityError('step-not-allowed', 'The second factor is on; remove it first.')
      const secret = randomBytes(SECRET_BYTES)
      const sealed = seal.close(secret.toString('base64url'), secondFactorPlace(person.user))
      taken.delete(person.user)
      wrongs.delete(person.user)
      await people.update(person.user, { totp: { secret: sealed, confirmedAt: null, step: 0 } })
      return { secret: base32(secret), uri: keyUri({ secret, issuer, user: person.user }) }
    },
    async confirm(person, code) {
      if (!person.totp || person.totp.confirmedAt !== null)
        throw new CityError('step-not-allowed', 'There is no second factor to confirm.')
      const step = stepIn(person, code)
      if (step === null) {
        const count = (wrongs.get(person.user) ?? 0) + 1
        wrongs.set(person.user, count)
        if (count < MOST_WRONG)
          throw new CityError('sign-in-failed', 'The code is wrong; is the clock of the phone right?')
        await people.update(person.user, { totp: null })
        throw new CityError('sign-in-failed', `${MOST_WRONG} codes were wrong; begin again with a new secret.`)
      }
      const codes = Array.from({ length: CODES }, makeCode)
      await people.update(
        person.user,
        { totp: { ...person.totp, confirmedAt: now(), step }, recovery: codes.map(hashOf) },
        [note(person.user, 'second-factor-on', { object: person.user })],
      )
      return codes
    },
    async check(person, code) {
      const step = stepIn(person, code)
      if (step !== null && person.totp) {
        await people.update(person.user, { totp: { ...person.totp, step } })
        return true
      }
      const hash = hashOf(code)
      // Looked up anew: another request may have used it in the meantime.
      const current = people.get(person.user)
      if (!current?.recovery.includes(hash) || taken.has(`${person.user} ${hash}`)) return false
      taken.set(`${person.user} ${hash}`, 1)
      const recovery = current.recovery.filter((one) => one !== hash)
      const detail = `${recovery.length} left`
      await people.update(person.user, { recovery }, [
        note(person.user, 'use-recovery-code', { object: person.user, detail }),
      ])
      return true
    },
    async remove(person, by) {
      taken.delete(person.user)
      await people.update(person.user, { totp: null, recovery: [] }, [
        note(by, 'second-factor-off', { object: person.user }),
      ])
    },
  }
}

/** 120 bits, so that a hash is enough to keep it; in groups that can be read aloud. */
function makeCode(): string {
  return base32(randomBytes(15))
    .toLowerCase()
    .replace(/.{6}(?=.)/g, '$&-')
}

function hashOf(code: string): string {
  return createHash('sha256').update(code.trim().toLowerCase()).digest('base64url')
}
