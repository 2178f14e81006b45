import { minutesOf } from '../../../domain/wall.ts'

/** Why a wall loads itself anew. */
export type ReloadReason = 'stuck' | 'version' | 'night'

/** Without a frame for so long the page is taken for dead. */
const STUCK_MS = 60_000
/** Longer it does not wait for quiet. */
const PATIENCE_MINUTES = 60
/** A wall that has just begun does not begin again for the night. */
const YOUNG_MS = 2 * 3_600_000

export interface Upkeep {
  /** ms, of the same clock. */
  readonly now: number
  readonly startedAt: number
  readonly frameAt: number
  /** Nobody paints a hidden page. */
  readonly isHidden: boolean
  /** I or II waits. */
  readonly isBusy: boolean
  /** The server is of another version than the page. */
  readonly isOld: boolean
  /** The server can be reached: a page that is gone cannot be loaded. */
  readonly isLive: boolean
  /** Local minutes after midnight. */
  readonly minute: number
  readonly reloadAt: string
}

/** Whether a wall should load itself anew now: at once when it is stuck, else when nothing calls for somebody. */
export function reloadDue(of: Upkeep): ReloadReason | null {
  const { now, startedAt, frameAt, isHidden, isBusy, isOld, isLive, minute, reloadAt } = of
  if (!isHidden && now - frameAt > STUCK_MS) return 'stuck'
  if (!isLive || isBusy) return null
  if (isOld) return 'version'
  const late = (minute - minutesOf(reloadAt) + 1440) % 1440
  return late < PATIENCE_MINUTES && now - startedAt > YOUNG_MS ? 'night' : null
}

const SHIFTS = [
  [0, 0],
  [1, 0],
  [2, 1],
  [1, 2],
  [0, 1],
  [2, 0],
  [2, 2],
  [0, 2],
  [1, 1],
] as const

/** Pixels by which the whole picture is moved in a minute, so that nothing burns in. */
export function shiftAt(minute: number): readonly [x: number, y: number] {
  return SHIFTS[minute % SHIFTS.length] ?? [0, 0]
}
