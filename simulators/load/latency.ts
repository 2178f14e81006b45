import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js'

/** Ten minutes: what takes longer is counted as that. */
const MOST_MICROSECONDS = 600e6

/** A histogram of microseconds, exact to a thousandth. */
export function newLatency(): Histogram {
  return build({ highestTrackableValue: MOST_MICROSECONDS, numberOfSignificantValueDigits: 3 })
}

export function record(latency: Histogram, ms: number): void {
  latency.recordValue(Math.min(MOST_MICROSECONDS, Math.max(1, Math.round(ms * 1000))))
}

/** As it goes from process to process, and into the report (HdrHistogram V2, compressed, base64). */
export function encode(latency: Histogram): string {
  return encodeIntoCompressedBase64(latency)
}

export function decode(text: string): Histogram {
  return decodeFromCompressedBase64(text)
}

/** Percentiles in ms, of nothing when nothing was recorded. */
export interface Percentiles {
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

export function percentilesOf(latency: Histogram): Percentiles | null {
  if (latency.totalCount === 0) return null
  const at = (percentile: number) => latency.getValueAtPercentile(percentile) / 1000
  return { p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), max: at(100) }
}

/** `[share below, ms]`, ever finer toward the slowest, as HdrHistogram plots are drawn. */
export function spectrumOf(latency: Histogram): readonly (readonly [number, number])[] {
  if (latency.totalCount === 0) return []
  const points: [number, number][] = []
  for (let halvings = 0; 2 ** halvings <= latency.totalCount; halvings += 1)
    for (const quarter of [0, 0.25, 0.5, 0.75]) {
      const share = 1 - (1 - quarter / 2) / 2 ** halvings
      if ((1 - share) * latency.totalCount < 1) break
      points.push([share, latency.getValueAtPercentile(share * 100) / 1000])
    }
  points.push([1, latency.getValueAtPercentile(100) / 1000])
  return points
}
