import type { Station } from '../../../domain/station.ts'
import type { StationChangeWish } from '../../../domain/station-change.ts'
import type { StationCommand } from '../../../domain/station-command.ts'
import type { SuppressionScope } from '../../../domain/suppression.ts'
import type { Api } from '../api.ts'

const MOST_ACTS = 100
const MOST_GAPS = 50

/** The calls of the stations' pages. */
export function stationCalls(api: Api) {
  return {
    create: (station: Station) => api.ask('createStation', { body: station }),
    change: (id: string, wish: StationChangeWish) => api.ask('changeStation', { path: { id }, body: wish }),
    retire: (id: string) => api.ask('retireStation', { path: { id } }),
    rotate: (id: string) => api.ask('rotateCredentials', { path: { id } }),
    command: (id: string, command: StationCommand) => api.ask('commandStation', { path: { id }, body: { command } }),
    /** The newest acts. */
    acts: async (id: string) =>
      (await api.ask('listStationHistory', { path: { id }, query: { limit: MOST_ACTS } })).items,
    gateways: () => api.list('listGateways'),
    createGateway: (gateway: { id: string; name: string; district: string; lon: number; lat: number }) =>
      api.ask('createGateway', { body: gateway }),
    retireGateway: (id: string) => api.ask('retireGateway', { path: { id } }),
    /** Account and gaps of a span of event time, UTC ms. */
    async quality(station: string, from: number, to: number) {
      const query = { station, from: String(Math.floor(from)), to: String(Math.ceil(to)) }
      const [summary, gaps] = await Promise.all([
        api.ask('summariseLedger', { query }),
        api.ask('listGaps', { query: { ...query, limit: MOST_GAPS } }),
      ])
      return { summary, gaps: gaps.items, areMoreGaps: gaps.next !== null }
    },
    maintain: (scope: SuppressionScope, to: number, why: string) =>
      api.ask('suppress', { body: { reason: 'maintenance', scope, to: String(to), why } }),
  }
}
