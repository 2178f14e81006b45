import type { ChannelWish } from '../../../domain/delivery.ts'
import type { Api } from '../api.ts'

/** The calls of this screen. */
export function channelCalls(api: Api) {
  return {
    types: async () => (await api.ask('listChannelTypes')).items,
    list: () => api.list('listChannels'),
    create: (id: string, wish: ChannelWish) => api.ask('createChannel', { body: { id, ...wish } }),
    change: (id: string, wish: ChannelWish) => api.ask('changeChannel', { path: { id }, body: wish }),
    remove: (id: string) => api.ask('removeChannel', { path: { id } }),
    test: (id: string) => api.ask('testChannel', { path: { id }, body: {} }),
    deliveries: async (id: string) => (await api.ask('listDeliveries', { path: { id }, query: { limit: 50 } })).items,
  }
}
