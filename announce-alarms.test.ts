import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { announceAlarms } from './announce-alarms.ts'
import { ALARM, messageOf } from './delivery/testing/small-office.ts'
import type { Alarm } from './domain/alarm.ts'
import type { AlarmMessage } from './domain/wire.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** What stands retained, by topic, as a broker keeps it. */
function bench(open: readonly Alarm[], ended: readonly Alarm[] = []) {
  const retained = new Map<string, string>()
  const listeners = new Set<(message: AlarmMessage) => void>()
  const publish = (topic: string, text: string) =>
    void (text === '' ? retained.delete(topic) : retained.set(topic, text))
  const desk = {
    open: () => open,
    onEvent: (listener: (message: AlarmMessage) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  announceAlarms({ publish }, desk, ended)
  return {
    states: () => [...retained.values()].map((text) => (JSON.parse(text) as Alarm).state),
    tell: (of: Partial<Alarm>) => {
      for (const listener of listeners) listener(messageOf(1, { id: ALARM.id, ...of }))
    },
  }
}

describe('what stands retained for sirens', () => {
  it('follows an alarm, and is taken away when it is over', () => {
    const { tell, states } = bench([])
    tell({ state: 'unacknowledged' })
    expect(states()).toEqual(['unacknowledged'])
    tell({ state: 'returned', active: false })
    expect(states()).toEqual(['returned'])
    tell({ state: 'normal', active: false })
    expect(states()).toEqual([])
  })

  it('is taken away also when the last that was heard of the alarm came late', () => {
    const { tell, states } = bench([])
    tell({ state: 'returned', active: false })
    // Late readings show that it held again, and was over: nobody is called out, but nothing may go on for ever.
    tell({ state: 'acknowledged', late: true })
    expect(states()).toEqual(['returned'])
    tell({ state: 'normal', active: false, late: true })
    expect(states()).toEqual([])
  })

  it('is nothing of what is found in the past', () => {
    const { tell, states } = bench([])
    tell({ state: 'acknowledged', late: true })
    expect(states()).toEqual([])
  })

  it('is what is open after a restart, and for an hour what ended shortly before, as it ended', () => {
    const over: Alarm = { ...ALARM, id: 'over', state: 'normal', active: false }
    const { states } = bench([ALARM], [over])
    expect(states()).toEqual(['unacknowledged', 'normal'])
    vi.advanceTimersByTime(3_600_000)
    expect(states()).toEqual(['unacknowledged'])
  })

  it('is not taken away from an alarm that has come again meanwhile', () => {
    const over: Alarm = { ...ALARM, state: 'normal', active: false }
    const { states, tell } = bench([], [over])
    tell({ state: 'unacknowledged' })
    vi.advanceTimersByTime(3_600_000)
    expect(states()).toEqual(['unacknowledged'])
  })
})
