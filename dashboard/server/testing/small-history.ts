import { makeReel } from '../../../domain/playback.ts'
import type { AlarmMessage } from '../../../domain/wire.ts'
import type { HistoryOfCity } from '../history-of-city.ts'

/** The past of a city in memory; its one station has read 55 in every step. */
export function smallHistory(events: readonly AlarmMessage[]): HistoryOfCity {
  const within = ({ from, to }: { readonly from: number; readonly to: number }) =>
    events.filter(({ event: { recordedAt } }) => recordedAt > from && recordedAt <= to)

  return {
    async alarmsAt(at, { limit }) {
      const reel = makeReel({ alarms: new Map(), incidents: new Map() }, 0)
      reel.extend(at, { alarms: within({ from: 0, to: at }), incidents: [] })
      const items = [...reel.at(at).alarms.values()].slice(0, limit)
      return { at, seq: events.findLast(({ event }) => event.recordedAt <= at)?.seq ?? 0, items, next: null }
    },
    incidentsAt: async (at) => ({ at, seq: 0, items: [], next: null }),
    alarmEvents: async (stretch, { limit }) => ({ items: within(stretch).slice(0, limit), next: null }),
    incidentEvents: async () => ({ items: [], next: null }),
    marks: async (stretch, _, isSeen = () => true) =>
      within(stretch)
        .filter(({ alarm }) => isSeen(alarm))
        .map(({ event }) => ({
          at: event.recordedAt,
          events: 1,
          red: 0,
          orange: event.type === 'raise' ? 1 : 0,
          yellow: 0,
          blue: 0,
          acks: event.type === 'ack' ? 1 : 0,
        })),
    async stations({ from, to, everyMs, before }) {
      const at = before ? [0] : []
      for (let step = everyMs; from + step <= to; step += everyMs) at.push(step / 1000)
      const track = { id: 'noise-1', at, values: at.map(() => 55), levels: at.map(() => 1) }
      return { from, to, everyMs, kinds: [{ kind: 'noise', value: 'LAeq', stations: [track] }] }
    },
  }
}
