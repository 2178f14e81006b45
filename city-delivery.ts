import type { CityConfig } from './config/schema.ts'
import { type DeliveryOffice, type DeliveryOptions, openDelivery } from './delivery/open-delivery.ts'
import type { OutsideOptions } from './ingest/alarms/outside-alerts.ts'
import type { Line } from './ingest/line.ts'
import type { AlarmRecords } from './store/records/alarms.ts'
import { buildChannelRecords } from './store/records/channels.ts'
import type { Records } from './store/records/records.ts'
import type { Registry } from './store/records/registry.ts'
import { makeSeal } from './store/records/seal.ts'

/** What goes out of the city: its channels, told of each alarm event and of what the line orders. */
export async function openCityDelivery(of: {
  readonly config: CityConfig
  readonly records: Records
  readonly registry: Pick<Registry, 'byId'>
  readonly alarms: AlarmRecords
  readonly line: Pick<Line, 'desk' | 'troubles' | 'orders'>
  readonly sealKey: Uint8Array
  readonly log: DeliveryOptions['log']
}): Promise<DeliveryOffice> {
  const { config, records, registry, alarms, line, sealKey, log } = of
  const { label, timeZone, delivery = {} } = config.city
  const office = await openDelivery({
    records,
    alarms,
    seal: makeSeal(sealKey),
    source: {
      timeZone,
      label,
      publicUrl: delivery.publicUrl ?? null,
      districts: new Map(config.districts.map((district) => [district.id, district.label])),
      departments: new Map(config.departments.map((department) => [department.id, department.label])),
      stationName: (id) => registry.byId(id)?.station.name,
    },
    mayBePrivate: delivery.privateAddresses ?? true,
    head: () => line.desk.head,
    onTrouble(failing, newest) {
      if (failing.size === 0) line.troubles.clear('channel-failing')
      else if (newest !== null) line.troubles.tell('channel-failing', `${newest}: ${failing.get(newest) ?? ''}`)
    },
    log,
  })
  const stopListening = [line.desk.onEvent(() => office.wake()), line.orders.onOrder((channel) => office.wake(channel))]
  return {
    ...office,
    async [Symbol.asyncDispose]() {
      for (const stop of stopListening) stop()
      await office[Symbol.asyncDispose]()
    },
  }
}

/**
 * Whether a channel is there and on. Known from the first: what falls due while the city starts is ordered before the office is open,
 * and goes out once it is.
 */
export async function reachOf(
  records: Records,
  office: () => Pick<DeliveryOffice, 'reaches'> | null,
): Promise<(channel: string) => boolean> {
  const all = await buildChannelRecords(records).all()
  const on = new Set(all.filter(({ wish }) => wish.isOn).map(({ id }) => id))
  return (channel) => office()?.reaches(channel) ?? on.has(channel)
}

/** How alerts of other systems are read in this city. */
export function outsideOf({ city, districts, departments }: CityConfig): OutsideOptions {
  const ids = (all: readonly { readonly id: string }[]) => new Set(all.map(({ id }) => id))
  // What the configuration leaves out is not there at all.
  const mapping = JSON.parse(JSON.stringify(city.alerts ?? {})) as OutsideOptions['mapping']
  return { mapping, districts: ids(districts), departments: ids(departments) }
}
