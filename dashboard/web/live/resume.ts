/** Where we stand in the city's numbered events: null before the first number is known. */
export interface Standing {
  readonly seen: number | null
  /** Number after which the server is asked to send again; null when nothing is missing. */
  readonly askAfter: number | null
}

export const NOTHING_SEEN: Standing = { seen: null, askAfter: null }

/** After an event arrived. A gap is asked for once; until it is filled, `seen` stays before it. */
export function afterEvent(standing: Standing, seq: number): Standing {
  if (standing.seen === null) return { seen: seq, askAfter: null }
  if (seq <= standing.seen) return standing
  if (seq === standing.seen + 1) return { seen: seq, askAfter: null }
  return { seen: standing.seen, askAfter: standing.seen }
}

/** After the server told its newest number. */
export function afterHead(standing: Standing, head: number): Standing {
  if (standing.seen === null) return { seen: head, askAfter: null }
  // A smaller number: the city was restored from a backup; its own count is the truth.
  if (head < standing.seen) return { seen: head, askAfter: null }
  if (head === standing.seen) return { seen: head, askAfter: null }
  return { seen: standing.seen, askAfter: standing.seen }
}
