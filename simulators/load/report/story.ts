import type { Course } from '../course.ts'
import type { Measured } from '../measured.ts'
import type { LoadOptions, LoadResult } from '../options.ts'
import type { Segment } from '../shape.ts'

/** All that is known of a load when it is over. */
export interface LoadStory {
  readonly options: LoadOptions
  readonly result: LoadResult
  readonly course: Course
  readonly segments: readonly Segment[]
  /** The acknowledgements first. */
  readonly measured: readonly Measured[]
  readonly startAt: number
  /** What opening the connections took. */
  readonly openSeconds: number
  readonly target: string
}
