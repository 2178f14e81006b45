import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { CityError } from '../../../domain/errors.ts'

const hashWith = promisify(argon2)

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const
const TAG_BYTES = 32
/** Hashes at work at once in a lane: the thread pool has four threads, and files need some of them. */
const AT_ONCE = 1
const QUEUE = 8

export interface Passwords {
  /** PHC string `$argon2id$v=19$m=…,t=…,p=…$salt$tag`. */
  hash(password: string): Promise<string>
  /** `isKnown`: in the lane of those who have signed in from where they are, which no crowd of strangers can fill. */
  verify(of: { hash: string; password: string; isKnown?: boolean }): Promise<boolean>
}

/** argon2id off the main thread; refuses with `too-many-requests` what would wait behind eight others. */
export function makePasswords(): Passwords {
  const lanes = { known: makeTurns(AT_ONCE, QUEUE), strange: makeTurns(AT_ONCE, QUEUE) }

  return {
    hash: (password) =>
      lanes.known(async () => {
        const salt = randomBytes(16)
        const tag = await derive(password, salt, COST)
        return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${text(salt)}$${text(tag)}`
      }),
    verify: ({ hash, password, isKnown = false }) =>
      lanes[isKnown ? 'known' : 'strange'](async () => {
        const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(hash)
        if (!found) return false
        const [, memory, passes, parallelism, salt, tag] = found as unknown as [
          string,
          string,
          string,
          string,
          string,
          string,
        ]
        const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
        const expected = Buffer.from(tag, 'base64')
        const actual = await derive(password, Buffer.from(salt, 'base64'), cost)
        return actual.length === expected.length && timingSafeEqual(actual, expected)
      }),
  }
}

/** A password that nobody has to think of: 16 characters, 95 bits, none that look alike. */
export function makePassword(): string {
  const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
  // 256 is no multiple of 56, so bytes from 224 on are thrown away.
  let password = ''
  while (password.length < 16) {
    for (const byte of randomBytes(32)) {
      if (byte < 224 && password.length < 16) password += letters[byte % 56]
    }
  }
  return password
}

function derive(
  password: string,
  nonce: Buffer,
  cost: { memory: number; passes: number; parallelism: number },
): Promise<Buffer> {
  return hashWith('argon2id', { message: password, nonce, tagLength: TAG_BYTES, ...cost })
}

function text(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}

function makeTurns(atOnce: number, queue: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []

  return async (work) => {
    if (running >= atOnce) {
      if (waiting.length >= queue)
        throw new CityError('too-many-requests', 'Too many sign-ins at once; try again in a few seconds.')
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else {
      running++
    }
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
