import { type Actor, may, type Thing } from './domain/access/may.ts'
import type { Alarm } from './domain/alarm.ts'
import { alarmTopic } from './domain/topic.ts'

/** Which alarms on MQTT are for whom. */
export interface AlarmHearing {
  /** To be told of each alarm before it is published. */
  note(alarm: Alarm): void
  /** Whether somebody of these departments may hear what is published on a topic; an unknown alarm, nobody may. */
  mayHear(departments: readonly string[], topic: string): boolean
}

/** Alarms that are over are remembered while so many newer ones are not. */
const MOST = 50_000

/** The same table that the window asks, for accounts of third parties: what they read, a viewer of their departments may read. */
export function makeAlarmHearing(thingOf: (alarm: Alarm) => Thing, now: () => number): AlarmHearing {
  const things = new Map<string, Thing>()

  return {
    note(alarm) {
      const topic = alarmTopic(alarm.district, alarm.id)
      things.delete(topic)
      things.set(topic, thingOf(alarm))
      if (things.size > MOST) for (const oldest of things.keys()) if (things.delete(oldest)) break
    },
    mayHear(departments, topic) {
      const thing = things.get(topic)
      if (!thing) return false
      const actor: Actor = { roles: ['viewer'], departments, scopes: null, grants: [] }
      return may(actor, 'alarm.read', { thing, now: now() }).allowed
    },
  }
}
