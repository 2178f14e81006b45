import type { Alarm } from '../../../domain/alarm.ts'
import type { Panel, WallView } from '../../../domain/wall.ts'
import { isWaiting } from '../alarms/order.ts'

const DEFAULT_SECONDS = 30

/** Which view of a wall is shown, and since when, ms. */
export interface Turn {
  readonly view: number
  readonly since: number
  /** Something that calls for somebody now holds it. */
  readonly isHeld: boolean
}

export const FIRST_TURN: Turn = { view: 0, since: 0, isHeld: false }

/** The turn at a time. While I or II waits it stays at the view that shows alarms, with the map if it can. `pace`: times faster. */
export function turnAt(
  turn: Turn,
  {
    views,
    isUrgent,
    now,
    pace = 1,
  }: {
    readonly views: readonly WallView[]
    readonly isUrgent: boolean
    readonly now: number
    readonly pace?: number
  },
): Turn {
  if (isUrgent) {
    const view = urgentView(views)
    return turn.isHeld && turn.view === view ? turn : { view, since: now, isHeld: true }
  }
  if (turn.isHeld) return { view: turn.view, since: now, isHeld: false }
  if (turn.view >= views.length) return { view: 0, since: now, isHeld: false }
  const seconds = views[turn.view]?.seconds ?? DEFAULT_SECONDS
  if (turn.since === 0) return { ...turn, since: now }
  if (now - turn.since < (seconds * 1000) / pace) return turn
  return { view: (turn.view + 1) % views.length, since: now, isHeld: false }
}

function urgentView(views: readonly WallView[]): number {
  const shows = (...panels: Panel[]) => views.findIndex((view) => panels.every((panel) => view.panels.includes(panel)))
  return [shows('map', 'alarms'), shows('alarms'), shows('map'), 0].find((at) => at >= 0) ?? 0
}

/** Whether an alarm of I or II waits for somebody. */
export function isUrgent(alarms: Iterable<Pick<Alarm, 'severity' | 'state'>>): boolean {
  for (const alarm of alarms)
    if ((alarm.severity === 'red' || alarm.severity === 'orange') && isWaiting(alarm)) return true
  return false
}
