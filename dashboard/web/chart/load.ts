import type { Api } from '../api.ts'
import type { ChartLine, Range } from './picture.ts'
import { everyFor, type Points, type Window } from './window.ts'

/** What is drawn of one value of one station. */
export type Loaded = Pick<ChartLine, 'points' | 'intervalMs' | 'range'>

/** Asks for as many points as a chart so wide can show; of buckets, also for the least and greatest reading where `withRange`. */
export async function loadLine(
  api: Api,
  of: { readonly station: string; readonly value: string; readonly everySeconds: number },
  { from, to }: Window,
  { pixels, withRange }: { readonly pixels: number; readonly withRange: boolean },
): Promise<Loaded> {
  const question = { station: of.station, value: of.value, from: Math.floor(from), to: Math.ceil(to) }
  const every = everyFor((to - from) / 1000, pixels, of.everySeconds)
  if (every === null) {
    const { points } = await api.series(question)
    return { points, intervalMs: of.everySeconds * 1000, range: null }
  }
  const ask = (aggregate: 'mean' | 'min' | 'max') => api.series({ ...question, every: every.every, aggregate })
  const [mean, low, high] = await Promise.all([
    ask('mean'),
    withRange ? ask('min') : null,
    withRange ? ask('max') : null,
  ])
  return { points: mean.points, intervalMs: every.seconds * 1000, range: rangeOf(low?.points, high?.points) }
}

/** Buckets that have both; a bucket without a usable reading has none. */
export function rangeOf(low: Points | undefined, high: Points | undefined): Range | null {
  if (low === undefined || high === undefined) return null
  const highs = new Map(high.map(([at, value]) => [at, value]))
  return low.flatMap(([at, value]): Range => {
    const top = highs.get(at)
    return value === null || top === null || top === undefined ? [] : [[at, value, top]]
  })
}
