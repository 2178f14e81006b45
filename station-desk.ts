import { randomUUID } from 'node:crypto'
import type { Door } from './broker/door.ts'
import type { StationsOfCity } from './dashboard/server/stations-of-city.ts'
import type { CommandDelivery, CommandMessage } from './domain/station-command.ts'
import { gatewayTopic, stationTopic } from './domain/topic.ts'
import { buildAuditRecords } from './store/records/audit.ts'
import type { Records } from './store/records/records.ts'
import type { Entry } from './store/records/station-entry.ts'

const NOBODY = { isConnected: false, isListening: false } as const

/** Orders to devices, and what people did with a station. `door` is null in a process that has none. */
export function makeStationDesk(of: {
  readonly records: Records
  readonly door: () => Pick<Door, 'hearing' | 'publish'> | null
  readonly now: () => number
}): {
  command(entry: Entry, ...order: OrderOf): ReturnType<StationsOfCity['command']>
  history: StationsOfCity['history']
} {
  const { records, now } = of
  const audit = buildAuditRecords(records)

  return {
    async command({ id, kind, gateway }, command, by) {
      const door = of.door()
      const own = {
        topic: stationTopic(kind, id, 'commands'),
        ...hearing(door, id, stationTopic(kind, id, 'commands')),
      }
      const ways = gateway === undefined ? [own] : [own, wayThrough(door, gateway)]
      const way = ways.find(({ isListening }) => isListening) ?? ways.find(({ isConnected }) => isConnected) ?? own
      const at = now()
      const message: CommandMessage = { id: randomUUID(), at, ...(way !== own && { station: id }), command }
      const delivery = deliveryOf(way)
      // On record before it leaves: an order that nobody knows of must not reach a device.
      await records.transact([
        audit.add({
          at,
          actor: by,
          action: 'command-station',
          object: id,
          result: delivery,
          detail: JSON.stringify(command),
        }),
      ])
      if (delivery === 'sent') door?.publish(way.topic, JSON.stringify(message), { qos: 1 })
      return { id: message.id, at, topic: way.topic, isConnected: way.isConnected, delivery }
    },
    async history(id, paging) {
      const page = await audit.list({ object: id, ...paging })
      return {
        items: page.items.map(({ seq, at, actor, action, result, detail }) => ({
          seq,
          at,
          by: actor,
          action,
          result,
          detail,
        })),
        next: page.next,
      }
    },
  }
}

type OrderOf = Parameters<StationsOfCity['command']> extends [string, ...infer Rest] ? Rest : never

function wayThrough(door: Pick<Door, 'hearing'> | null, gateway: string) {
  const topic = gatewayTopic(gateway, 'commands')
  return { topic, ...hearing(door, gateway, topic) }
}

function hearing(door: Pick<Door, 'hearing'> | null, id: string, topic: string) {
  return door?.hearing(id, topic) ?? NOBODY
}

function deliveryOf(way: { readonly isConnected: boolean; readonly isListening: boolean }): CommandDelivery {
  if (way.isListening) return 'sent'
  return way.isConnected ? 'not-listening' : 'not-connected'
}
