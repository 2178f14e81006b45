import type { Channel, ChannelType, ChannelWish, Delivery, TestAnswer } from '../../../domain/delivery.ts'
import type { Api } from '../api.ts'

/** The calls of this screen. */
export function channelCalls(api: Api) {
  const path = (id: string) => `/channels/${encodeURIComponent(id)}`
  return {
    types: async () => (await api.call<{ items: ChannelType[] }>('GET', '/channel-types')).items,
    list: () => api.all<Channel>('/channels', []),
    create: (id: string, wish: ChannelWish) => api.call<Channel>('POST', '/channels', { id, ...wish }),
    change: (id: string, wish: ChannelWish) => api.call<Channel>('PUT', path(id), wish),
    remove: (id: string) => api.call<undefined>('DELETE', path(id)),
    test: (id: string) => api.call<TestAnswer>('POST', `${path(id)}/test`, {}),
    deliveries: async (id: string) =>
      (await api.call<{ items: Delivery[] }>('GET', `${path(id)}/deliveries?limit=50`)).items,
  }
}
