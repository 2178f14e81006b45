import type { RuleEngine } from './alarms/rules.ts'
import type { Changes } from './changes.ts'
import type { Gaps } from './gaps/open-gaps.ts'
import { givenNumber } from './implied-number.ts'
import type { PresenceBook } from './presence.ts'
import type { Hooks } from './sifter.ts'

/** What is found in readings: by the rules, and by what is missing before them. */
export type Judges = Pick<RuleEngine, 'judge' | 'judgeAgain'>

/** Every reading is looked at by the gaps before the rules. */
export function judgesOf(engine: Judges, gaps: Pick<Gaps, 'seen'>): Judges {
  return {
    judge(place, points, i, isLate) {
      gaps.seen(place, points.ts[i]!, givenNumber(points.seq[i]!))
      engine.judge(place, points, i, isLate)
    },
    judgeAgain(place, points, i, isLate) {
      gaps.seen(place, points.ts[i]!, givenNumber(points.seq[i]!))
      engine.judgeAgain(place, points, i, isLate)
    },
  }
}

/** What becomes of readings that are judged for the first time, and of those that are gone through again. */
export function hooksOf(of: {
  readonly judges: Judges
  readonly engine: Pick<RuleEngine, 'remember'>
  readonly changes: Pick<Changes, 'mark'>
  readonly presence: Pick<PresenceBook, 'of' | 'heard' | 'status'>
  readonly gaps: Pick<Gaps, 'refused'>
  readonly letters: Pick<Hooks, 'refused'>
}): { readonly judging: Hooks; readonly repeating: Hooks } {
  const { judges, engine, changes, presence, gaps, letters } = of
  return {
    judging: {
      fresh(place, points, i, isLate) {
        judges.judge(place, points, i, isLate)
        changes.mark(place)
        if (presence.of(place.station.id).state !== 'online') presence.heard(place, points.receivedAt[i]!)
      },
      stale: judges.judgeAgain,
      refused(refusal) {
        letters.refused(refusal)
        gaps.refused(refusal)
      },
      status: (source, payload, receivedAt) => presence.status(source, payload, receivedAt),
    },
    repeating: {
      fresh(place, points, i) {
        engine.remember(place, points, i)
        changes.mark(place)
      },
      stale: engine.remember,
      refused() {},
      status() {},
    },
  }
}
