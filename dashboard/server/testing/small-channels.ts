import type { Channel, ChannelType, ChannelWish } from '../../../domain/delivery.ts'
import { CityError } from '../../../domain/errors.ts'
import type { City } from '../city.ts'

const WEBHOOK: ChannelType = {
  id: 'webhook',
  label: { zh: 'Webhook', en: 'Webhook' },
  audience: 'programs',
  fields: [{ name: 'url', label: { zh: '地址', en: 'Address' }, sort: 'url', isRequired: true }],
}

/** Channels that take everything and send nothing. */
export function smallChannels(now: () => number): City['channels'] {
  const all = new Map<string, Channel>()
  const known = (id: string) => {
    const found = all.get(id)
    if (!found) throw new CityError('not-found', `There is no channel ${id}.`)
    return found
  }
  const put = (id: string, { settings, ...wish }: ChannelWish, by: string): Channel => {
    const { secret, ...open } = settings
    const channel: Channel = {
      id,
      ...wish,
      settings: open,
      secrets: secret === undefined ? [] : ['secret'],
      state: wish.isOn ? 'working' : 'off',
      position: 0,
      waiting: 0,
      quieted: 0,
      lastFault: null,
      lastSentAt: null,
      changedAt: now(),
      changedBy: by,
    }
    all.set(id, channel)
    return channel
  }
  return {
    types: [WEBHOOK],
    list: () => [...all.values()],
    get: known,
    create: async (id, wish, by) => {
      if (all.has(id)) throw new CityError('channel-exists', `There is a channel ${id} already.`)
      return put(id, wish, by)
    },
    change: async (id, wish, by) => {
      known(id)
      return put(id, wish, by)
    },
    remove: async (id) => {
      known(id)
      all.delete(id)
    },
    test: async (id) => {
      known(id)
      return { isSent: true, answer: 'HTTP 200', tookMs: 3 }
    },
    deliveries: async (id) => {
      known(id)
      return { items: [], next: null }
    },
  }
}
