import type { Alarm, AlarmWithEvents } from '../../../domain/alarm.ts'
import { nameIn } from '../../../domain/label.ts'
import type { Suppression } from '../../../domain/suppression.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import { bandsOfAlarm, bandsOfSuppressions } from '../chart/bands.ts'
import type { Band } from '../chart/picture.ts'
import type { Desk } from '../desk.ts'

/** What happened at a station, as bands for its charts. */
export interface StationBands {
  /** The same array until something changed. */
  of(station: StationEntry): readonly Band[]
  /** Alarms that are over, newest first; null before they were asked for. */
  past(station: string): readonly Alarm[] | null
}

/** Alarms whose every step is looked at; of older ones the newest life alone. */
const MOST_DETAILS = 24

/** Asks when first needed and after each event of an alarm of the station; `changed` is called when there is more to show. */
export function createStationBands(desk: Desk, changed: () => void, mostDetails: number = MOST_DETAILS): StationBands {
  const details = new Map<string, AlarmWithEvents>()
  let alarms: readonly Alarm[] = []
  let past: readonly Alarm[] | null = null
  let suppressions: readonly Suppression[] = []
  let asked = ''
  let of = ''
  let built = ''
  let bands: readonly Band[] = []
  let version = 0

  async function ask(station: StationEntry, key: string, open: readonly Alarm[]): Promise<void> {
    const { api } = desk
    const [over, aside] = await Promise.all([
      api.pastAlarms({ rule: null, station: station.id }),
      api.ask('listSuppressions'),
    ])
    const all = [...open, ...over].toSorted((a, b) => b.raisedAt - a.raisedAt)
    const unknown = all.slice(0, mostDetails).filter(({ id, seq }) => details.get(id)?.seq !== seq)
    for (const found of await Promise.all(unknown.map(({ id }) => api.alarm(id)))) details.set(found.id, found)
    if (key !== asked) return
    of = station.id
    alarms = all
    past = over
    suppressions = aside.items
    version++
    changed()
  }

  return {
    of(station) {
      const open = [...desk.city.alarms.values()].filter((alarm) => alarm.station === station.id)
      const key = `${station.id} ${open.map(({ id, seq }) => `${id} ${seq}`).join()}`
      if (key !== asked && desk.city.link.state !== 'connecting') {
        asked = key
        // What is known stays; the next event asks again.
        ask(station, key, open).catch(() => undefined)
      }
      if (of !== station.id) return NONE
      const { language } = desk.settings
      const shown = `${version} ${language} ${station.id}`
      if (shown !== built) {
        built = shown
        bands = [
          ...alarms.flatMap((alarm) =>
            bandsOfAlarm(details.get(alarm.id) ?? bare(alarm), nameIn(language, alarm.label)),
          ),
          ...bandsOfSuppressions(suppressions, station),
        ]
      }
      return bands
    },
    past: (station) => (of === station ? past : null),
  }
}

const NONE: readonly Band[] = []

/** An alarm as if its newest life were its only one. */
function bare(alarm: Alarm): AlarmWithEvents {
  const { id, seq, state, raisedAt, clearedAt } = alarm
  const step = { seq, alarm: id, by: 'system', text: null, late: false }
  const raise = { ...step, type: 'raise', at: raisedAt, recordedAt: raisedAt, state: 'unacknowledged' } as const
  if (clearedAt === null) return { ...alarm, events: [raise] }
  return { ...alarm, events: [raise, { ...step, type: 'clear', at: clearedAt, recordedAt: clearedAt, state }] }
}
