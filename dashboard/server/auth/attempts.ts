/** Counts failures of a key within a window. */
export interface Attempts {
  /**
   * Takes one try, which counts as failed until `succeeded`; so parallel tries cannot slip through. Returns 0, or the
   * milliseconds until a try is allowed again.
   */
  take(key: string): number
  /** The last try of the key was good: its failures are forgotten. */
  succeeded(key: string): void
  /** The last try of the key was neither good nor bad; it is given back. */
  undo(key: string): void
}

/** At most `limit` failures in `windowMs`, remembered for at most `keys` keys; the oldest key is forgotten first. */
export function makeAttempts(options: {
  readonly limit: number
  readonly windowMs: number
  readonly keys: number
  readonly now: () => number
}): Attempts {
  const { limit, windowMs, now } = options
  const failedAt = new Map<string, number[]>()

  return {
    take(key) {
      const at = now()
      const recent = (failedAt.get(key) ?? []).filter((time) => time > at - windowMs)
      if (recent.length >= limit) return (recent[0] ?? at) + windowMs - at
      recent.push(at)
      failedAt.delete(key)
      failedAt.set(key, recent)
      if (failedAt.size > options.keys) for (const oldest of failedAt.keys()) return forget(oldest)
      return 0
    },
    succeeded(key) {
      failedAt.delete(key)
    },
    undo(key) {
      failedAt.get(key)?.pop()
    },
  }

  function forget(key: string): 0 {
    failedAt.delete(key)
    return 0
  }
}
