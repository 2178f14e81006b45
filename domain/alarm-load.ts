/** What alarms ask of people, by the measures of ISA-18.2 (IEC 62682) and EEMUA 191; docs/alarms.md has the table. */

const MINUTE = 60_000
const TEN_MINUTES = 10 * MINUTE
/** Raised so often within a minute, an alarm chatters. */
const CHATTER_RAISES = 3
export const CHATTER_WINDOW_MS = MINUTE
/** Still active after so long, an alarm is stale. */
export const STALE_MS = 24 * 60 * MINUTE

/** Whether an alarm with these raises, UTC ms in rising order, chatters: three or more within a minute. */
export function chatters(raises: readonly number[]): boolean {
  return raises.some((at, i) => i + 1 >= CHATTER_RAISES && at - raises[i + 1 - CHATTER_RAISES]! <= CHATTER_WINDOW_MS)
}

/** Whether a life was fleeting: over within two intervals of its station, before anybody could have looked. */
export function isFleeting(
  life: { readonly raisedAt: number; readonly clearedAt: number | null },
  everySeconds: number,
): boolean {
  return life.clearedAt !== null && life.clearedAt - life.raisedAt <= 2 * everySeconds * 1000
}

export function isStale(alarm: { readonly active: boolean; readonly raisedAt: number }, now: number): boolean {
  return alarm.active && now - alarm.raisedAt > STALE_MS
}

/** The mean number of alarms in ten minutes. */
export function perTenMinutes(count: number, spanMs: number): number {
  return (count * TEN_MINUTES) / spanMs
}
