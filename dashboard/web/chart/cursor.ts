/** One time that every chart of a page points at. */
export interface Cursor {
  /** UTC ms; null: nowhere. */
  readonly at: number | null
  /** `by` is not called back for what it tells itself. */
  tell(at: number | null, by: object): void
  /** Returns what stops it. */
  follow(by: object, listener: (at: number | null) => void): () => void
}

/** A cursor that charts share; a page gives each of its charts the same. */
export function createCursor(): Cursor {
  const listeners = new Map<object, (at: number | null) => void>()
  let at: number | null = null

  return {
    get at() {
      return at
    },
    tell(next, by) {
      if (next === at) return
      at = next
      for (const [who, listener] of listeners) if (who !== by) listener(next)
    },
    follow(by, listener) {
      listeners.set(by, listener)
      return () => void listeners.delete(by)
    },
  }
}
