import { Type, type Static } from 'typebox'
import type { AlarmCall } from './alarm-call.ts'

/** More calls than so many in ten minutes, for each who works at once, are a flood; it is over below the other (ISA-18.2). */
export const FLOOD_BEGINS_ABOVE = 10
export const FLOOD_ENDS_BELOW = 5
export const FLOOD_WINDOW_MS = 600_000

/** The scope of the whole city; all others are departments. */
export const WHOLE_CITY = '*'

const Tally = Type.Record(Type.String(), Type.Integer())

/** A time in which alarms called faster than people can take in. */
export const Flood = Type.Object({
  /** `*` is the whole city; else the id of a department. */
  scope: Type.String(),
  /** The call that was one too many, UTC ms. */
  from: Type.Number(),
  /** When the rate fell below five in ten minutes for each who works at once; null: it goes on. */
  to: Type.Union([Type.Number(), Type.Null()]),
  /** Calls in it, with those of the ten minutes that led to it. */
  count: Type.Integer(),
  /** Most calls in any ten minutes of it. */
  peak: Type.Integer(),
  bySeverity: Tally,
  byDistrict: Tally,
  byKind: Tally,
})
export type Flood = Static<typeof Flood>

export type CallInFlood = Pick<AlarmCall, 'at' | 'severity' | 'district' | 'kind'>

/** Finds floods while calls come, in the order of time. */
export interface FloodDetector {
  /** The flood that goes on. */
  readonly flood: Flood | null
  /** A call; returns what changed: a flood that had ended before it, one that began or grew with it. */
  call(call: CallInFlood): readonly Flood[]
  /** Returns a flood that has ended by `now`. */
  tick(now: number): Flood | null
}

/** `positions`: how many work at once. `recent`: calls of the last ten minutes; `flood`: what went on, at a start. */
export function makeFloodDetector(of: {
  readonly scope: string
  readonly positions: number
  readonly recent?: readonly CallInFlood[]
  readonly flood?: Flood | null
}): FloodDetector {
  const { scope, positions } = of
  const begins = FLOOD_BEGINS_ABOVE * positions
  const ends = FLOOD_ENDS_BELOW * positions
  let recent: CallInFlood[] = [...(of.recent ?? [])]
  let first = 0
  let flood: Flood | null = of.flood ?? null

  function forget(at: number): void {
    while (first < recent.length && recent[first]!.at <= at - FLOOD_WINDOW_MS) first++
    if (first < 1_000 || first < recent.length / 2) return
    recent = recent.slice(first)
    first = 0
  }

  function tick(now: number): Flood | null {
    if (flood === null) return null
    // With the call that leaves then, fewer than `ends` are left of the last ten minutes.
    const leaver = recent[Math.max(first, recent.length - ends)]
    const to = leaver === undefined ? flood.from : leaver.at + FLOOD_WINDOW_MS
    if (to > now) return null
    const over = { ...flood, to: Math.max(to, flood.from) }
    flood = null
    return over
  }

  function begin(at: number): Flood {
    const inWindow = recent.slice(first)
    let begun: Flood = { scope, from: at, to: null, count: 0, peak: 0, bySeverity: {}, byDistrict: {}, byKind: {} }
    for (const call of inWindow) begun = grown(begun, call, inWindow.length)
    return begun
  }

  return {
    get flood() {
      return flood
    },
    call(given) {
      // A clock that is set back does not make a call older than the one before it.
      const at = Math.max(given.at, recent.at(-1)?.at ?? given.at)
      const over = tick(at)
      const call = at === given.at ? given : { ...given, at }
      recent.push(call)
      forget(at)
      const rate = recent.length - first
      if (flood !== null) flood = grown(flood, call, rate)
      else if (rate > begins) flood = begin(at)
      return [...(over ? [over] : []), ...(flood ? [flood] : [])]
    },
    tick,
  }
}

function grown(flood: Flood, { severity, district, kind }: CallInFlood, rate: number): Flood {
  return {
    ...flood,
    count: flood.count + 1,
    peak: Math.max(flood.peak, rate),
    bySeverity: added(flood.bySeverity, severity),
    byDistrict: added(flood.byDistrict, district),
    byKind: added(flood.byKind, kind),
  }
}

function added(tally: Readonly<Record<string, number>>, key: string): Record<string, number> {
  return { ...tally, [key]: (tally[key] ?? 0) + 1 }
}
