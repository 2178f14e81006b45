import type { Door } from './broker/door.ts'
import type { Alarm } from './domain/alarm.ts'
import { alarmTopic } from './domain/topic.ts'
import type { AlarmMessage } from './domain/wire.ts'
import type { Line } from './ingest/line.ts'

/** So long after a start it is told what ended in so long before it. */
const LOOK_BACK_MS = 3_600_000

/**
 * Every alarm that is not over stands retained on MQTT, for sirens and signs; an empty message takes it away. What ended shortly before
 * a start, `ended`, stands for a while as it ended: nobody may have been there to hear it, or the process was killed before it was said.
 * `note` is told of each alarm before it is published.
 */
export function announceAlarms(
  door: Pick<Door, 'publish'>,
  desk: Pick<Line['desk'], 'open' | 'onEvent'>,
  ended: readonly Alarm[],
  note: (alarm: Alarm) => void = () => {},
): () => void {
  // What operators write to each other is not for signs and third parties.
  const wordsOf = (alarm: Alarm) => JSON.stringify({ ...alarm, said: undefined })
  const publish = (alarm: Alarm, text: string) => {
    note(alarm)
    door.publish(alarmTopic(alarm.district, alarm.id), text, { retain: true, qos: 1 })
  }
  const announce = ({ alarm }: Pick<AlarmMessage, 'alarm'>) => {
    if (alarm.state === 'normal') publish(alarm, '')
    // No siren for the past.
    else if (!alarm.late) publish(alarm, wordsOf(alarm))
  }
  const open = [...desk.open()]
  const reopened = new Set(open.map(({ id }) => id))
  const over = ended.filter(({ id }) => !reopened.has(id))
  for (const alarm of open) announce({ alarm })
  for (const alarm of over) if (!alarm.late) publish(alarm, wordsOf(alarm))
  const stop = desk.onEvent((message) => {
    reopened.add(message.alarm.id)
    announce(message)
  })
  const timer = setTimeout(() => {
    for (const alarm of over) if (!reopened.has(alarm.id)) publish(alarm, '')
  }, LOOK_BACK_MS)
  timer.unref()
  return () => {
    clearTimeout(timer)
    stop()
  }
}

/** When what ended has to be told of again, UTC ms. */
export function endedSince(now: number): number {
  return now - LOOK_BACK_MS
}
