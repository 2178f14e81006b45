import { CityError } from '../../../domain/errors.ts'
import { readCommonPasswords } from './common-passwords.ts'

const LEAST = 8

/**
 * Throws `password-too-weak` for one that is short, widely used or made of the user's name: what NIST SP 800-63B, 3.1.1.2, asks for. Nothing
 * is said of letters, digits and signs: such rules make people choose what is easy to guess.
 */
export function demandPassword(password: string, user: string): void {
  if (Array.from(password).length < LEAST) refuse(`it needs at least ${LEAST} characters; a short sentence is best`)
  const plain = password.toLowerCase().normalize('NFKC')
  const isCommon = readCommonPasswords()
  if (isCommon(plain)) refuse('many people use it, so it is tried first')
  const bare = plain.replaceAll(/[^\p{L}\p{N}]/gu, '')
  const core = bare.replaceAll(/^\d+|\d+$/g, '')
  const stem = plain.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  if (isCommon(bare) || isCommon(core) || isCommon(stem) || WORDS.includes(core))
    refuse('it is a common word with something before or after it')
  const name = user.toLowerCase()
  if (name.length >= 3 && (core === name || (plain.includes(name) && plain.length < name.length + 6)))
    refuse('it is made of the user name')
  if (new Set(bare).size < 4) refuse('it repeats a few characters')
  if (isRun(bare)) refuse('it runs along the alphabet, the digits or the keyboard')
}

const WORDS = [
  'password',
  'passwort',
  'citypulse',
  'admin',
  'administrator',
  'operator',
  'welcome',
  'qwerty',
  'letmein',
]
const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
]

function isRun(text: string): boolean {
  const back = Array.from(text).toReversed().join('')
  return text.length >= 6 && RUNS.some((run) => run.includes(text) || run.includes(back))
}

function refuse(why: string): never {
  throw new CityError('password-too-weak', `Choose another password: ${why}.`)
}
