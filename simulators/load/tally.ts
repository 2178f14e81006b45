import type { Histogram } from 'hdr-histogram-js'
import { encode, newLatency, record } from './latency.ts'

/** What one process counted in one second of the load, or in a part of it; parts add up. Messages. */
export interface Part {
  /** Whole seconds after the start. */
  readonly second: number
  readonly due: number
  readonly sent: number
  readonly acknowledged: number
  /** By kind. */
  readonly errors: Readonly<Record<string, number>>
  /** Encoded; null when nothing was acknowledged. */
  readonly latency: string | null
}

/** Counts for one process, second by second. */
export interface Tally {
  due(messages: number): void
  sent(): void
  /** From due to acknowledged, ms. */
  acknowledged(ms: number): void
  error(kind: string): void
  /** What has been counted since it was last taken; null when nothing was. */
  take(second: number): Part | null
}

export function newTally(): Tally {
  let counts = { due: 0, sent: 0, acknowledged: 0 }
  let errors: Record<string, number> = {}
  const latency: Histogram = newLatency()
  return {
    due: (messages) => void (counts.due += messages),
    sent: () => void (counts.sent += 1),
    acknowledged(ms) {
      counts.acknowledged += 1
      record(latency, ms)
    },
    error: (kind) => void (errors[kind] = (errors[kind] ?? 0) + 1),
    take(second) {
      const isEmpty = counts.due + counts.sent + counts.acknowledged === 0 && Object.keys(errors).length === 0
      if (isEmpty) return null
      const part = { second, ...counts, errors, latency: latency.totalCount > 0 ? encode(latency) : null }
      counts = { due: 0, sent: 0, acknowledged: 0 }
      errors = {}
      latency.reset()
      return part
    },
  }
}
