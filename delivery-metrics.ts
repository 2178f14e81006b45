import { Counter, Gauge, type Registry } from 'prom-client'
import type { DeliveryOffice } from './delivery/open-delivery.ts'

type View = ReturnType<DeliveryOffice['views']>[number]

/** What goes out of the city, by channel. */
export function measureDelivery(register: Registry, office: Pick<DeliveryOffice, 'views'>, head: () => number): void {
  const labelNames = ['channel', 'type'] as const
  const registers = [register]

  const counter = (name: string, help: string, read: (view: View) => number) =>
    new Counter({
      name: `citypulse_delivery_${name}`,
      help,
      labelNames,
      registers,
      collect() {
        this.reset()
        for (const view of office.views()) this.inc({ channel: view.id, type: view.type }, read(view))
      },
    })
  const gauge = (name: string, help: string, read: (view: View) => number) =>
    new Gauge({
      name: `citypulse_delivery_${name}`,
      help,
      labelNames,
      registers,
      collect() {
        this.reset()
        for (const view of office.views()) this.set({ channel: view.id, type: view.type }, read(view))
      },
    })

  counter('sent_total', 'Messages that the other side took', ({ sent }) => sent)
  counter('failed_total', 'Attempts that failed', ({ failed }) => failed)
  counter('given_up_total', 'Messages that were refused for good', ({ refused }) => refused)
  gauge('waiting', 'Messages on their way', ({ waiting }) => waiting)
  gauge('quieted', 'Alarm events kept until quiet hours end', ({ quieted }) => quieted)
  gauge('behind', 'Alarm events that the channel has not taken yet', ({ state, position }) =>
    state === 'off' ? 0 : Math.max(0, head() - position),
  )
  gauge('oldest_seconds', 'Age of the oldest message on its way', ({ oldestAt }) =>
    oldestAt === null ? 0 : Math.max(0, Date.now() - oldestAt) / 1000,
  )
  gauge('failing', '1 while it does not get through', ({ state }) => (state === 'retrying' || state === 'held' ? 1 : 0))
}
