/** How fast one channel goes: its limit a minute, and how long it waits after failures. */
export interface Pace {
  /** Messages that may go out now; `reserve` of them are for what cannot wait. */
  room(now: number, reserve?: number): number
  /** When there is room again; `now` when there is. */
  nextAt(now: number, reserve?: number): number
  took(now: number): void
  /** Ms to wait after so many failures in a row; `asked` is what the other side asks for. */
  backOffMs(failures: number, asked?: number): number
}

const MINUTE_MS = 60_000
const FIRST_MS = 1_000
const LONGEST_MS = 300_000
const LONGEST_ASKED_MS = 3_600_000
const SHORTEST_MS = 50

/** Full jitter under a bound that doubles from 1 s to 5 min; `random` gives [0, 1). */
export function makePace(perMinute: number | null, random: () => number = Math.random): Pace {
  let sent: number[] = []

  function left(now: number, reserve: number): number {
    if (perMinute === null) return Infinity
    sent = sent.filter((at) => at > now - MINUTE_MS)
    return Math.max(0, perMinute - reserve - sent.length)
  }

  return {
    room: (now, reserve = 0) => left(now, reserve),
    nextAt(now, reserve = 0) {
      if (perMinute === null || left(now, reserve) > 0) return now
      return (sent[sent.length - (perMinute - reserve)] ?? now) + MINUTE_MS
    },
    took: (now) => void sent.push(now),
    backOffMs(failures, asked) {
      const bound = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20))
      const jitter = Math.max(SHORTEST_MS, Math.round(random() * bound))
      return asked === undefined ? jitter : Math.min(asked, LONGEST_ASKED_MS) + Math.min(jitter, FIRST_MS)
    },
  }
}
