/** Turns the readings of one station into the figure that a rule compares; NaN while there is nothing to say. */
export interface Measure {
  (ts: number, value: number, flag: number): number
  /** One that has seen the same, and goes on by itself. */
  copy(): Measure
}

const SUSPECT = 3
const FAILED = 4
/** 50.1 - 50 is a little more than 0.1. */
const ROUNDING = 1e-12
/** So many that no longer count are taken off at once. */
const MOST_SPENT = 32

function measure(figure: (ts: number, value: number, flag: number) => number, copy: () => Measure): Measure {
  return Object.assign(figure, { copy })
}

/** Rise above the lowest (`sign` 1), or fall below the highest (-1), of the last `withinMs`. */
export function changeWithin(withinMs: number, sign: 1 | -1): Measure {
  return change(withinMs, sign, { at: [], level: [] })
}

function change(withinMs: number, sign: 1 | -1, seen: { at: readonly number[]; level: readonly number[] }): Measure {
  // Extremes that may still count, best first: each newer one beats all before it that it outlives.
  const at = [...seen.at]
  const level = [...seen.level]
  let first = 0
  return measure(
    (ts, value, flag) => {
      if (Number.isNaN(value) || flag >= FAILED) return Number.NaN
      const signed = value * sign
      while (level.length > first && level[level.length - 1]! >= signed) {
        level.pop()
        at.pop()
      }
      at.push(ts)
      level.push(signed)
      while (at[first]! < ts - withinMs) first++
      if (first >= MOST_SPENT) {
        at.splice(0, first)
        level.splice(0, first)
        first = 0
      }
      return signed - level[first]!
    },
    () => change(withinMs, sign, { at: at.slice(first), level: level.slice(first) }),
  )
}

/** Seconds for which the value has stayed within `tolerance` of where it stood. */
export function unmovedFor(
  tolerance: number,
  seen = { low: Number.NaN, high: Number.NaN, since: Number.NaN },
): Measure {
  let { low, high, since } = seen
  return measure(
    (ts, value, flag) => {
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
    },
    () => unmovedFor(tolerance, { low, high, since }),
  )
}

/** How many of the last `of` readings were suspect or worse; `of` at most 60. */
export function badAmong(of: number, seen = { marks: new Uint8Array(of), next: 0, bad: 0 }): Measure {
  const marks = seen.marks.slice()
  let { next, bad } = seen
  return measure(
    (_ts, value, flag) => {
      if (Number.isNaN(value) && flag === 0) return Number.NaN
      const isBad = flag >= SUSPECT ? 1 : 0
      bad += isBad - marks[next]!
      marks[next] = isBad
      next = (next + 1) % of
      return bad
    },
    () => badAmong(of, { marks, next, bad }),
  )
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
  usual: Pick<Usual, 'at'>,
  of: { direction: 'above' | 'below' | undefined; atLeast: number; weeks: number },
): Measure {
  const { direction, atLeast, weeks } = of
  const self = measure(
    (ts, value, flag) => {
      if (Number.isNaN(value) || flag >= FAILED) return Number.NaN
      const now = usual.at(ts)
      if (now === null || now.weeks < weeks || !(now.deviation > 0)) return Number.NaN
      const by = value - now.mean
      const counts = direction === 'above' ? by : direction === 'below' ? -by : Math.abs(by)
      return counts < atLeast ? 0 : counts / now.deviation
    },
    () => self,
  )
  return self
}
