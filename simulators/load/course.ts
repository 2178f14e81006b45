import type { Histogram } from 'hdr-histogram-js'
import { decode, newLatency, type Percentiles, percentilesOf } from './latency.ts'
import type { Part } from './tally.ts'

/** One second of a load, all processes together. */
export interface Second extends Partial<Percentiles> {
  /** Seconds after the start. */
  readonly at: number
  readonly due: number
  readonly sent: number
  readonly acknowledged: number
  /** Sent and not acknowledged at its end. */
  readonly inFlight: number
  readonly errors: number
}

/** How a load went, put together from what its processes count. */
export interface Course {
  add(part: Part): void
  /** Oldest first; seconds in which nothing happened are there too. */
  seconds(): readonly Second[]
  /** Latencies of the seconds from `from` on, before `to`: of the last few, older ones are let go. */
  within(from: number, to: number): Histogram
  readonly total: Readonly<Totals>
  readonly latency: Histogram
}

export interface Totals {
  due: number
  sent: number
  acknowledged: number
  /** By kind. */
  errors: Record<string, number>
}

interface Open {
  due: number
  sent: number
  acknowledged: number
  errors: number
  latency: Histogram | null
  percentiles: Percentiles | null
}

export function newCourse(keptSeconds = 60): Course {
  const seconds: Open[] = []
  const total: Totals = { due: 0, sent: 0, acknowledged: 0, errors: {} }
  const latency = newLatency()

  const openAt = (at: number): Open => {
    while (seconds.length <= at) {
      seconds.push({ due: 0, sent: 0, acknowledged: 0, errors: 0, latency: null, percentiles: null })
      const old = seconds[seconds.length - 1 - keptSeconds]
      if (old?.latency) {
        old.percentiles ??= percentilesOf(old.latency)
        old.latency = null
      }
    }
    return seconds[at]!
  }

  return {
    add(part) {
      const second = openAt(Math.max(part.second, seconds.length - keptSeconds, 0))
      for (const what of ['due', 'sent', 'acknowledged'] as const) {
        second[what] += part[what]
        total[what] += part[what]
      }
      for (const [kind, n] of Object.entries(part.errors)) {
        second.errors += n
        total.errors[kind] = (total.errors[kind] ?? 0) + n
      }
      if (part.latency === null) return
      const more = decode(part.latency)
      latency.add(more)
      second.percentiles = null
      second.latency ??= newLatency()
      second.latency.add(more)
    },
    seconds() {
      let inFlight = 0
      return seconds.map((second, at) => {
        const { due, sent, acknowledged, errors, latency } = second
        inFlight += sent - acknowledged
        // Worked out once for a second that is over.
        second.percentiles ??= latency && percentilesOf(latency)
        return { at, due, sent, acknowledged, inFlight, errors, ...second.percentiles }
      })
    },
    within(from, to) {
      const sum = newLatency()
      for (const { latency } of seconds.slice(from, to)) if (latency) sum.add(latency)
      return sum
    },
    total,
    latency,
  }
}
