import { localTime } from '../calendar.ts'
import type { ScenarioFile } from '../scenarios/schema.ts'

const MINUTE = 60_000
const DAY = 86_400_000

/** How a scenario lies in time. */
export interface InTime {
  /** In the world, UTC ms: the moment that the scenario says, by which the hour, the season and the holidays are. */
  readonly worldAt: number
  /** How much later its readings say that they are. */
  readonly shiftMs: number
  /** When it begins by the times of its readings. */
  readonly startedAt: number
  readonly isBackDated: boolean
  /** Of the quiet time before it, ms. */
  readonly leadMs: number
}

/**
 * At speed 1 it begins now. Faster, it has been: at its hour of the newest day on which it is over by the time that it has been
 * played, so that no reading is of the future.
 */
export function placeInTime(
  scenario: Pick<ScenarioFile, 'begins' | 'minutes' | 'leadMinutes'>,
  speed: number,
  clock: () => number,
): InTime {
  const now = clock()
  const lasts = scenario.minutes * MINUTE
  const worldAt = localTime(scenario.begins)
  const isBackDated = speed > 1
  const days = Math.floor((now + lasts / speed - lasts - worldAt) / DAY)
  const startedAt = isBackDated ? worldAt + days * DAY : now
  return { worldAt, shiftMs: startedAt - worldAt, startedAt, isBackDated, leadMs: (scenario.leadMinutes ?? 0) * MINUTE }
}

/**
 * Of the quiet time before a scenario what the city has no readings of yet, ms; `newest` is the time of its newest one. Throws where
 * that is later than the scenario would begin, for rules do not look at what is older than what they have seen.
 */
export function leadLeft(
  { id, minutes }: Pick<ScenarioFile, 'id' | 'minutes'>,
  { startedAt, isBackDated, leadMs }: InTime,
  { newest, speed }: { readonly newest: number | null; readonly speed: number },
): number {
  if (newest === null || newest < startedAt - leadMs) return leadMs
  if (newest < startedAt) return startedAt - newest - 1
  // Now is now: a clock that is ahead is no reason to wait.
  if (!isBackDated) return 0
  const next = startedAt + Math.ceil((newest + 1 - startedAt) / DAY) * DAY
  const from = next + minutes * MINUTE * (1 - 1 / speed)
  throw new Error(
    `the city has readings up to ${moment(newest)}, and at --speed ${speed} ${id} would begin at ${moment(startedAt)}: play it at --speed 1, which begins now, or at this speed from ${moment(from)} on`,
  )
}

function moment(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}
