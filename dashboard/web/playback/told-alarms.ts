import type { Alarm } from '../../../domain/alarm.ts'
import type { Told } from '../../../domain/playback.ts'

/** The alarms that were told of, as they stood last, by id. */
export function alarmsOf(told: readonly Told[]): ReadonlyMap<string, Alarm> {
  return new Map(told.flatMap((one) => ('alarm' in one ? [[one.alarm.id, one.alarm] as const] : [])))
}
