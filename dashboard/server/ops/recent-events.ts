import type { AlarmMessage } from '../../../domain/wire.ts'
import type { City } from '../city.ts'

const KEPT = 2_000

/** Alarm events in order, the newest from memory: a new event costs no query for each browser that wants it. */
export interface RecentEvents extends Disposable {
  /** At most `limit` events with a higher number than `seq`, in order. */
  after(seq: number, limit: number): readonly AlarmMessage[] | Promise<readonly AlarmMessage[]>
}

/** Calls `onNew` after each new event. */
export function keepRecentEvents(alarms: City['alarms'], onNew: () => void): RecentEvents {
  let recent: AlarmMessage[] = []

  const stop = alarms.onEvent((message) => {
    if (recent.length > 0 && recent.at(-1)?.seq !== message.seq - 1) recent = []
    recent.push(message)
    if (recent.length > 2 * KEPT) recent = recent.slice(-KEPT)
    onNew()
  })

  return {
    after(seq, limit) {
      const first = recent[0]?.seq
      if (first === undefined || seq + 1 < first) return alarms.eventsAfter(seq, limit)
      return recent.slice(seq + 1 - first, seq + 1 - first + limit)
    },
    [Symbol.dispose]: stop,
  }
}
