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
  /** When the key failed, oldest first, UTC ms. */
  failuresOf(key: string): readonly number[]
}

/** At most `limit` failures in `windowMs`, remembered for at most `keys` keys; the oldest key is forgotten first. `before` is what was kept. */
export function makeAttempts(options: {
  readonly limit: number
  readonly windowMs: number
  readonly keys: number
  readonly now: () => number
  readonly before?: Iterable<readonly [key: string, failedAt: readonly number[]]>
}): Attempts {
  const { limit, windowMs, now, before = [] } = options
  const failedAt = new Map<string, number[]>(Array.from(before, ([key, times]) => [key, [...times]]))

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
    failuresOf: (key) => failedAt.get(key) ?? [],
  }

  function forget(key: string): 0 {
    failedAt.delete(key)
    return 0
  }
}
