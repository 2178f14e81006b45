/** Turns the readings of one station into the figure that a rule compares; NaN while there is nothing to say. */
export type Measure = (ts: number, value: number, flag: number) => number

const SUSPECT = 3
const FAILED = 4
/** 50.1 - 50 is a little more than 0.1. */
const ROUNDING = 1e-12

/** Rise above the lowest (`sign` 1), or fall below the highest (-1), of the last `withinMs`. */
export function changeWithin(withinMs: number, sign: 1 | -1): Measure {
  // Extremes that may still count, best first: each newer one beats all before it that it outlives.
  const at: number[] = []
  const level: number[] = []
  return (ts, value, flag) => {
    if (Number.isNaN(value) || flag >= FAILED) return Number.NaN
    const signed = value * sign
    while (level.length > 0 && level.at(-1)! >= signed) {
      level.pop()
      at.pop()
    }
    at.push(ts)
    level.push(signed)
    while (at[0]! < ts - withinMs) {
      at.shift()
      level.shift()
    }
    return signed - level[0]!
  }
}

/** Seconds for which the value has stayed within `tolerance` of where it stood. */
export function unmovedFor(tolerance: number): Measure {
  let low = Number.NaN
  let high = Number.NaN
  let since = Number.NaN
  return (ts, value, flag) => {
    if (Number.isNaN(value) || flag === 9) return Number.NaN
    low = Math.min(low, value)
    high = Math.max(high, value)
    // NaN at the first reading: the comparison is false then.
    if (!(high - low <= tolerance + ROUNDING * Math.abs(high))) {
      low = value
      high = value
      since = ts
    }
    return (ts - since) / 1000
  }
}

/** How many of the last `of` readings were suspect or worse; `of` at most 60. */
export function badAmong(of: number): Measure {
  const marks = new Uint8Array(of)
  let next = 0
  let bad = 0
  return (_ts, value, flag) => {
    if (Number.isNaN(value) && flag === 0) return Number.NaN
    const isBad = flag >= SUSPECT ? 1 : 0
    bad += isBad - marks[next]!
    marks[next] = isBad
    next = (next + 1) % of
    return bad
  }
}

/** What is usual for a value of a station. */
export interface Usual {
  /** At this hour of this weekday; null while too little is known. */
  at(ts: number): { readonly mean: number; readonly deviation: number; readonly weeks: number } | null
  /** Takes up a reading; in rising event time. */
  learn(ts: number, value: number): void
}

/** Departure from the usual in standard deviations, in the direction asked for; 0 for a departure under `atLeast`. */
export function departure(
  usual: Usual,
  { direction, atLeast, weeks }: { direction: 'above' | 'below' | undefined; atLeast: number; weeks: number },
): Measure {
  return (ts, value, flag) => {
    if (Number.isNaN(value) || flag >= FAILED) return Number.NaN
    usual.learn(ts, value)
    const now = usual.at(ts)
    if (now === null || now.weeks < weeks || !(now.deviation > 0)) return Number.NaN
    const by = value - now.mean
    const counts = direction === 'above' ? by : direction === 'below' ? -by : Math.abs(by)
    return counts < atLeast ? 0 : counts / now.deviation
  }
}
