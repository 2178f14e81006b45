import type { StationsHistory, StationTrack } from '../../../domain/history.ts'
import type { Span } from './question.ts'

/** How the headline values of a span are cut into answers. */
export interface ChunkPlan {
  readonly everyMs: number
  readonly lengthMs: number
}

export interface ChunkOf extends Span {
  readonly key: string
  readonly everyMs: number
}

/** What a station had read at a time. */
export interface Read {
  /** UTC ms, up to a step late. */
  readonly at: number
  readonly value: number
  readonly flag: number
  readonly level: number
}

/** The stations within a chunk, each with what was known at its start. */
export interface StationChunk extends ChunkOf {
  /** Every station that had read something by then, newest reading each. Times may be asked for in any order. */
  each(at: number, tell: (station: string, read: Read, value: string) => void): void
}

const STEPS_MS = [10_000, 30_000, 60_000, 120_000, 300_000, 600_000]
/** Stations times steps, which the server bounds. */
const MOST_CELLS = 140_000
const MOST_STEPS = 60
/** A step is no shorter than what passes between two paints. */
const PAINT_SECONDS = 0.25

/** Wider steps the faster the clock runs, shorter chunks the larger the city is. */
export function planOf(speed: number, stations: number): ChunkPlan {
  const everyMs = STEPS_MS.find((width) => width >= speed * PAINT_SECONDS * 1000) ?? 600_000
  const steps = Math.max(1, Math.min(MOST_STEPS, Math.floor(MOST_CELLS / Math.max(1, stations)) - 1))
  return { everyMs, lengthMs: steps * everyMs }
}

/** The chunk that a time lies in: all cut at whole multiples of their length, so that going back finds them again. */
export function chunkAt(at: number, { everyMs, lengthMs }: ChunkPlan, kinds: readonly string[]): ChunkOf {
  const from = Math.floor(at / lengthMs) * lengthMs
  return { from, to: from + lengthMs, everyMs, key: `${from} ${lengthMs} ${everyMs} ${kinds.join()}` }
}

export function openChunk(of: ChunkOf, { from, kinds }: StationsHistory): StationChunk {
  return {
    ...of,
    each(at, tell) {
      const seconds = (at - from) / 1000
      for (const { value, stations } of kinds) {
        for (const track of stations) {
          const i = lastUpTo(track.at, seconds)
          if (i >= 0) tell(track.id, readOf(track, i, from), value)
        }
      }
    },
  }
}

function readOf({ at, values, flags, levels }: StationTrack, i: number, from: number): Read {
  return { at: from + (at[i] ?? 0) * 1000, value: values[i] ?? NaN, flag: flags?.[i] ?? 1, level: levels?.[i] ?? 0 }
}

function lastUpTo(times: readonly number[], at: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? 0) <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}
