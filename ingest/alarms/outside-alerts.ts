import { createHash } from 'node:crypto'
import type { Compilable } from 'kysely'
import type { Alarm } from '../../domain/alarm.ts'
import { CityError } from '../../domain/errors.ts'
import { causeOfAlert, type OutsideAlert, type OutsideAnswer, type OutsideMapping } from '../../domain/outside-alert.ts'
import type { KnownAlert, OutsideAlertRecords } from '../../store/records/outside-alerts.ts'
import type { Desk } from './desk.ts'

/** How labels are read, and the districts and departments that there are. */
export interface OutsideOptions {
  readonly mapping: OutsideMapping
  readonly districts: ReadonlySet<string>
  readonly departments: ReadonlySet<string>
}

/** Labels as they usually are, in a city without districts and departments. */
export const NOTHING_OUTSIDE: OutsideOptions = { mapping: {}, districts: new Set(), departments: new Set() }

/** Alerts of Prometheus and Alertmanager, as alarms of the city. */
export interface OutsideAlerts {
  /**
   * Takes what was posted. `silentMs`: an alert without an end is over when it is not said again for so long; null: it holds until it
   * is said to be over. Throws `request-too-wide` for more than can be kept.
   */
  take(alerts: readonly OutsideAlert[], silentMs: number | null): OutsideAnswer
  /** Ends those that nobody has spoken of again. */
  tick(now: number): void
  /** Whether it is known why an alarm holds. */
  knows(alarm: Pick<Alarm, 'rule' | 'station'>): boolean
}

const MOST = 5_000

export function makeOutsideAlerts(
  options: OutsideOptions & {
    readonly known: readonly KnownAlert[]
    readonly records: Pick<OutsideAlertRecords, 'save' | 'forget'>
    readonly add: (statement: Compilable) => void
    readonly desk: Pick<Desk, 'report'>
    readonly now: () => number
  },
): OutsideAlerts {
  const { records, add, desk } = options
  const known = new Map(options.known.map((alert) => [alert.key, alert]))

  function take(alerts: readonly OutsideAlert[], silentMs: number | null): OutsideAnswer {
    const now = options.now()
    const answer = { raised: 0, cleared: 0, unchanged: 0 }
    for (const alert of alerts) answer[takeOne(alert, silentMs, now)]++
    return answer
  }

  function takeOne(alert: OutsideAlert, silentMs: number | null, now: number): keyof OutsideAnswer {
    const key = digestOf(alert.labels)
    const before = known.get(key)
    const said = timeOf(alert.endsAt)
    const isOver = alert.status === 'resolved' || (said !== null && said <= now)
    if (isOver) {
      if (!before) return 'unchanged'
      end(before, Math.min(said ?? now, now), null)
      return 'cleared'
    }
    const endsAt = said ?? (silentMs === null ? null : now + silentMs)
    const cause = causeOfAlert(alert, { ...options, digest: key })
    if (before) {
      const next: KnownAlert = { ...before, endsAt, cause: { ...before.cause, severity: cause.severity } }
      known.set(key, next)
      add(records.save(next))
      if (cause.severity !== before.cause.severity)
        desk.report({ cause: before.cause, found: 'severity', at: now, reading: null, severity: cause.severity })
      return 'unchanged'
    }
    if (known.size >= MOST)
      throw new CityError(
        'request-too-wide',
        `More than ${MOST} alerts from outside hold; group them where they come from.`,
      )
    // Its time is part of what an alarm is: the same alert sent again makes no other one.
    const startedAt = Math.min(timeOf(alert.startsAt) ?? now, now)
    const first: KnownAlert = { key, cause, startedAt, endsAt }
    known.set(key, first)
    add(records.save(first))
    desk.report({ cause, found: 'raise', at: startedAt, reading: null, toldAt: now })
    return 'raised'
  }

  function end({ key, cause }: KnownAlert, at: number, text: string | null): void {
    known.delete(key)
    add(records.forget(key))
    desk.report({ cause, found: 'clear', at, reading: null, ...(text === null ? {} : { text }) })
  }

  return {
    take,
    tick(now) {
      for (const alert of known.values())
        if (alert.endsAt !== null && alert.endsAt <= now) end(alert, alert.endsAt, 'not heard of again')
    },
    knows({ rule, station }) {
      for (const { cause } of known.values()) if (cause.rule === rule && cause.station === station) return true
      return false
    },
  }
}

function digestOf(labels: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex')
}

/** UTC ms of RFC 3339; null for none, and for the year 1, which says that there is none. */
function timeOf(text: string | undefined): number | null {
  const at = text === undefined ? NaN : Date.parse(text)
  return Number.isNaN(at) || at <= 0 ? null : at
}
