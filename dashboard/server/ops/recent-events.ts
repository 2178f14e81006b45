const KEPT = 2_000

/** Numbered events of the city, alarms or incidents. */
export interface NumberedEvents<M> {
  eventsAfter(after: number, limit: number): Promise<{ readonly items: readonly M[] }>
  onEvent(listener: (message: M) => void): () => void
}

/** Events in order, the newest from memory: a new event costs no query for each browser that wants it. */
export interface RecentEvents<M> extends Disposable {
  /** At most `limit` events with a higher number than `seq`, in order. */
  after(seq: number, limit: number): readonly M[] | Promise<readonly M[]>
}

/** Calls `onNew` after each new event. */
export function keepRecentEvents<M extends { readonly seq: number }>(
  events: NumberedEvents<M>,
  onNew: () => void,
): RecentEvents<M> {
  let recent: M[] = []

  const stop = events.onEvent((message) => {
    if (recent.length > 0 && recent.at(-1)?.seq !== message.seq - 1) recent = []
    recent.push(message)
    if (recent.length > 2 * KEPT) recent = recent.slice(-KEPT)
    onNew()
  })

  return {
    after(seq, limit) {
      const first = recent[0]?.seq
      if (first === undefined || seq + 1 < first) return events.eventsAfter(seq, limit).then(({ items }) => items)
      return recent.slice(seq + 1 - first, seq + 1 - first + limit)
    },
    [Symbol.dispose]: stop,
  }
}
