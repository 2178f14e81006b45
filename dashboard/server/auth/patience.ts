import { CityError } from '../../../domain/errors.ts'
import type { Records } from '../../../store/records/records.ts'
import { buildSignInFailures } from '../../../store/records/sign-in-failures.ts'
import { makeAttempts } from './attempts.ts'

const WINDOW_MS = 15 * 60_000
const FAILURES_OF_ACCOUNT = 5
const FAILURES_OF_ADDRESS = 30
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
 * Who may try a password: five failures lock an account, thirty an address, for 15 minutes, across restarts. Somebody at an address they
 * are known at is counted apart, so that nobody else can lock them out.
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
  const ofAccount = makeAttempts({ ...limits, limit: FAILURES_OF_ACCOUNT, before: ofSort('account') })
  const ofAddress = makeAttempts({ ...limits, limit: FAILURES_OF_ADDRESS, before: ofSort('address') })
  const known = new Map(ofSort('known').map(([key, times]) => [key, times.at(-1) ?? 0]))

  const keep = (key: string, times: readonly number[]) => failures.save(key, times, now() - KNOWN_MS)

  return {
    take({ user, address }) {
      const place = `known ${user.toLowerCase()} ${address}`
      const isKnown = (known.get(place) ?? 0) > now() - KNOWN_MS
      const account = isKnown ? `account ${user.toLowerCase()} ${address}` : `account ${user.toLowerCase()}`
      const from = `address ${address}`
      // A shared address full of strangers must not shut out who works there.
      if (!isKnown) demandPatience(ofAddress.take(from))
      const waitMs = ofAccount.take(account)
      if (waitMs > 0 && !isKnown) ofAddress.undo(from)
      demandPatience(waitMs)

      return {
        isKnown,
        async failed() {
          await Promise.all([
            keep(account, ofAccount.failuresOf(account)),
            isKnown ? undefined : keep(from, ofAddress.failuresOf(from)),
          ])
        },
        async succeeded() {
          const hadFailed = ofAccount.failuresOf(account).length > 1
          ofAccount.succeeded(account)
          if (!isKnown) ofAddress.undo(from)
          known.delete(place)
          known.set(place, now())
          if (known.size > MOST_KNOWN) for (const oldest of known.keys()) if (known.delete(oldest)) break
          await Promise.all([keep(place, [now()]), hadFailed ? keep(account, []) : undefined])
        },
        undo() {
          ofAccount.undo(account)
          if (!isKnown) ofAddress.undo(from)
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
