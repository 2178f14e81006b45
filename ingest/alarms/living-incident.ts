import type { Alarm } from '../../domain/alarm.ts'
import { BY_CITY, type Incident, type Spread, type Standing } from '../../domain/incident.ts'
import type { Group } from '../../domain/incident-grouping.ts'
import { rankOf, SEVERITIES } from '../../domain/severity.ts'
import type { Living, Member } from '../../store/records/incidents.ts'

/** Where a station is; NaN for one that is gone. */
export type PlaceOf = (station: string) => { readonly lon: number; readonly lat: number }

/** An incident that something may still happen to, with its members and how those that are not over stand. */
export interface LivingIncident extends Group {
  incident: Incident
  /** All that are in it, also those that are over, by alarm. */
  readonly members: Map<string, Member>
  /** Alarms that a person took out. */
  readonly out: Set<string>
  /** Counts a member from now on, or what has become of it. */
  count(alarm: Alarm): void
  uncount(alarm: string): void
  /** Members that are not over. */
  readonly open: Iterable<string>
  readonly standing: Standing
  /** Members that wait to be acknowledged. */
  readonly waiting: readonly string[]
  add(member: Member): void
  remove(alarm: string): void
  spread(): Spread
}

interface Counted {
  readonly rank: number
  readonly isActive: boolean
  readonly waits: boolean
}

export function makeLivingIncident({ incident, members }: Living, placeOf: PlaceOf): LivingIncident {
  const inside = new Map<string, Member>()
  const out = new Set<string>()
  const counted = new Map<string, Counted>()
  const active = SEVERITIES.map(() => 0)
  let places = new Map<string, { readonly lon: number; readonly lat: number }>()
  let waiting = 0

  for (const member of members)
    if (member.isOut) out.add(member.alarm)
    else add(member)

  function add(member: Member): void {
    inside.set(member.alarm, member)
    if (!places.has(member.station)) places.set(member.station, placeOf(member.station))
  }

  function weigh({ rank, isActive, waits }: Counted, by: 1 | -1): void {
    if (isActive) active[rank]! += by
    if (waits) waiting += by
  }

  function uncount(id: string): void {
    const before = counted.get(id)
    if (!before) return
    weigh(before, -1)
    counted.delete(id)
  }

  const living: LivingIncident = {
    incident,
    members: inside,
    out,
    add,
    remove(alarm) {
      inside.delete(alarm)
      uncount(alarm)
      places = new Map([...inside.values()].map(({ station }) => [station, placeOf(station)]))
    },
    count(alarm) {
      uncount(alarm.id)
      if (alarm.state === 'normal') return
      const now = { rank: rankOf(alarm.severity), isActive: holds(alarm), waits: isWaiting(alarm) }
      counted.set(alarm.id, now)
      weigh(now, 1)
    },
    uncount,
    get open() {
      return counted.keys()
    },
    get standing() {
      const worst = active.findLastIndex((count) => count > 0)
      const sum = active.reduce((all, count) => all + count, 0)
      return { active: sum, waiting, severity: SEVERITIES[worst] ?? null }
    },
    get waiting() {
      return [...counted].filter(([, { waits }]) => waits).map(([id]) => id)
    },
    spread() {
      const { tasks, openedBy, districts } = living.incident
      const all = [...inside.values()]
      const unique = (names: readonly string[]) => [...new Set(names)]
      return {
        // What a person declared it for stays.
        districts: unique([...(openedBy === BY_CITY ? [] : districts), ...all.map(({ district }) => district)]),
        kinds: unique(all.map(({ kind }) => kind)),
        departments: unique([...all.map(({ owner }) => owner), ...tasks.map(({ department }) => department)]),
      }
    },
    get id() {
      return living.incident.id
    },
    get cause() {
      return living.incident.cause
    },
    get openedAt() {
      return living.incident.openedAt
    },
    get lastRaisedAt() {
      return living.incident.lastRaisedAt
    },
    get isClosed() {
      return living.incident.state === 'closed'
    },
    get districts() {
      return living.incident.districts
    },
    get places() {
      return places.values()
    },
  }
  return living
}

/** Whether an alarm says that something goes on now: not what tells of the past, nor what somebody explained away. */
function holds({ active, late, state }: Alarm): boolean {
  return active && !late && state !== 'suppressed' && state !== 'out-of-service'
}

function isWaiting({ state }: Alarm): boolean {
  return state === 'unacknowledged' || state === 'returned'
}
