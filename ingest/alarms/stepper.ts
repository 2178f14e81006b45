import type { Place } from '../place.ts'
import type { Finding, RuleState } from './finding.ts'
import type { Groups } from './groups.ts'
import { ACTIVE, isOn, nextGrade, nextPhase, WATCHING } from './phase.ts'
import type { Standing } from './standing.ts'
import type { Vigil } from './vigil.ts'
import type { Watch } from './watch.ts'

export interface Told {
  find(finding: Finding): void
  keep(state: RuleState): void
}

/** When something was measured, and whether it tells of the past. */
export interface Moment {
  readonly ts: number
  readonly isLate: boolean
}

/** Moves the watches of stations from phase to phase, keeps where they stand, and tells who must know. */
export interface Stepper {
  /** Watch `w` of a station has read a figure. */
  step(place: Place, w: number, figure: number, at: Moment): void
  move(
    place: Place,
    w: number,
    of: {
      readonly to: number
      readonly at: number
      readonly reading: number | null
      readonly grade: number
      readonly isLate: boolean
    },
  ): void
  /** Keeps where a watch stands. */
  keep(place: Place, w: number): void
  /** A part of a group tells its groups; everything else tells the desk. */
  tell(place: Place, w: number, of: Omit<Finding, 'rule' | 'place'>): void
  /** A part holds at a station or no longer; `at` NaN: nobody is to be judged by it. */
  tellGroups(place: Place, watch: Watch, isHolding: boolean, at: number): void
  judgeGroups(place: Place, at: number): void
  judgeGroup(place: Place, w: number, at: number): void
}

export function makeStepper(options: Told, groups: Groups): Stepper {
  function step(place: Place, w: number, figure: number, { ts, isLate }: Moment): void {
    const { watches, standing } = place.vigil
    const watch = watches[w]!
    const phase = standing.phases[w]!
    const next = nextPhase(watch, phase, standing.since[w]!, figure, ts)
    // By far the most readings leave a rule where it is.
    if (next === WATCHING && phase === WATCHING) return
    const grade = isOn(next) && watch.grades.length > 0 ? nextGrade(watch, standing.grades[w]!, figure) : 0
    const mayAnnounce = standing.quiet[w] === 1 && !isLate && next === ACTIVE && phase === ACTIVE
    if (next === phase && grade === standing.grades[w] && !mayAnnounce) return
    move(place, w, { to: next, at: ts, reading: watch.group ? null : figure, grade, isLate })
  }

  function move(
    place: Place,
    w: number,
    of: { to: number; at: number; reading: number | null; grade: number; isLate: boolean },
  ): void {
    const { standing } = place.vigil
    const from = standing.phases[w]!
    const { to, at, grade, isLate, reading } = of
    const graded = standing.grades[w]!
    const wasOn = isOn(from)
    const isNowOn = isOn(to)
    standing.phases[w] = to
    if (at > place.vigil.movedAt) place.vigil.movedAt = at
    if (to !== from) standing.since[w] = at
    standing.grades[w] = grade
    const wasQuiet = standing.quiet[w] === 1
    standing.quiet[w] = isNowOn && (wasOn ? wasQuiet && isLate : isLate) ? 1 : 0
    keep(place, w)
    if (wasOn !== isNowOn) tell(place, w, { found: isNowOn ? 'raise' : 'clear', at, reading, grade, isLate })
    else if (isNowOn && wasQuiet && !isLate) tell(place, w, { found: 'announce', at, reading, grade, isLate })
    if (wasOn && isNowOn && grade !== graded) tell(place, w, { found: 'grade', at, reading, grade, isLate })
  }

  function keep(place: Place, w: number): void {
    const { watches, standing } = place.vigil
    const phase = standing.phases[w]!
    const was = wasOf(place.vigil, w)
    const state = { ...stateOf(standing, w), ...(standing.quiet[w] === 1 ? { quiet: true } : {}), ...(was && { was }) }
    const isNothing = phase === WATCHING && was === null
    options.keep({ rule: watches[w]!.key, station: place.station.id, state: isNothing ? null : state })
  }

  function tell(place: Place, w: number, of: Omit<Finding, 'rule' | 'place'>): void {
    const watch = place.vigil.watches[w]!
    if (watch.part === null) options.find({ rule: watch.rule, place, ...of })
    else if (of.found === 'raise' || of.found === 'clear') tellGroups(place, watch, of.found === 'raise', of.at)
  }

  function tellGroups(place: Place, watch: Watch, isHolding: boolean, at: number): void {
    for (const home of groups.move(place, watch, isHolding)) {
      if (Number.isNaN(at)) continue
      const { list, watches } = home.vigil
      for (const w of list.wideGroups) if (watches[w]!.rule.id === watch.rule.id) judgeGroup(home, w, at)
    }
  }

  function judgeGroups(place: Place, at: number): void {
    if (!Number.isNaN(at)) for (const w of place.vigil.list.groups) judgeGroup(place, w, at)
  }

  function judgeGroup(place: Place, w: number, at: number): void {
    const group = place.vigil.watches[w]!.group!
    step(place, w, groups.holds(group, w, place.vigil) ? 1 : 0, { ts: at, isLate: false })
  }

  return { step, move, keep, tell, tellGroups, judgeGroups, judgeGroup }
}

function stateOf({ phases, since, grades }: Standing, w: number): { phase: number; since: number; grade?: number } {
  return { phase: phases[w]!, since: since[w]!, ...(grades[w]! > 0 ? { grade: grades[w]! } : {}) }
}

/** Where a watch stood before the recent readings, where that is not where it stands; takes note of it. */
export function wasOf(vigil: Vigil, w: number): NonNullable<RuleState['state']>['was'] | null {
  const { standing, recent } = vigil
  const before = recent.first?.standing
  const isMoved =
    before !== undefined &&
    (before.phases[w] !== standing.phases[w] ||
      before.grades[w] !== standing.grades[w] ||
      (before.phases[w] !== WATCHING && before.since[w] !== standing.since[w]))
  if (!isMoved) {
    vigil.moved?.delete(w)
    return null
  }
  vigil.moved ??= new Set()
  vigil.moved.add(w)
  const { floorTs, floorSeq } = recent
  return { ...stateOf(before, w), ...(Number.isFinite(floorTs) ? { behind: [floorTs, floorSeq] as const } : {}) }
}
