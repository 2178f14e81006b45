import type { Rule } from '../../domain/rule.ts'
import type { Place } from '../place.ts'

/** What a rule found; the desk makes an alarm's step of it. */
export interface Finding {
  readonly rule: Rule
  readonly place: Place
  /**
   * `grade`: it stands at another of the rule's levels; `announce`: what was found late still holds; `past`: it held
   * from `at` to `until`, which was not known when it did.
   */
  readonly found: 'raise' | 'clear' | 'grade' | 'announce' | 'past'
  /** Event time. */
  readonly at: number
  readonly reading: number | null
  /** Levels of the rule that it is beyond. */
  readonly grade: number
  /** It tells of the past: nobody is to be called out. */
  readonly isLate: boolean
  readonly text?: string
  readonly until?: number
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
  } | null
}
