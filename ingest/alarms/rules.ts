import type { Points } from '../../domain/points.ts'
import type { Rule } from '../../domain/rule.ts'
import type { KindPlan } from '../catalogue.ts'
import type { Entry } from '../../store/records/station-entry.ts'
import type { Place } from '../place.ts'

/** What a rule found; the desk makes an alarm's step of it. */
export interface Finding {
  readonly rule: Rule
  readonly place: Place
  readonly found: 'raise' | 'clear'
  /** Event time. */
  readonly at: number
  readonly reading: number | null
}

/** Where a rule stands for one station; kept so that a restart changes nothing. */
export interface RuleState {
  readonly rule: string
  readonly station: string
  /** Null: it watches again, nothing to keep. */
  readonly state: { readonly phase: number; readonly since: number } | null
}

export interface RuleEngine {
  /** First phases for a station: one for each of its kind's rules. */
  phasesOf(station: Entry): Uint8Array
  /** Judges a fresh reading. */
  judge(place: Place, points: Points, i: number): void
  /** A station was heard, whatever it said; `at` is server time. */
  heard(place: Place, at: number): void
  /** Judges silence; `now` is server time. */
  tick(places: Iterable<Place>, now: number): void
  /** Puts a station's rule back where it stood. */
  restore(place: Place, state: RuleState): void
}

const WATCHING = 0
const RISING = 1
const ACTIVE = 2
const FALLING = 3
const NOT_ITS = 255
const FAILED = 4

interface Watch {
  readonly rule: Rule
  /** Column of the value; -1: the index level. */
  readonly column: number
  /** +1: bad above; -1: bad below. */
  readonly sign: number
  readonly raise: number
  readonly clear: number
  readonly forMs: number
  readonly clearForMs: number
  /** Silence: how many intervals; 0 for other rules. */
  readonly intervals: number
}

const INDEX = -1

/** Evaluates rules on measurement time. Its cost grows with a kind's own rules, not with all. */
export function makeRuleEngine(
  rules: readonly Rule[],
  plans: ReadonlyMap<string, KindPlan>,
  report: { find(finding: Finding): void; keep(state: RuleState): void },
): RuleEngine {
  const watches = new Map<string, readonly Watch[]>()
  for (const [kind, plan] of plans) {
    watches.set(
      kind,
      rules.filter((rule) => rule.kind === kind).map((rule) => watchOf(rule, plan)),
    )
  }

  function phasesOf(station: Entry): Uint8Array {
    const all = watches.get(station.kind) ?? []
    return Uint8Array.from(all, ({ rule }) => (concerns(rule, station) ? WATCHING : NOT_ITS))
  }

  function judge(place: Place, points: Points, i: number): void {
    const all = watches.get(place.station.kind)!
    const ts = points.ts[i]!
    for (let w = 0; w < all.length; w++) {
      const watch = all[w]!
      if (place.phases[w] === NOT_ITS) continue
      if (watch.intervals > 0) continue
      let reading: number
      if (watch.column === INDEX) {
        reading = points.level[i]!
        if (reading === 0) continue
      } else {
        reading = points.values[watch.column]![i]!
        if (reading !== reading || points.flags[watch.column]![i]! >= FAILED) continue
      }
      step(place, w, watch, reading, ts)
    }
  }

  function heard(place: Place, at: number): void {
    const all = watches.get(place.station.kind)!
    for (let w = 0; w < all.length; w++) {
      if (all[w]!.intervals > 0 && place.phases[w] === ACTIVE) move(place, w, all[w]!, WATCHING, at, null)
    }
  }

  function step(place: Place, w: number, watch: Watch, reading: number, ts: number): void {
    const isBeyond = (reading - watch.raise) * watch.sign > 0
    const phase = place.phases[w]!
    if (phase === WATCHING) {
      if (isBeyond) move(place, w, watch, watch.forMs === 0 ? ACTIVE : RISING, ts, reading)
    } else if (phase === RISING) {
      if (!isBeyond) move(place, w, watch, WATCHING, ts, reading)
      else if (ts - place.since[w]! >= watch.forMs) move(place, w, watch, ACTIVE, ts, reading)
    } else {
      const isBack = (reading - watch.clear) * watch.sign <= 0
      if (phase === ACTIVE) {
        if (isBack) move(place, w, watch, watch.clearForMs === 0 ? WATCHING : FALLING, ts, reading)
      } else if (!isBack) move(place, w, watch, ACTIVE, ts, reading)
      else if (ts - place.since[w]! >= watch.clearForMs) move(place, w, watch, WATCHING, ts, reading)
    }
  }

  function move(place: Place, w: number, watch: Watch, to: number, at: number, reading: number | null): void {
    const from = place.phases[w]!
    place.phases[w] = to
    place.since[w] = at
    report.keep({
      rule: watch.rule.id,
      station: place.station.id,
      state: to === WATCHING ? null : { phase: to, since: at },
    })
    const wasOn = from === ACTIVE || from === FALLING
    const isOn = to === ACTIVE || to === FALLING
    if (wasOn !== isOn) report.find({ rule: watch.rule, place, found: isOn ? 'raise' : 'clear', at, reading })
  }

  function tick(places: Iterable<Place>, now: number): void {
    for (const place of places) {
      if (Number.isNaN(place.heardAt)) continue
      const all = watches.get(place.station.kind)!
      for (let w = 0; w < all.length; w++) {
        const { intervals } = all[w]!
        if (intervals === 0 || place.phases[w] !== WATCHING) continue
        const silentAt = place.heardAt + intervals * place.station.everySeconds * 1000
        if (now >= silentAt) move(place, w, all[w]!, ACTIVE, silentAt, null)
      }
    }
  }

  function restore(place: Place, { rule, state }: RuleState): void {
    const w = (watches.get(place.station.kind) ?? []).findIndex((watch) => watch.rule.id === rule)
    if (w < 0 || state === null || place.phases[w] === NOT_ITS) return
    place.phases[w] = state.phase
    place.since[w] = state.since
  }

  return { phasesOf, judge, heard, tick, restore }
}

function concerns(rule: Rule, station: Entry): boolean {
  if (rule.districts && !rule.districts.includes(station.district)) return false
  return !rule.stations || rule.stations.includes(station.id)
}

function watchOf(rule: Rule, plan: KindPlan): Watch {
  const { when } = rule
  const none = { rule, column: INDEX, sign: 1, raise: 0, clear: 0, forMs: 0, clearForMs: 0, intervals: 0 }
  if (when.type === 'silent') return { ...none, intervals: when.intervals }
  const holds = { forMs: (when.forSeconds ?? 0) * 1000, clearForMs: (when.clearForSeconds ?? 0) * 1000 }
  // Level 3 or worse is beyond 2.5, and back at 2.5 or less.
  if (when.type === 'index') return { ...none, ...holds, raise: when.level - 0.5, clear: when.level - 0.5 }
  const raise = when.above ?? when.below ?? Number.NaN
  return {
    ...none,
    ...holds,
    column: plan.columnOf.get(when.value) ?? INDEX,
    sign: when.above === undefined ? -1 : 1,
    raise,
    clear: when.clear ?? raise,
  }
}
