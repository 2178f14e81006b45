import type { Rule } from '../../domain/rule.ts'
import type { Place } from '../place.ts'

/** What a rule found; the desk makes an alarm's step of it. */
export interface Finding {
  readonly rule: Rule
  readonly place: Place
  /**
   * `grade`: it stands at another of the rule's levels; `announce`: what was found late still holds; `past`: it held
   * from `at` to `until`, which was not known when it did; `amend`: what was told of the time `was` is true of the time `is`.
   */
  readonly found: 'raise' | 'clear' | 'grade' | 'announce' | 'past' | 'amend'
  /** Event time. */
  readonly at: number
  readonly reading: number | null
  /** Levels of the rule that it is beyond. */
  readonly grade: number
  /** It tells of the past: nobody is to be called out. */
  readonly isLate: boolean
  readonly text?: string
  readonly until?: number
  readonly was?: Held
  /** Null: it never held. */
  readonly is?: Held | null
}

/** When something held, event times. */
export interface Held {
  /** -Infinity: since longer ago than can be judged again. */
  readonly from: number
  /** Null: it still does. */
  readonly until: number | null
}

/** Where a rule stands for one station; kept so that a restart changes nothing. */
export interface RuleState {
  /** Key of the watch: the rule's id, or a part of it. */
  readonly rule: string
  readonly station: string
  /** Null: it watches again, nothing to keep. */
  readonly state: {
    readonly phase: number
    readonly since: number
    readonly grade?: number
    readonly quiet?: boolean
    /** Where it stood before the readings that may be judged again, where that is another; they come behind time and number. */
    readonly was?: {
      readonly phase: number
      readonly since: number
      readonly grade?: number
      /** Not given: there were none before. */
      readonly behind?: readonly [ts: number, seq: number]
    }
  } | null
}
