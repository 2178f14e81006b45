import type { Position } from './journal/journal.ts'

/** How long the oldest message has waited that is not worked on yet, as exactly as it is looked at. */
export interface LagMeter {
  /** Seconds that `done` is behind, when everything below `head` has come; `atMs` of a clock that only goes forward. */
  measure(atMs: number, head: Position, done: Position): number
}

const MOST_LOOKS = 600

/** Messages that were there before the first look count from that look on. */
export function makeLagMeter(): LagMeter {
  let looks: { readonly atMs: number; readonly head: Position }[] = []

  return {
    measure(atMs, head, done) {
      looks = looks.filter((look) => look.head > done)
      if (head > done && head > (looks.at(-1)?.head ?? -1)) looks.push({ atMs, head })
      if (looks.length > MOST_LOOKS) looks = looks.filter((_, i) => i % 2 === 0)
      return looks.length === 0 ? 0 : (atMs - looks[0]!.atMs) / 1000
    },
  }
}
