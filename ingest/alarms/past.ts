import type { Place } from '../place.ts'
import { figureOf, flagOf, type Reading } from './figure.ts'
import type { RuleState } from './finding.ts'
import { isBehind, placeFor, putRow } from './recent.ts'
import { copyOf } from './standing.ts'
import type { Vigil } from './vigil.ts'

/** Takes up what an earlier run had judged: where rules stood, and the readings that may have to be judged again. */
export interface Past {
  /** Puts a station's rule back where it stood; its watch, null when it has none. */
  restore(place: Place, kept: RuleState): number | null
  /** From now on it remembers; `since`: every reading from then on is going to be remembered, null: none. */
  resume(place: Place, since: number | null): void
  /** Takes up a reading; the older ones of a station first, except among those of `since` on. */
  remember(place: Place, points: Reading, i: number): void
}

export function makePast(learn: (vigil: Vigil, points: Reading, i: number) => void): Past {
  return {
    restore(place, { rule, state }) {
      const { vigil } = place
      const { standing, list } = vigil
      const w = list.numberOf.get(rule)
      if (w === undefined || state === null) return null
      const { phase, since, grade = 0, quiet, was } = state
      standing.phases[w] = phase
      standing.since[w] = since
      standing.grades[w] = grade
      standing.quiet[w] = quiet ? 1 : 0
      if (was) {
        vigil.resumed ??= { before: new Map(), behind: was.behind ?? null, isWhole: was.behind === undefined }
        vigil.resumed.before.set(w, was)
      }
      return w
    },
    resume(place, since) {
      const { vigil } = place
      const { recent, standing, seen } = vigil
      const resumed = (vigil.resumed ??= { before: new Map(), behind: null, isWhole: false })
      const before = copyOf(standing)
      for (const [w, was] of resumed.before) {
        before.phases[w] = was.phase
        before.since[w] = was.since
        before.grades[w] = was.grade ?? 0
      }
      recent.floorTs = since ?? place.lastTs
      recent.floorSeq = since === null ? place.lastSeq : -1
      if (since === null) return
      recent.first = { standing: before, seen }
      if (resumed.behind) [recent.floorTs, recent.floorSeq] = resumed.behind
      else if (resumed.isWhole) recent.floorTs = Number.NEGATIVE_INFINITY
    },
    remember(place, points, i) {
      const { vigil } = place
      const { watches, seen, recent, resumed } = vigil
      if (watches.length === 0) return
      learn(vigil, points, i)
      if (resumed !== null && recent.first !== null && !isBehind(recent, points, i)) {
        const row = placeFor(recent, points, i)
        if (row !== null) putRow(recent, row, points, i)
        return
      }
      for (let w = 0; w < seen.length; w++) {
        const watch = watches[w]!
        const one = seen[w] ?? null
        if (watch.measure !== null && one !== null)
          watch.measure.read(one, points.ts[i]!, figureOf(watch, points, i), flagOf(watch, points, i))
      }
    },
  }
}
