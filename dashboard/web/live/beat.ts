import type { Alarm } from '../../../domain/alarm.ts'
import { isWaiting } from '../alarms/order.ts'

const TICK_MS = 1000
/** Of a window that nobody sees, while an alarm may sound. */
const HIDDEN_TICK_MS = 5000

/** The clock of the live picture. A hidden window has none, but for repeating the sound of what waits. */
export function createBeat(tick: () => void): {
  set(isHidden: boolean, alarms: ReadonlyMap<string, Pick<Alarm, 'state'>>): void
  stop(): void
} {
  let timer: ReturnType<typeof setInterval> | undefined
  let everyMs: number | null = null

  return {
    set(isHidden, alarms) {
      const needed = !isHidden ? TICK_MS : alarms.values().some(isWaiting) ? HIDDEN_TICK_MS : null
      if (needed === everyMs) return
      everyMs = needed
      clearInterval(timer)
      if (needed !== null) timer = setInterval(tick, needed)
    },
    stop() {
      clearInterval(timer)
      everyMs = null
    },
  }
}
