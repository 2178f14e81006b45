import type { Alarm } from '../../../domain/alarm.ts'
import { isAside } from '../../../domain/alarm.ts'
import type { Name } from '../../../domain/label.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import { byUrgency } from '../alarms/order.ts'

/** What is kept of an alarm for when there is no network. */
export type KeptAlarm = Pick<
  Alarm,
  'id' | 'label' | 'severity' | 'state' | 'active' | 'raisedAt' | 'response' | 'assignee'
> & {
  readonly place: Name
}

/** The last list that this browser saw, and when. */
export interface LastList {
  /** By the server's clock, UTC ms. */
  readonly at: number
  readonly user: string
  readonly timeZone: string
  /** How many there were; fewer may be kept. */
  readonly count: number
  readonly alarms: readonly KeptAlarm[]
}

/** Where it is kept. */
export interface Shelf {
  kept(name: string): string | null
  keep(name: string, value: string | null): void
}

const NAME = 'last-list'
const MOST = 300

/** The list as it is kept: what is not set aside, the most urgent first. */
export function listOf(of: {
  readonly alarms: Iterable<Alarm>
  readonly stations: ReadonlyMap<string, Pick<StationEntry, 'name'>>
  readonly at: number
  readonly user: string
  readonly timeZone: string
}): LastList {
  const { at, user, timeZone, stations } = of
  const open = [...of.alarms].filter(({ state }) => !isAside(state)).sort(byUrgency)
  const alarms = open
    .slice(0, MOST)
    .map(({ id, label, severity, state, active, raisedAt, response, assignee, station }) => {
      return {
        id,
        label,
        severity,
        state,
        active,
        raisedAt,
        response,
        assignee,
        place: stations.get(station)?.name ?? station,
      }
    })
  return { at, user, timeZone, count: open.length, alarms }
}

export function keepLastList(shelf: Shelf, list: LastList): void {
  try {
    shelf.keep(NAME, JSON.stringify(list))
  } catch {
    // A full or forbidden storage: what is there is older than it says, so it goes.
    shelf.keep(NAME, null)
  }
}

export function forgetLastList(shelf: Shelf): void {
  shelf.keep(NAME, null)
}

/** Null when there is none, or what is kept is not what this version reads. */
export function lastListOf(shelf: Pick<Shelf, 'kept'>): LastList | null {
  try {
    const list = JSON.parse(shelf.kept(NAME) ?? 'null') as Partial<LastList> | null
    return typeof list?.at === 'number' && typeof list.timeZone === 'string' && Array.isArray(list.alarms)
      ? (list as LastList)
      : null
  } catch {
    return null
  }
}
