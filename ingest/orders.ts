import { randomUUID } from 'node:crypto'
import type { DeliveryOrder } from '../domain/delivery.ts'
import { orderStatement } from '../store/records/deliveries.ts'
import type { Committer } from './committer.ts'

/** Messages that the line wants sent on a channel. */
export interface Orders {
  /**
   * Goes into the transaction that is being gathered: added in the same turn as a step of the desk, both are kept or neither
   * is. `kept` is called when it is durable.
   */
  send(order: DeliveryOrder, kept?: () => void): void
  /** Told of each order, once it is durable. */
  onOrder(listener: (channel: string) => void): () => void
}

export function makeOrders(committer: Pick<Committer, 'add' | 'after' | 'hurry'>, now: () => number): Orders {
  const listeners = new Set<(channel: string) => void>()
  return {
    send(order, kept) {
      committer.add(orderStatement(order, randomUUID(), now()))
      committer.after(() => {
        kept?.()
        for (const tell of listeners) tell(order.channel)
      })
      committer.hurry()
    },
    onOrder(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
