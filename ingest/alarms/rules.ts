import type { Points } from '../../domain/points.ts'
import type { Rule } from '../../domain/rule.ts'
import type { KindPlan } from '../catalogue.ts'
import type { Place } from '../place.ts'
import type { Usual } from './measures.ts'
import type { RuleState } from './finding.ts'
import { figureOf, flagOf } from './figure.ts'
import { makeGroups } from './groups.ts'
import { ACTIVE, isOn, WATCHING } from './phase.ts'
import { compareSpans, findSpans, type Span } from './second-look.ts'
import { makeStepper, type Told } from './stepper.ts'
import { copyOfRows, makeRecent, makeStanding, type Reading, type Standing, type Vigil } from './vigil.ts'
import { compile, concerns, type Watch } from './watch.ts'

export interface RuleEngine {
  /** Begins to watch over a station, or does so anew when it has changed. */
  enter(place: Place): void
  leave(place: Place): void
  /** Judges a reading newer than all before it; `isLate`: it took too long to call anybody out. */
  judge(place: Place, points: Points, i: number, isLate: boolean): void
  /** Judges again what a reading changes that is older than the newest. */
  judgeAgain(place: Place, points: Points, i: number): void
  /** Takes up a reading that an earlier run judged: windows and usual values need the past. */
  remember(place: Place, points: Reading, i: number): void
  /** A station was heard, whatever it said; `at` is server time. */
  heard(place: Place, at: number): void
  /** Judges silence; `now` is server time. */
  tick(places: Iterable<Place>, now: number): void
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

/** Evaluates rules on measurement time. Its cost grows with the rules that look at a station, not with all. */
export function makeRuleEngine(
  rules: readonly Rule[],
  plans: ReadonlyMap<string, KindPlan>,
  options: RuleEngineOptions,
): RuleEngine {
  let byKind = compile(rules, plans)
  /** Lists of watches that stations share. */
  let lists = new Map<string, readonly Watch[]>()
  const groups = makeGroups()
  const { step, move, keep, tell, tellGroups, judgeGroups } = makeStepper(options, groups)

  function enter(place: Place): void {
    const before = place.vigil
    const watches = listFor(place)
    if (before.watches === watches) return
    place.vigil = makeVigil(place, watches)
    groups.enter(place, watches)
  }

  function listFor({ station }: Place): readonly Watch[] {
    const all = byKind.get(station.kind) ?? []
    const own = all.filter((watch) => concerns(watch, station))
    const name = `${station.kind} ${own.map(({ key }) => key).join(' ')}`
    const shared = lists.get(name)
    if (shared) return shared
    lists.set(name, own)
    return own
  }

  function makeVigil(place: Place, watches: readonly Watch[]): Vigil {
    const usual = (value: string) => options.usualOf?.(place, value) ?? NOTHING_USUAL
    const columns = [...new Set(watches.map(({ column }) => column))].filter((column) => column >= 0)
    return {
      watches,
      standing: makeStanding(watches.length),
      measures: watches.map(({ measure }) => measure?.(usual) ?? null),
      recent: makeRecent(columns, place.plan.names.length),
    }
  }

  function leave(place: Place): void {
    const { watches, standing } = place.vigil
    for (let w = 0; w < watches.length; w++)
      if (isOn(standing.phases[w]!)) tellGroups(place, watches[w]!, false, Number.NaN)
    groups.leave(place)
  }

  function judge(place: Place, points: Points, i: number, isLate: boolean): void {
    const { watches, standing, measures, recent } = place.vigil
    const ts = points.ts[i]!
    recent.push(points, i, standing)
    for (let w = 0; w < watches.length; w++) {
      const watch = watches[w]!
      if (watch.intervals > 0) continue
      const figure =
        watch.group === null ? figureOf(watch, points, i) : groups.holds(watch.group, place, { w, standing }) ? 1 : 0
      const measure = measures[w]
      const read = measure ? measure(ts, figure, flagOf(watch, points, i)) : figure
      if (read === read) step(place, w, { figure: read, ts, isLate })
    }
  }

  function judgeAgain(place: Place, points: Points, i: number): void {
    const { vigil } = place
    const { rows, count } = vigil.recent
    const old = { rows: copyOfRows(rows, count), count }
    const from = vigil.recent.insert(points, i)
    if (from === null) return
    const look = (rowsOf: Reading, upTo: number) =>
      findSpans(vigil.watches, from.standing, {
        rows: rowsOf,
        from: from.from,
        to: upTo,
        figureOf,
        holds: (group, w, standing) => groups.holds(group, place, { w, standing }),
      })
    const before = look(old.rows, old.count)
    const after = look(vigil.recent.rows, vigil.recent.count)
    for (let w = 0; w < vigil.watches.length; w++) {
      // What a window has seen cannot be taken out of it again; silence is judged by the server's clock.
      if (vigil.measures[w] || vigil.watches[w]!.intervals > 0) continue
      settle(place, w, {
        before: before.spans[w]!,
        after: after.spans[w]!,
        standing: after.standing,
        ts: points.ts[i]!,
      })
    }
  }

  /** Tells what the second look found and the first did not, and goes on from where it ended. */
  function settle(
    place: Place,
    w: number,
    of: { before: readonly Span[]; after: readonly Span[]; standing: Standing; ts: number },
  ): void {
    const { standing } = place.vigil
    const wasOn = isOn(standing.phases[w]!)
    const wasQuiet = standing.quiet[w] === 1
    const isNowOn = isOn(of.standing.phases[w]!)
    const news = compareSpans(of.before, of.after, of.ts)
    const isSame = standing.phases[w] === of.standing.phases[w] && standing.since[w] === of.standing.since[w]
    if (news.length === 0 && isSame) return
    standing.phases[w] = of.standing.phases[w]!
    standing.since[w] = of.standing.since[w]!
    standing.grades[w] = of.standing.grades[w]!
    standing.quiet[w] = isNowOn && (wasOn ? wasQuiet : true) ? 1 : 0
    keep(place, w)
    const grade = standing.grades[w]
    for (const one of news) tell(place, w, { ...one, grade: one.found === 'past' ? 0 : (grade ?? 0), isLate: true })
  }

  function remember(place: Place, points: Reading, i: number): void {
    const { watches, measures } = place.vigil
    for (let w = 0; w < watches.length; w++)
      measures[w]?.(points.ts[i]!, figureOf(watches[w]!, points, i), flagOf(watches[w]!, points, i))
  }

  function heard(place: Place, at: number): void {
    const { watches, standing } = place.vigil
    let isAny = false
    for (let w = 0; w < watches.length; w++) {
      if (watches[w]!.intervals === 0 || standing.phases[w] !== ACTIVE) continue
      move(place, w, { to: WATCHING, at, reading: null, grade: 0, isLate: false })
      isAny = true
    }
    if (isAny) judgeGroups(place, at)
  }

  function tick(places: Iterable<Place>, now: number): void {
    for (const place of places) {
      if (Number.isNaN(place.heardAt)) continue
      const { watches, standing } = place.vigil
      let silentSince = Number.NaN
      for (let w = 0; w < watches.length; w++) {
        const { intervals } = watches[w]!
        if (intervals === 0 || standing.phases[w] !== WATCHING) continue
        const silentAt = place.heardAt + intervals * place.station.everySeconds * 1000
        if (now < silentAt) continue
        move(place, w, { to: ACTIVE, at: silentAt, reading: null, grade: 0, isLate: false })
        silentSince = silentAt
      }
      judgeGroups(place, silentSince)
    }
  }

  function restore(place: Place, { rule, state }: RuleState): void {
    const { watches, standing } = place.vigil
    const w = watches.findIndex(({ key }) => key === rule)
    if (w < 0 || state === null) return
    standing.phases[w] = state.phase
    standing.since[w] = state.since
    standing.grades[w] = state.grade ?? 0
    standing.quiet[w] = state.quiet ? 1 : 0
    // What held then holds now, for the groups as well; they stand where they stood and are not judged by this.
    if (isOn(state.phase)) tellGroups(place, watches[w]!, true, Number.NaN)
  }

  function change(next: readonly Rule[], places: Iterable<Place>, at: number): void {
    byKind = compile(next, plans)
    lists = new Map()
    groups.clear()
    for (const place of places) {
      const before = place.vigil
      place.vigil = { ...before, watches: [] }
      enter(place)
      takeOver(place, before, at)
    }
  }

  /** What an unchanged rule remembers goes on; what another one had raised ends. */
  function takeOver(place: Place, before: Vigil, at: number): void {
    const { watches, standing, measures } = place.vigil
    const kept = new Map(before.watches.map((watch, w) => [watch.key, w]))
    const own = measures as (typeof before.measures)[number][]
    for (let w = 0; w < watches.length; w++) {
      const old = kept.get(watches[w]!.key)
      if (old === undefined || !isSame(before.watches[old]!, watches[w]!)) continue
      kept.delete(watches[w]!.key)
      copyStanding(before.standing, old, standing, w)
      own[w] = before.measures[old]!
      if (isOn(standing.phases[w]!)) tellGroups(place, watches[w]!, true, Number.NaN)
    }
    for (const [key, old] of kept) {
      const watch = before.watches[old]!
      if (before.standing.phases[old] === WATCHING) continue
      options.keep({ rule: key, station: place.station.id, state: null })
      if (watch.part !== null || !isOn(before.standing.phases[old]!)) continue
      const found = {
        found: 'clear',
        at,
        reading: null,
        grade: 0,
        isLate: false,
        text: 'its rule was changed',
      } as const
      options.find({ rule: watch.rule, place, ...found })
    }
  }

  return { enter, leave, judge, judgeAgain, remember, heard, tick, restore, change }
}

function isSame(a: Watch, b: Watch): boolean {
  return JSON.stringify(a.rule) === JSON.stringify(b.rule)
}

function copyStanding(from: Standing, w: number, to: Standing, at: number): void {
  to.phases[at] = from.phases[w]!
  to.since[at] = from.since[w]!
  to.grades[at] = from.grades[w]!
  to.quiet[at] = from.quiet[w]!
}
