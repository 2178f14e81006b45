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
}

/**
 * At speed 1 it begins now. Faster, it has been: at its hour of the newest day on which it is over by the time that it has been
 * played, so that no reading is of the future.
 */
export function placeInTime(
  scenario: Pick<ScenarioFile, 'begins' | 'minutes'>,
  speed: number,
  clock: () => number,
): InTime {
  const now = clock()
  const lasts = scenario.minutes * MINUTE
  const worldAt = localTime(scenario.begins)
  const isBackDated = speed > 1
  const days = Math.floor((now + lasts / speed - lasts - worldAt) / DAY)
  const startedAt = isBackDated ? worldAt + days * DAY : now
  return { worldAt, shiftMs: startedAt - worldAt, startedAt, isBackDated }
}
