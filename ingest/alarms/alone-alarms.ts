import type { Alarm } from '../../domain/alarm.ts'
import type { Raised } from '../../domain/incident-grouping.ts'
import type { Severity } from '../../domain/severity.ts'

/** An open alarm that is in no incident. */
export interface Alone extends Raised {
  readonly id: string
  readonly kind: string
  readonly owner: string
  /** Null: it does not hold. */
  readonly severity: Severity | null
}

/** Open alarms that stand alone, by what they may be grouped by. */
export interface AloneAlarms {
  has(id: string): boolean
  of(cause: string): Iterable<Alone>
  /** Takes up what has become of an alarm; `isRaise`: from now on it counts as raised at `at`. */
  note(alarm: Alarm, at: number, isRaise: boolean): void
}

/** `raisedOf`: where and when an alarm counts as raised; null when it may not be grouped. */
export function makeAloneAlarms(raisedOf: (alarm: Alarm, at: number) => Raised | null): AloneAlarms {
  const byCause = new Map<string, Map<string, Alone>>()
  const causeOf = new Map<string, string>()

  function note(alarm: Alarm, at: number, isRaise: boolean): void {
    const { id, state, late, incident, active, severity, kind, owner } = alarm
    const cause = causeOf.get(id)
    const before = cause === undefined ? undefined : byCause.get(cause)?.get(id)
    const isOut = state === 'normal' || late || incident !== null
    const raised = isOut ? null : raisedOf(alarm, isRaise ? at : (before?.at ?? at))
    if (before && raised?.cause !== before.cause) {
      byCause.get(before.cause)?.delete(id)
      causeOf.delete(id)
    }
    if (!raised) return
    causeOf.set(id, raised.cause)
    const known = byCause.get(raised.cause) ?? new Map<string, Alone>()
    byCause.set(raised.cause, known.set(id, { ...raised, id, kind, owner, severity: active ? severity : null }))
  }

  return { has: (id) => causeOf.has(id), of: (cause) => byCause.get(cause)?.values() ?? [], note }
}
