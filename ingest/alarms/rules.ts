import { CITY_SAYS } from '../../domain/city-says.ts'
import type { Points } from '../../domain/points.ts'
import type { Rule } from '../../domain/rule.ts'
import type { KindPlan } from '../catalogue.ts'
import type { Place } from '../place.ts'
import { figureOf, flagOf, type Reading, worstOf } from './figure.ts'
import type { RuleState } from './finding.ts'
import { makeGroups } from './groups.ts'
import { makeRejudging } from './judging-again.ts'
import { makePast } from './past.ts'
import type { Usual } from './measures.ts'
import { isOn, WATCHING } from './phase.ts'
import { makeSilence } from './silence.ts'
import { copyStanding } from './standing.ts'
import { makeStepper, type Told } from './stepper.ts'
import { halfFor, makeVigil, type Vigil } from './vigil.ts'
import type { Watch } from './watch.ts'
import { makeWatchIndex } from './watch-index.ts'

export interface RuleEngine {
  /** Begins to watch over a station, or does so anew when it has changed. */
  enter(place: Place): void
  leave(place: Place): void
  /** Judges a reading newer than all before it; `isLate`: it took too long to call anybody out. */
  judge(place: Place, points: Points, i: number, isLate: boolean): void
  /** Judges again what a reading changes that is older than the newest. */
  judgeAgain(place: Place, points: Points, i: number, isLate: boolean): void
  /** Begins to take up a station where an earlier run left it; its states were restored before. */
  resume(place: Place, since: number | null): void
  /** Takes up a reading that an earlier run judged: what is late, windows and usual values need the past. */
  remember(place: Place, points: Reading, i: number): void
  /** A station was heard, whatever it said; `at` is server time. */
  heard(place: Place, at: number): void
  /** Judges silence; `now` is server time. */
  tick(now: number): void
  /** Puts a station's rule back where it stood. */
  restore(place: Place, state: RuleState): void
  /** Other rules from now on; what an unchanged rule remembers stays. */
  change(rules: readonly Rule[], places: Iterable<Place>, at: number): void
}

export interface RuleEngineOptions extends Told {
  /** What is usual for a value of a station; nothing when not given. */
  readonly usualOf?: (place: Place, value: string) => Usual
}

const NOTHING_USUAL: Usual = { at: () => null, learn() {} }
const FAILED = 4

/** Evaluates rules on measurement time. A reading costs what looks at it, a tick who is due, whatever else there is. */
export function makeRuleEngine(
  rules: readonly Rule[],
  plans: ReadonlyMap<string, KindPlan>,
  options: RuleEngineOptions,
): RuleEngine {
  let index = makeWatchIndex(rules, plans)
  const groups = makeGroups()
  const stepper = makeStepper(options, groups)
  const { step, keep, tellGroups } = stepper
  const silence = makeSilence(stepper)
  const again = makeRejudging(groups, stepper)
  const past = makePast(learn)
  /** Of the reading at hand. */
  const now = { ts: 0, isLate: false }

  function enter(place: Place): void {
    const before = place.vigil
    const { station } = place
    const list = index.listFor(station)
    const isSame = before.list === list && before.district === station.district
    if (!isSame) {
      const usualOf = (value: string) => options.usualOf?.(place, value) ?? NOTHING_USUAL
      const half = halfFor(place.lateMs, station.everySeconds)
      place.vigil = makeVigil(list, { district: station.district, half }, usualOf)
      // What came before is not at hand.
      place.vigil.recent.floorTs = place.lastTs
      place.vigil.recent.floorSeq = place.lastSeq
      groups.enter(place, list)
    }
    silence.enter(place)
  }

  function leave(place: Place): void {
    const { watches, standing } = place.vigil
    for (let w = 0; w < watches.length; w++)
      if (isOn(standing.phases[w]!)) tellGroups(place, watches[w]!, false, Number.NaN)
    groups.leave(place)
    silence.leave(place)
  }

  function judge(place: Place, points: Points, i: number, isLate: boolean): void {
    const { vigil } = place
    const { list } = vigil
    if (list.again.length === 0 && list.groups.length === 0) return
    if (vigil.resumed !== null) again.resume(place)
    now.ts = points.ts[i]!
    now.isLate = isLate
    if (list.learns.length > 0) learn(vigil, points, i)
    again.add(place, points, i)
    for (let c = 0; c < list.columns.length; c++) {
      const column = list.columns[c]!
      // What a reading does not carry is looked at by nobody, unless it is said to be missing.
      const value = points.values[column]![i]!
      if (value !== value && points.flags[column]![i] === 0) continue
      const numbers = list.ofColumn[c]!
      for (let n = 0; n < numbers.length; n++) look(place, numbers[n]!, points, i)
    }
    if (list.ofIndex.length > 0 && points.level[i]! > 0)
      for (const w of list.ofIndex) step(place, w, points.level[i]!, now)
    if (list.ofAny.length > 0) {
      const worst = worstOf(points, i)
      for (const w of list.ofAny) step(place, w, vigil.watches[w]!.measure!.read(vigil.seen[w]!, now.ts, 0, worst), now)
    }
    for (let n = 0; n < list.groups.length; n++) {
      const w = list.groups[n]!
      step(place, w, groups.holds(vigil.watches[w]!.group!, w, vigil) ? 1 : 0, now)
    }
  }

  function look(place: Place, w: number, points: Points, i: number): void {
    const { watches, seen } = place.vigil
    const watch = watches[w]!
    const { measure } = watch
    const figure = figureOf(watch, points, i)
    const read = measure === null ? figure : measure.read(seen[w]!, now.ts, figure, flagOf(watch, points, i))
    if (read === read) step(place, w, read, now)
  }

  function judgeAgain(place: Place, points: Points, i: number, isLate: boolean): void {
    const { vigil } = place
    if (vigil.list.again.length === 0) return
    if (vigil.resumed !== null) again.resume(place)
    if (again.judgeAgain(place, points, { i, isLate })) learn(vigil, points, i)
  }

  function restore(place: Place, kept: RuleState): void {
    const w = past.restore(place, kept)
    // What held then holds now, for the groups as well; they stand where they stood and are not judged by this.
    if (w !== null && isOn(place.vigil.standing.phases[w]!))
      tellGroups(place, place.vigil.watches[w]!, true, Number.NaN)
  }

  function change(next: readonly Rule[], places: Iterable<Place>, at: number): void {
    index = makeWatchIndex(next, plans)
    groups.clear()
    silence.clear()
    for (const place of places) {
      const before = place.vigil
      place.vigil = { ...before, list: { ...before.list } }
      enter(place)
      takeOver(place, before, at)
    }
  }

  /** What an unchanged rule remembers goes on; what another one had raised ends. */
  function takeOver(place: Place, before: Vigil, at: number): void {
    const { watches, standing } = place.vigil
    const kept = new Map(before.list.numberOf)
    const seen = [...place.vigil.seen]
    for (let w = 0; w < watches.length; w++) {
      const old = kept.get(watches[w]!.key)
      if (old === undefined || !isSame(before.watches[old]!, watches[w]!)) continue
      kept.delete(watches[w]!.key)
      copyStanding(before.standing, old, standing, w)
      if (before.seen[old]) seen[w] = before.seen[old]
      if (before.moved?.has(old)) keep(place, w)
      if (isOn(standing.phases[w]!)) tellGroups(place, watches[w]!, true, Number.NaN)
    }
    place.vigil.seen = seen
    for (const [key, old] of kept) {
      const watch = before.watches[old]!
      if (before.standing.phases[old] === WATCHING && !before.moved?.has(old)) continue
      options.keep({ rule: key, station: place.station.id, state: null })
      if (watch.part !== null || !isOn(before.standing.phases[old]!)) continue
      const found = {
        found: 'clear',
        at,
        reading: null,
        grade: 0,
        isLate: false,
        text: CITY_SAYS.ruleChanged.en,
      } as const
      options.find({ rule: watch.rule, place, ...found })
    }
  }

  const { heard, tick } = silence
  const { resume, remember } = past
  return { enter, leave, judge, judgeAgain, resume, remember, heard, tick, restore, change }
}

function learn({ list, usuals }: Vigil, points: Reading, i: number): void {
  for (let n = 0; n < usuals.length; n++) {
    const { column } = list.learns[n]!
    const value = points.values[column]![i]!
    if (value === value && points.flags[column]![i]! < FAILED) usuals[n]!.learn(points.ts[i]!, value)
  }
}

function isSame(a: Watch, b: Watch): boolean {
  return a.rule === b.rule || JSON.stringify(a.rule) === JSON.stringify(b.rule)
}
