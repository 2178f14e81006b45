import type { Called } from '../../domain/answer.ts'
import type { DutyPlan } from './escalator.ts'
import type { AlarmMessage } from '../../domain/wire.ts'
import type { Orders } from '../orders.ts'

/**
 * Orders a message to everybody whom an event calls, at each of their addresses whose channel is there and on. To be told
 * in the turn in which the event is kept: both are durable or neither is, so no call is lost and none is made twice.
 */
export function makeCalls(of: {
  readonly plan: () => DutyPlan
  readonly orders: Pick<Orders, 'send'>
  readonly reaches: (channel: string) => boolean
}): (message: Pick<AlarmMessage, 'seq' | 'event' | 'alarm'>) => void {
  return ({ seq, event: { called }, alarm }) => {
    if (!called) return
    const { contacts } = of.plan().duty
    for (const { id } of called.people) {
      const addresses = contacts.find((contact) => contact.id === id)?.addresses ?? []
      for (const [i, { channel, address }] of addresses.entries()) {
        if (!of.reaches(channel)) continue
        const why = `call of ${id}, level ${called.level}, ${called.position} of ${called.department}`
        of.orders.send({ channel, to: address, alarm, text: textOf(called, id), why, key: `call ${seq} ${id} ${i}` })
      }
    }
  }
}

function textOf({ level, on, people }: Called, id: string): { zh: string; en: string } {
  const name = people.find((person) => person.id === id)?.name ?? id
  const [zh, en] = typeof name === 'string' ? [name, name] : [name.zh, name.en]
  return on === 'ack'
    ? {
        zh: `呼叫 ${zh}（第 ${level} 级）：此告警尚无人确认。`,
        en: `Calling ${en} (level ${level}): nobody has acknowledged this alarm.`,
      }
    : {
        zh: `呼叫 ${zh}（第 ${level} 级）：此告警未按时处置。`,
        en: `Calling ${en} (level ${level}): this alarm was not dealt with in time.`,
      }
}
