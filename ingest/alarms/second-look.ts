import type { Finding } from './finding.ts'
import { isOn, nextGrade, nextPhase } from './phase.ts'
import { copyOf, type Reading, type Standing } from './vigil.ts'
import type { Expression, Watch } from './watch.ts'

/** When a watch was on; event times. */
export interface Span {
  /** -Infinity: since before the readings that were looked at. */
  readonly from: number
  /** Null: it still is. */
  readonly to: number | null
  readonly reading: number | null
}

/** Lets the watches look at readings that were judged before, from where they stood then; windows are left out. Pure. */
export function findSpans(
  watches: readonly Watch[],
  start: Standing,
  of: {
    readonly rows: Reading
    readonly from: number
    readonly to: number
    readonly figureOf: (watch: Watch, rows: Reading, i: number) => number
    readonly holds: (group: Expression, w: number, standing: Standing) => boolean
  },
): { readonly standing: Standing; readonly spans: readonly (readonly Span[])[] } {
  const standing = copyOf(start)
  const spans: Span[][] = watches.map((_, w) =>
    isOn(start.phases[w]!) ? [{ from: Number.NEGATIVE_INFINITY, to: null, reading: null }] : [],
  )
  for (let i = of.from; i < of.to; i++) {
    const ts = of.rows.ts[i]!
    for (let w = 0; w < watches.length; w++) {
      const watch = watches[w]!
      if (watch.intervals > 0 || watch.measure !== null) continue
      const { group } = watch
      const figure = group === null ? of.figureOf(watch, of.rows, i) : of.holds(group, w, standing) ? 1 : 0
      if (Number.isNaN(figure)) continue
      const phase = standing.phases[w]!
      const next = nextPhase(watch, phase, { since: standing.since[w]!, figure, ts })
      standing.grades[w] = isOn(next) ? nextGrade(watch, standing.grades[w]!, figure) : 0
      if (next === phase) continue
      standing.phases[w] = next
      standing.since[w] = ts
      if (!isOn(phase) && isOn(next)) spans[w]!.push({ from: ts, to: null, reading: group === null ? figure : null })
      else if (isOn(phase) && !isOn(next)) spans[w]!.push({ ...spans[w]!.pop()!, to: ts })
    }
  }
  return { standing, spans }
}

type News = Pick<Finding, 'found' | 'at' | 'reading' | 'until'>

/** What has to be told when `after` is true and `before` was believed, on account of a reading of `ts`. */
export function compareSpans(before: readonly Span[], after: readonly Span[], ts: number): readonly News[] {
  const known = before.at(-1)?.to === null ? before.at(-1) : undefined
  const news: News[] = []
  /** Whether what is believed to hold has been found in `after`. */
  let isMet = known === undefined
  for (const { from, to, reading } of after) {
    if (to === null) {
      if (!known || !overlaps({ from, to }, known) || news.some(({ found }) => found === 'clear'))
        news.push({ found: 'raise', at: from, reading })
      else if (from < known.from) news.push({ found: 'raise', at: from, reading })
      isMet = true
    } else if (known && overlaps({ from, to }, known)) {
      // What was believed to hold still was over already.
      if (!isMet) news.push({ found: 'clear', at: to, reading: null })
      isMet = true
    } else if (!before.some((span) => overlaps(span, { from, to })))
      news.push({ found: 'past', at: from, until: to, reading })
  }
  if (!isMet) news.push({ found: 'clear', at: ts, reading: null })
  return news
}

function overlaps(a: Pick<Span, 'from' | 'to'>, b: Pick<Span, 'from' | 'to'>): boolean {
  return a.from < (b.to ?? Number.POSITIVE_INFINITY) && b.from < (a.to ?? Number.POSITIVE_INFINITY)
}
