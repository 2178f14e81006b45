import type { Place } from '../place.ts'
import type { Reading } from './figure.ts'
import type { Groups } from './groups.ts'
import { isOn, WATCHING } from './phase.ts'
import { dropRows, forgetOldest, type Mark, placeFor, putRow, tsAt } from './recent.ts'
import {
  type Change,
  changesBetween,
  type Look,
  lookAgain,
  moveWindows,
  type SecondLook,
  type Span,
} from './second-look.ts'
import { copyStanding, isCalm } from './standing.ts'
import { type Stepper, wasOf } from './stepper.ts'
import { markOf } from './vigil.ts'

/** Judges readings again that were judged before, with what belongs among them. */
export interface Rejudging {
  /** Takes a reading that is the newest among the recent ones; to be called before it is judged. */
  add(place: Place, points: Reading, i: number): void
  /**
   * Puts a reading that is older than the newest of its station in its place, judges again from there, and tells what is true
   * instead of what was told. The rules then stand where they would had all come in order. False: it is there already, or
   * older than what can be judged again.
   */
  judgeAgain(place: Place, points: Reading, of: { readonly i: number; readonly isLate: boolean }): boolean
  /** Takes up recent readings as they were put in, after a start. */
  resume(place: Place): void
}

export function makeRejudging(groups: Groups, stepper: Stepper): Rejudging {
  const { tell, tellGroups, judgeGroup, keep } = stepper
  const rows = new Map<string, Reading>()

  function rowFor({ plan }: Place): Reading {
    let row = rows.get(plan.kind.id)
    if (!row) {
      row = {
        ts: new Float64Array(1),
        seq: new Float64Array(1),
        values: plan.names.map(() => new Float64Array(1).fill(Number.NaN)),
        flags: plan.names.map(() => new Uint8Array(1)),
        level: new Uint8Array(1),
        worst: new Uint8Array(1),
      }
      rows.set(plan.kind.id, row)
    }
    return row
  }

  function look(place: Place, first: Mark, to: number): SecondLook {
    return lookAgain(place.vigil.list, first, { ...lookAt(place), to })
  }

  function lookAt(place: Place): Look {
    const { recent, district } = place.vigil
    return { recent, row: rowFor(place), district, holds: groups.holds }
  }

  function resume(place: Place): void {
    const { vigil } = place
    const { recent, list, standing, resumed } = vigil
    vigil.resumed = null
    if (resumed === null || recent.first === null) return
    const after = look(place, recent.first, recent.count)
    vigil.seen = after.seen
    if (recent.count > 0) vigil.movedAt = tsAt(recent, recent.count - 1)
    const isBorneOut = list.again.every(
      (w) =>
        after.standing.phases[w] === standing.phases[w] &&
        (standing.phases[w] === WATCHING || after.standing.since[w] === standing.since[w]),
    )
    if (isBorneOut) for (const w of list.again) wasOf(vigil, w)
    // What is kept tells another story than the readings at hand: nothing can be judged again from them.
    else dropRows(recent)
  }

  function makeRoom(place: Place): void {
    const { vigil } = place
    const { recent, list, standing } = vigil
    if (recent.count < 2 * recent.half) return
    const rows = recent.count - recent.half
    const first = recent.first!
    // Nothing has moved since: only the windows have to be taken along.
    if (vigil.movedAt < tsAt(recent, 0) && isCalm(first.standing) && isCalm(standing)) {
      moveWindows(list, first.seen, { ...lookAt(place), to: rows })
      forgetOldest(recent, rows, first)
      return
    }
    const after = look(place, first, rows)
    forgetOldest(recent, rows, { standing: isCalm(after.standing) ? list.calm : after.standing, seen: after.seen })
    // What is kept of a watch says where it stood before the recent readings.
    for (const w of list.again) {
      const wasMoved = vigil.moved?.has(w) ?? false
      if (wasOf(vigil, w) !== null || wasMoved) keep(place, w)
    }
  }

  function add(place: Place, points: Reading, i: number): void {
    const { vigil } = place
    vigil.recent.first ??= markOf(vigil)
    makeRoom(place)
    putRow(vigil.recent, vigil.recent.count, points, i)
  }

  function judgeAgain(place: Place, points: Reading, { i, isLate }: { i: number; isLate: boolean }): boolean {
    const { vigil } = place
    const { recent, list } = vigil
    if (placeFor(recent, points, i) === null) return false
    makeRoom(place)
    const at = placeFor(recent, points, i)
    if (at === null) return false
    const before = look(place, recent.first!, recent.count)
    putRow(recent, at, points, i)
    const after = look(place, recent.first!, recent.count)
    vigil.seen = after.seen
    const ts = points.ts[i]!
    for (const w of list.again) settle(place, w, { before, after, ts, isLate })
    for (const w of list.wideGroups) judgeGroup(place, w, tsAt(recent, recent.count - 1))
    return true
  }

  function settle(
    place: Place,
    w: number,
    of: { readonly before: SecondLook; readonly after: SecondLook; readonly ts: number; readonly isLate: boolean },
  ): void {
    const { watches, standing, recent } = place.vigil
    const { before, after, ts, isLate } = of
    const phase = after.standing.phases[w]!
    const wasOn = isOn(standing.phases[w]!)
    const isNowOn = isOn(phase)
    const isMoved =
      phase !== standing.phases[w] ||
      after.standing.grades[w] !== standing.grades[w] ||
      (phase !== 0 && after.standing.since[w] !== standing.since[w])
    const changes = changesBetween(before.spans[w]!, after.spans[w]!)
    if (isMoved || changes.length > 0)
      place.vigil.movedAt = Math.max(place.vigil.movedAt, ts, tsAt(recent, recent.count - 1))
    if (isMoved) {
      const quiet = isNowOn && (wasOn ? standing.quiet[w] === 1 : isLate) ? 1 : 0
      copyStanding(after.standing, w, standing, w)
      standing.quiet[w] = quiet
    }
    if (isMoved || changes.length > 0) keep(place, w)
    const watch = watches[w]!
    if (watch.part === null) for (const change of changes) tellChange(place, w, { change, ts, isLate })
    else if (wasOn !== isNowOn) tellGroups(place, watch, isNowOn, ts)
  }

  function tellChange(place: Place, w: number, of: { change: Change; ts: number; isLate: boolean }): void {
    const { was, is } = of.change
    const { ts, isLate } = of
    if (was === null) {
      const { from: at, to, reading, grade } = is!
      if (to === null) tell(place, w, { found: 'raise', at, reading, grade, isLate })
      else tell(place, w, { found: 'past', at, until: to, reading, grade, isLate })
      return
    }
    const amend = (instead: Span | null) =>
      tell(place, w, {
        found: 'amend',
        at: ts,
        reading: instead?.reading ?? null,
        grade: (instead ?? was).grade,
        isLate: true,
        was: heldIn(was),
        is: instead && heldIn(instead),
      })
    if (was.to !== null) return amend(is)
    const isGraded = is !== null && is.to !== null && is.grade !== was.grade
    if (is !== null && (is.from !== was.from || isGraded)) amend({ ...is, to: null })
    if (is !== null && is.to === null) {
      if (is.grade !== was.grade) tell(place, w, { found: 'grade', at: ts, reading: null, grade: is.grade, isLate })
    } else tell(place, w, { found: 'clear', at: is?.to ?? was.from, reading: null, grade: 0, isLate: true })
  }

  return { add, judgeAgain, resume }
}

function heldIn({ from, to }: Span): { readonly from: number; readonly until: number | null } {
  return { from, until: to }
}
