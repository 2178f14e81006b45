import { CityError } from '../domain/errors.ts'

/** How long to wait before the store is tried again. */
export interface BackOff {
  /** Ms to wait after this failure. */
  after(error: Error): number
  /** It took something. */
  reset(): void
}

const FIRST_MS = 500
const LONGEST_MS = 30_000
/** What the store itself asks for is kept up to here. */
const LONGEST_ASKED_MS = 300_000
const SHORTEST_MS = 20
/** Whether there is room again is asked of nobody far away. */
const LONGEST_FOR_DISK_MS = 2_000

/**
 * Full jitter under a bound that doubles from 0.5 to 30 s: a store that comes back is not met by everyone at once. Where it
 * says how long it wants to be left alone it is, and a little longer. `random` gives [0, 1).
 */
export function makeBackOff(random: () => number = Math.random): BackOff {
  let mostMs = FIRST_MS

  return {
    after(error) {
      const asked = (error as Partial<CityError>).waitMs
      const isOfDisk = error instanceof CityError && error.code === 'disk-full'
      const jitter = Math.round(random() * (isOfDisk ? Math.min(mostMs, LONGEST_FOR_DISK_MS) : mostMs))
      if (asked !== undefined) return Math.min(asked, LONGEST_ASKED_MS) + Math.min(jitter, FIRST_MS)
      mostMs = Math.min(LONGEST_MS, mostMs * 2)
      return Math.max(SHORTEST_MS, jitter)
    },
    reset() {
      mostMs = FIRST_MS
    },
  }
}
