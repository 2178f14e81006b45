import { makeReel, type Reel, type Scene } from '../../../domain/playback.ts'
import type { HistoryCalls } from './calls.ts'
import type { Span } from './question.ts'
import { chunkAt, type ChunkPlan, openChunk, planOf, type StationChunk } from './station-chunks.ts'

/** The past of a span, fetched a little ahead of who looks at it. */
export interface Film {
  readonly reel: Reel | null
  /** Why alarms, or stations, could not be fetched the last time; null when they could. */
  readonly failure: unknown
  readonly stationFailure: unknown
  /** Fetches what is missing around a time, and what a clock of this speed will need soon. */
  need(at: number, speed: number): void
  /** Whether all that belongs to a time is there. */
  isReady(at: number, speed: number): boolean
  /** Null until it is there. */
  scene(at: number): Scene | null
  stations(at: number, speed: number): StationChunk | null
  /** The time of the event after, or before, a time; fetches until one is found. Null: there is none. */
  eventAfter(at: number): Promise<number | null>
  eventBefore(at: number): Promise<number | null>
}

const MINUTE = 60_000
/** So far before a time that was jumped to, so that steps back from it need no other fetch. */
const BEHIND_MS = 10 * MINUTE
/** What a jump leaves out rather than fetching it. */
const JUMP_MS = 30 * MINUTE
/** Seconds on the wall that are fetched ahead. */
const AHEAD_SECONDS = 20
const KEPT_CHUNKS = 6
const AGAIN_MS = 2000

export interface FilmOptions {
  readonly calls: HistoryCalls
  readonly span: Span
  readonly stations: () => number
  /** Of those that are shown. */
  readonly kinds: () => readonly string[]
  /** Something came, or failed. */
  readonly onChange: () => void
  /** This machine's clock, ms. */
  readonly clock: () => number
}

export function openFilm({ calls, span, stations, kinds, onChange, clock }: FilmOptions): Film {
  let reel: Reel | null = null
  let failure: unknown = null
  let stationFailure: unknown = null
  let reeling: Promise<void> | null = null
  let failedAt = -Infinity
  const chunks = new Map<string, StationChunk>()
  const asked = new Set<string>()

  async function work(task: () => Promise<void>, note: (failure: unknown) => void): Promise<void> {
    try {
      await task()
      note(null)
    } catch (error) {
      note(error)
      failedAt = clock()
    }
    onChange()
  }

  const mayAsk = () => (failure === null && stationFailure === null) || clock() - failedAt > AGAIN_MS

  /** Begins anew before a time, or goes on behind what is known. One at a time. */
  function wind(at: number, aheadMs: number): Promise<void> | null {
    if (reeling !== null || !mayAsk()) return reeling
    const known = reel
    const isFar = known === null || at < known.from || at > known.to + JUMP_MS
    if (!isFar && known.to >= Math.min(span.to, at + aheadMs)) return null
    const task = async () => {
      if (!isFar) {
        const to = Math.min(span.to, Math.max(at + 2 * aheadMs, known.to + MINUTE))
        known.extend(to, await calls.events({ from: known.to, to }))
        return
      }
      const from = Math.max(span.from, at - BEHIND_MS)
      const to = Math.min(span.to, at + aheadMs)
      const [scene, events] = await Promise.all([calls.scene(from), calls.events({ from, to })])
      const fresh = makeReel(scene, from)
      fresh.extend(to, events)
      reel = fresh
    }
    reeling = work(task, (found) => (failure = found)).finally(() => (reeling = null))
    return reeling
  }

  const plan = (speed: number): ChunkPlan => planOf(speed, stations())

  function fetchChunk(at: number, speed: number): void {
    const chunk = chunkAt(at, plan(speed), kinds())
    if (chunks.has(chunk.key) || asked.has(chunk.key) || chunk.from > span.to || !mayAsk()) return
    asked.add(chunk.key)
    const task = async () => {
      chunks.set(chunk.key, openChunk(chunk, await calls.stations(chunk, { everyMs: chunk.everyMs, kinds: kinds() })))
      for (const key of [...chunks.keys()].slice(0, -KEPT_CHUNKS)) chunks.delete(key)
    }
    void work(task, (found) => (stationFailure = found)).finally(() => asked.delete(chunk.key))
  }

  function stationsAt(at: number, speed: number): StationChunk | null {
    const { key } = chunkAt(at, plan(speed), kinds())
    const found = chunks.get(key)
    if (found === undefined) return null
    // The newest used are kept.
    chunks.delete(key)
    chunks.set(key, found)
    return found
  }

  const isReeled = (at: number) => reel !== null && at >= reel.from && at <= reel.to

  return {
    get reel() {
      return reel
    },
    get failure() {
      return failure
    },
    get stationFailure() {
      return stationFailure
    },
    need(at, speed) {
      void wind(at, Math.max(5 * MINUTE, speed * AHEAD_SECONDS * 1000))
      fetchChunk(at, speed)
      fetchChunk(at + plan(speed).lengthMs, speed)
    },
    isReady: (at, speed) => isReeled(at) && (stationsAt(at, speed) !== null || stationFailure !== null),
    scene: (at) => (reel !== null && isReeled(at) ? reel.at(at) : null),
    stations: stationsAt,
    async eventAfter(at) {
      for (let from = at; ; ) {
        await settle(from)
        const found = reel?.after(at)
        if (found !== undefined) return found.at
        if (reel === null || failure !== null || reel.to >= span.to) return null
        from = reel.to
        await wind(from, JUMP_MS)
      }
    },
    async eventBefore(at) {
      for (let before = at; ; ) {
        await settle(before)
        const found = reel?.before(at)
        if (found !== undefined) return found.at
        if (reel === null || failure !== null || reel.from <= span.from) return null
        before = reel.from - 1
      }
    },
  }

  /** Waits until a time is on the reel, or it cannot be. */
  async function settle(at: number): Promise<void> {
    while (!isReeled(at)) {
      const winding = wind(at, MINUTE)
      if (winding === null) return
      await winding
      if (failure !== null) return
    }
  }
}
