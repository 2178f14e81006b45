/** The server's clock, as far as its messages tell it. */
export interface ServerClock {
  /** UTC ms. */
  now(): number
  /** How far the server is ahead of this machine; null before it was heard. */
  skewMs(): number | null
  /** The server said what time it is. */
  heard(at: number): void
}

const MOST = 12

/** `clock` is this machine's, UTC ms. */
export function createServerClock(clock: () => number): ServerClock {
  const skews: number[] = []
  // A late message makes the server look slower than it is, never faster: the largest difference is the best.
  const skewMs = () => (skews.length === 0 ? null : Math.max(...skews))
  return {
    now: () => clock() + (skewMs() ?? 0),
    skewMs,
    heard(at) {
      skews.push(at - clock())
      if (skews.length > MOST) skews.shift()
    },
  }
}
