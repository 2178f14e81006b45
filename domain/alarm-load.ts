/** What alarms ask of people, by the measures of ISA-18.2 (IEC 62682) and EEMUA 191; docs/alarms.md has the table. */

const MINUTE = 60_000
/** More than so many in ten minutes is a flood; it is over below the other. */
export const FLOOD_BEGINS_ABOVE = 10
export const FLOOD_ENDS_BELOW = 5
export const FLOOD_WINDOW_MS = 10 * MINUTE
/** Raised so often within a minute, an alarm chatters. */
const CHATTER_RAISES = 3
const CHATTER_WINDOW_MS = MINUTE
/** Still active after so long, an alarm is stale. */
export const STALE_MS = 24 * 60 * MINUTE

export interface Flood {
  readonly from: number
  /** Null: it is not over. */
  readonly to: number | null
  /** Alarms raised in it. */
  readonly count: number
}

/** Floods among raises, UTC ms in rising order, as known at `now`. Begins at the raise that is one too many. */
export function floodsAmong(raises: readonly number[], now: number): readonly Flood[] {
  const floods: Flood[] = []
  let from: number | null = null
  let count = 0
  let first = 0
  /** Raises in the ten minutes that end at `at`. */
  const within = (upTo: number, at: number) => {
    while (first < upTo && raises[first]! <= at - FLOOD_WINDOW_MS) first++
    return upTo - first
  }
  /** When the rate falls below the end of a flood, between one raise and the next. */
  const endBefore = (upTo: number, next: number): number | null => {
    for (let i = first; i < upTo; i++) {
      const leaves = raises[i]! + FLOOD_WINDOW_MS
      if (leaves > next) return null
      if (upTo - i - 1 < FLOOD_ENDS_BELOW) return leaves
    }
    return null
  }
  for (let i = 0; i <= raises.length; i++) {
    const at = i < raises.length ? raises[i]! : now
    if (from !== null) {
      const end = endBefore(i, at)
      if (end !== null) {
        floods.push({ from, to: end, count })
        from = null
      }
    }
    if (i === raises.length) break
    const rate = within(i + 1, at)
    if (from !== null) count++
    else if (rate > FLOOD_BEGINS_ABOVE) {
      from = at
      count = rate
    }
  }
  if (from !== null) floods.push({ from, to: null, count })
  return floods
}

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
  return (count * FLOOD_WINDOW_MS) / spanMs
}
