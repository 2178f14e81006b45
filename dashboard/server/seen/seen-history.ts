import type { City } from '../city.ts'
import type { HistoryOfCity } from '../history-of-city.ts'
import { seenIncident, seenMessage } from './incident-sight.ts'
import { seesAlarm } from './seen-alarms.ts'
import type { Eyes } from './seen-by.ts'

/** The past as somebody may see it: of today's rights. Pages may be shorter than asked. */
export function seenHistory({ history, stations }: City, sight: Eyes): HistoryOfCity {
  return {
    async alarmsAt(at, paging) {
      const eyes = sight()
      const page = await history.alarmsAt(at, paging)
      return { ...page, items: page.items.filter((alarm) => seesAlarm(eyes, alarm)) }
    },
    async incidentsAt(at, paging) {
      const eyes = sight()
      const page = await history.incidentsAt(at, paging)
      return { ...page, items: page.items.flatMap((incident) => seenIncident(eyes, incident) ?? []) }
    },
    async alarmEvents(stretch, paging) {
      const eyes = sight()
      const page = await history.alarmEvents(stretch, paging)
      return { ...page, items: page.items.filter(({ alarm }) => seesAlarm(eyes, alarm)) }
    },
    async incidentEvents(stretch, paging) {
      const eyes = sight()
      const page = await history.incidentEvents(stretch, paging)
      return { ...page, items: page.items.flatMap((message) => seenMessage(eyes, message) ?? []) }
    },
    async marks(stretch, everyMs) {
      const eyes = sight()
      return history.marks(stretch, everyMs, eyes.isWhole ? undefined : (alarm) => seesAlarm(eyes, alarm))
    },
    async stations(query) {
      const eyes = sight()
      const found = await history.stations(query)
      if (eyes.isWhole) return found
      const isOpen = (id: string) => {
        const station = stations.get(id)
        return station !== undefined && eyes.lockOf(station) === undefined
      }
      return {
        ...found,
        kinds: found.kinds.map((kind) => ({ ...kind, stations: kind.stations.filter(({ id }) => isOpen(id)) })),
      }
    },
  }
}
