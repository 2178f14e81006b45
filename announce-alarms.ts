import type { Door } from './broker/door.ts'
import { alarmTopic } from './domain/topic.ts'
import type { AlarmMessage } from './domain/wire.ts'
import type { Line } from './ingest/line.ts'

/** Every alarm that is not over stands retained on MQTT, for sirens and signs; an empty message takes it away. */
export function announceAlarms(door: Door, line: Line): () => void {
  const announce = ({ alarm }: Pick<AlarmMessage, 'alarm'>) => {
    // No siren for the past.
    if (alarm.late) return
    const text = alarm.state === 'normal' ? '' : JSON.stringify(alarm)
    door.publish(alarmTopic(alarm.district, alarm.id), text, { retain: true, qos: 1 })
  }
  for (const alarm of line.desk.open()) announce({ alarm })
  return line.desk.onEvent(announce)
}
