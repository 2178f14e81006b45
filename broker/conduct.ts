import { type Bucket, makeBucket } from './bucket.ts'
import type { Identity } from './gate.ts'
import type { Limits } from './limits.ts'

/** How fast one identity sends, over all its sessions and from one to the next. */
export interface Pace {
  /** Ms to hold a message of so many bytes back; 0 = take it now. */
  takes(bytes: number): number
  /** A session ended: what comes after it is another spell. */
  left(): void
}

export interface Ban {
  readonly id: string
  /** UTC ms. */
  readonly until: number
}

/** How everyone behaves: their pace, their strikes and who is kept out for a while. */
export interface Conduct {
  of(identity: Identity): Pace
  isBanned(id: string): boolean
  /** Who is kept out now. */
  bans(): readonly Ban[]
  /** Bans so far. */
  readonly banned: number
}

export interface ConductOptions {
  readonly limits: Limits
  readonly onBan?: (ban: Ban) => void
  /** UTC ms. */
  readonly now?: () => number
}

const BURST_SECONDS = 5
const STRIKES = 3
const STRIKES_WITHIN_MS = 600_000
const BAN_MS = 300_000
/** Within its limits for so long, an identity has ended its spell above them. */
const SPELL_GAP_MS = 10_000
/** Whoever sends one backlog over many connections strikes once, not at each of them. */
const BETWEEN_STRIKES_MS = 60_000

/**
 * A spell above the limits is a strike, at most one a minute; the third one within ten minutes keeps the identity from
 * signing in for five. A backlog that is sent at once is one spell, however long: it is only read more slowly.
 */
export function makeConduct({ limits, onBan, now = Date.now }: ConductOptions): Conduct {
  // No more than there are identities: only who has signed in has a pace.
  const paces = new Map<string, Pace>()
  const bans = new Map<string, number>()
  let banned = 0

  function strike(id: string, strikes: number[], at: number): void {
    while (strikes.length > 0 && strikes[0]! <= at - STRIKES_WITHIN_MS) strikes.shift()
    strikes.push(at)
    if (strikes.length < STRIKES) return
    strikes.length = 0
    banned++
    bans.set(id, at + BAN_MS)
    onBan?.({ id, until: at + BAN_MS })
  }

  function makePace({ id, of }: Identity): Pace {
    const times = of === 'gateway' ? limits.gatewayTimes : 1
    const messages = bucketOf(limits.messagesPerSecond * times)
    const bytes = bucketOf(limits.bytesPerSecond * times)
    const strikes: number[] = []
    let overAt = Number.NEGATIVE_INFINITY
    let struckAt = Number.NEGATIVE_INFINITY
    return {
      takes(length) {
        const at = now()
        const byMessages = messages.take(1, at)
        const byBytes = bytes.take(length, at)
        const wait = byMessages > byBytes ? byMessages : byBytes
        if (wait > 0) {
          if (at - overAt > SPELL_GAP_MS && at - struckAt > BETWEEN_STRIKES_MS) {
            struckAt = at
            strike(id, strikes, at)
          }
          overAt = at
        }
        return wait
      },
      left: () => {
        overAt = Number.NEGATIVE_INFINITY
      },
    }
  }

  return {
    of(identity) {
      const known = paces.get(identity.id)
      if (known) return known
      const pace = makePace(identity)
      paces.set(identity.id, pace)
      return pace
    },
    isBanned(id) {
      const until = bans.get(id)
      if (until === undefined) return false
      if (until > now()) return true
      bans.delete(id)
      return false
    },
    bans() {
      const at = now()
      for (const [id, until] of bans) if (until <= at) bans.delete(id)
      return Array.from(bans, ([id, until]) => ({ id, until }))
    },
    get banned() {
      return banned
    },
  }
}

function bucketOf(perSecond: number): Bucket {
  return makeBucket(perSecond, perSecond * BURST_SECONDS)
}
