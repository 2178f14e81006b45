import { type Alarm, isAside } from '../../../domain/alarm.ts'
import { isWaiting } from '../alarms/order.ts'
import { unitsOf } from '../alarms/rows.ts'

const MOST = 3

/** The largest parts of a tally, and how many are in all the others. */
export function largest(
  tally: Readonly<Record<string, number>>,
  most = MOST,
): { readonly parts: readonly (readonly [string, number])[]; readonly others: number } {
  const all = Object.entries(tally).toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  return { parts: all.slice(0, most), others: all.slice(most).reduce((sum, [, count]) => sum + count, 0) }
}

/** What waits, as the strip counts it: an incident is one. */
export function waitingIn(alarms: Iterable<Alarm>): number {
  // How many, not how bad: no level is looked up.
  return unitsOf(
    [...alarms].filter(({ state }) => !isAside(state)),
    new Map(),
  ).filter(isWaiting).length
}

/** Red alarms that wait, the newest first. */
export function redAndWaiting(alarms: Iterable<Alarm>): readonly Alarm[] {
  return [...alarms]
    .filter(({ state, severity }) => state === 'unacknowledged' && severity === 'red')
    .toSorted((a, b) => b.seq - a.seq)
}
