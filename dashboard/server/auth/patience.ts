import { CityError } from '../../../domain/errors.ts'
import type { Records } from '../../../store/records/records.ts'
import { buildSignInFailures } from '../../../store/records/sign-in-failures.ts'
import { makeAttempts } from './attempts.ts'
import { networkOf } from './network.ts'

const WINDOW_MS = 15 * 60_000
/** Of an account from one place. */
const FAILURES_OF_PAIR = 5
/** Of an account from all places together that it is not known at: so many guesses at it reach the hash. */
const FAILURES_OF_ACCOUNT = 10
/** Of a place, whatever accounts it tries. */
const FAILURES_OF_PLACE = 30
/** Whoever signed in from an address within so long is known there. */
const KNOWN_MS = 30 * 86_400_000
const KEYS = 10_000
const MOST_KNOWN = 20_000

/** One try to sign in. */
export interface Try {
  /** The person has signed in from this address before: strangers neither lock them out nor stand before them in the queue. */
  readonly isKnown: boolean
  failed(): Promise<void>
  succeeded(): Promise<void>
  /** It was neither good nor bad, and does not count. */
  undo(): void
}

/**
 * Who may try a password, for 15 minutes and across restarts: five failures lock an account for the place that they came from, thirty the
 * place, ten from several places the account. Somebody at a place they are known at is counted there alone: nobody elsewhere locks them out.
 */
export interface Patience {
  /** Throws `too-many-requests` with the time to wait. */
  take(of: { readonly user: string; readonly address: string }): Try
}

export async function openPatience(records: Records, now: () => number): Promise<Patience> {
  const failures = buildSignInFailures(records)
  const kept = await failures.load(now() - KNOWN_MS)
  const ofSort = (sort: string) =>
    kept.flatMap(([key, times]) => (key.startsWith(`${sort} `) ? [[key, times] as const] : []))
  const limits = { windowMs: WINDOW_MS, keys: KEYS, now }
  const ofPair = makeAttempts({ ...limits, limit: FAILURES_OF_PAIR, before: ofSort('pair') })
  const ofAccount = makeAttempts({ ...limits, limit: FAILURES_OF_ACCOUNT, before: ofSort('account') })
  const ofPlace = makeAttempts({ ...limits, limit: FAILURES_OF_PLACE, before: ofSort('address') })
  const known = new Map(ofSort('known').map(([key, times]) => [key, times.at(-1) ?? 0]))

  const keep = (key: string, times: readonly number[]) => failures.save(key, times, now() - KNOWN_MS)

  return {
    take({ user, address }) {
      const [name, place] = [user.toLowerCase(), networkOf(address)]
      const here = `known ${name} ${place}`
      const isKnown = (known.get(here) ?? 0) > now() - KNOWN_MS
      // As JSON: a name with a blank in it must not be counted as another name at a place.
      const pair = { of: ofPair, key: `pair ${JSON.stringify([name, place])}` }
      // A shared place full of strangers must not shut out who works there.
      const others = isKnown
        ? []
        : [
            { of: ofPlace, key: `address ${place}` },
            { of: ofAccount, key: `account ${JSON.stringify(name)}` },
          ]
      const counts = [...others, pair]
      for (const [i, { of, key }] of counts.entries()) {
        const waitMs = of.take(key)
        if (waitMs > 0) for (const before of counts.slice(0, i)) before.of.undo(before.key)
        demandPatience(waitMs)
      }

      return {
        isKnown,
        async failed() {
          await Promise.all(counts.map(({ of, key }) => keep(key, of.failuresOf(key))))
        },
        async succeeded() {
          const hadFailed = ofPair.failuresOf(pair.key).length > 1
          ofPair.succeeded(pair.key)
          for (const { of, key } of others) of.undo(key)
          known.delete(here)
          known.set(here, now())
          if (known.size > MOST_KNOWN) for (const oldest of known.keys()) if (known.delete(oldest)) break
          await Promise.all([keep(here, [now()]), hadFailed ? keep(pair.key, []) : undefined])
        },
        undo() {
          for (const { of, key } of counts) of.undo(key)
        },
      }
    },
  }
}

function demandPatience(waitMs: number): void {
  if (waitMs <= 0) return
  const minutes = Math.ceil(waitMs / 60_000)
  const error = new CityError('too-many-requests', `Too many failed sign-ins; try again in ${minutes} minutes.`)
  throw Object.assign(error, { retryAfterSeconds: Math.ceil(waitMs / 1000) })
}
