import type { Histogram } from 'hdr-histogram-js'

/** Latencies of one way, from the time at which a message was due. */
export interface Measured {
  /** From due to PUBACK, to the point in the store, to a browser's screen, to a subscriber. */
  readonly way: 'acknowledged' | 'stored' | 'browser' | 'delivered'
  readonly latency: Histogram
  /** How finely it can be told, ms. */
  readonly resolutionMs: number
  /** Why nothing was measured, or what must be known beside the figures; empty when nothing. */
  readonly note: string
}
