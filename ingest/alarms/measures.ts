/** What a measure has seen of one station; the measure's own. Plain numbers, for there is one for each station and rule. */
export type Seen = number[] | Uint8Array | Usual

/** Turns the readings of one station into the figure that a rule compares. */
export interface Measure<S extends Seen = Seen> {
  start(usualOf: (value: string) => Usual): S
  /** Takes up a reading; NaN while there is nothing to say. */
  read(seen: S, ts: number, value: number, flag: number): number
  copy(seen: S): S
}

const SUSPECT = 3
const FAILED = 4
/** 50.1 - 50 is a little more than 0.1. */
const ROUNDING = 1e-12
/** So many numbers that no longer count are taken off at once. */
const MOST_SPENT = 64

/**
 * Rise above the lowest (`sign` 1), or fall below the highest (-1), of the last `withinMs`. Seen are the extremes that may still
 * count, time and level, best first, behind where they begin: each newer one beats all before it that it outlives.
 */
export function changeWithin(withinMs: number, sign: 1 | -1): Measure<number[]> {
  return {
    start: () => [1],
    read(seen, ts, value, flag) {
      if (Number.isNaN(value) || flag >= FAILED) return Number.NaN
      const signed = value * sign
      let first = seen[0]!
      while (seen.length > first && seen[seen.length - 1]! >= signed) seen.length -= 2
      seen.push(ts, signed)
      while (seen[first]! < ts - withinMs) first += 2
      if (first > MOST_SPENT) {
        seen.splice(1, first - 1)
        first = 1
      }
      seen[0] = first
      return signed - seen[first + 1]!
    },
    copy: (seen) => [1, ...seen.slice(seen[0])],
  }
}

/** Seconds for which the value has stayed within `tolerance` of where it stood. Seen: lowest, highest, since when. */
export function unmovedFor(tolerance: number): Measure<number[]> {
  return {
    start: () => [Number.NaN, Number.NaN, Number.NaN],
    read(seen, ts, value, flag) {
      if (Number.isNaN(value) || flag === 9) return Number.NaN
      const low = Math.min(seen[0]!, value)
      const high = Math.max(seen[1]!, value)
      // NaN at the first reading: the comparison is false then.
      const isUnmoved = high - low <= tolerance + ROUNDING * Math.abs(high)
      seen[0] = isUnmoved ? low : value
      seen[1] = isUnmoved ? high : value
      if (!isUnmoved) seen[2] = ts
      return (ts - seen[2]!) / 1000
    },
    copy: (seen) => seen.slice(),
  }
}

/** How many of the last `of` readings were suspect or worse; `of` at most 60. Seen: a mark for each, the next one, how many. */
export function badAmong(of: number): Measure<Uint8Array> {
  return {
    start: () => new Uint8Array(of + 2),
    read(seen, _ts, value, flag) {
      if (Number.isNaN(value) && flag === 0) return Number.NaN
      const next = seen[of]!
      const isBad = flag >= SUSPECT ? 1 : 0
      const bad = seen[of + 1]! + isBad - seen[next]!
      seen[next] = isBad
      seen[of] = next + 1 === of ? 0 : next + 1
      seen[of + 1] = bad
      return bad
    },
    copy: (seen) => seen.slice(),
  }
}

/** What is usual for a value of a station. */
export interface Usual {
  /** At this hour of this weekday; null while too little is known. */
  at(ts: number): { readonly mean: number; readonly deviation: number; readonly weeks: number } | null
  /** Takes up a reading, each once; what is older than the hour before the newest teaches nothing. */
  learn(ts: number, value: number): void
}

/** Departure from the usual in standard deviations, in the direction asked for; 0 for a departure under `atLeast`. */
export function departure(
  of: string,
  { direction, atLeast, weeks }: { direction: 'above' | 'below' | undefined; atLeast: number; weeks: number },
): Measure<Usual> {
  return {
    start: (usualOf) => usualOf(of),
    read(usual, ts, value, flag) {
      if (Number.isNaN(value) || flag >= FAILED) return Number.NaN
      const now = usual.at(ts)
      if (now === null || now.weeks < weeks || !(now.deviation > 0)) return Number.NaN
      const by = value - now.mean
      const counts = direction === 'above' ? by : direction === 'below' ? -by : Math.abs(by)
      return counts < atLeast ? 0 : counts / now.deviation
    },
    // It is learned once for all.
    copy: (usual) => usual,
  }
}
