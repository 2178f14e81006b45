import type { Incident } from '../../../domain/incident.ts'
import { isWaiting } from '../alarms/order.ts'
import type { Desk } from '../desk.ts'
import type { Text } from '../text/text.ts'

/** How many alarms an incident has, and how many of them are withheld from whoever looks. */
export function alarmCount(text: Text, { members, withheld = 0 }: Incident): string {
  const all = text('incident.alarms', { count: members })
  return withheld === 0 ? all : `${all} (${text('incident.withheld', { count: withheld })})`
}

/** Alarms of an incident that wait to be acknowledged, of those that whoever looks may see; the city counts the others as well. */
export function waitingIn(city: Desk['city'], { id, waiting, withheld = 0 }: Incident): number {
  return withheld === 0 ? waiting : waitingSeen(city, id)
}

/** The same from the live list, for who is about to act on them. */
export function waitingSeen({ alarms }: Desk['city'], id: string): number {
  return alarms.values().reduce((sum, alarm) => sum + Number(alarm.incident === id && isWaiting(alarm)), 0)
}
