import type { Alarm } from '../../../../domain/alarm.ts'
import { ALARM } from '../../../../domain/testing/alarm.ts'
import type { IndexReading, Latest, StationEntry } from '../../../../domain/wire.ts'
import type { KindFacts } from '../../api.ts'
import { freshness, lookOf } from '../../live/freshness.ts'
import type { CityPicture } from '../../live/picture.ts'

export const NOW = Date.UTC(2026, 10, 26, 4)

/** A station as a test wants it. */
export interface Stand {
  readonly id: string
  readonly kind?: string
  readonly district?: string
  readonly lon?: number
  readonly lat?: number
  /** Of its newest reading; none when not given with values or indices. */
  readonly ageSeconds?: number
  readonly values?: Readonly<Record<string, number>>
  readonly flags?: Readonly<Record<string, number>>
  readonly indices?: Readonly<Record<string, IndexReading>>
}

const KINDS: readonly KindFacts[] = [
  kindOf('air', 'cn-aqi', { pm25: 'ug/m3', windSpeed: 'm/s', windDirection: 'deg' }),
  kindOf('water', 'water-class', { O2: 'mg/L' }),
  kindOf('traffic', 'traffic', { averageVehicleSpeed: 'km/h' }),
  kindOf('noise', 'noise-zone', { LAeq: 'dB{A}' }),
]

/** A city as a map sees it, of these stations and alarms, at NOW. */
export function pictureOf(stands: readonly Stand[], alarms: readonly Partial<Alarm>[] = []): CityPicture {
  const stations = new Map(stands.map((stand) => [stand.id, entryOf(stand)]))
  const latest = new Map(
    stands.flatMap((stand): [string, Latest][] =>
      stand.values === undefined && stand.indices === undefined ? [] : [[stand.id, readingOf(stand)]],
    ),
  )
  const age = (id: string) => freshness(latest.get(id)?.ts, 60, NOW)
  return {
    facts: { kinds: KINDS } as CityPicture['facts'],
    stations,
    latest,
    alarms: new Map(alarms.map((alarm, i) => [`a${i}`, { ...ALARM, id: `a${i}`, ...alarm }])),
    link: { state: 'live' },
    now: () => NOW,
    kind: (id) => KINDS.find((kind) => kind.id === id),
    label: (_, id) => id,
    freshness: age,
    look: (id) => lookOf(stations.get(id)!.presence, age(id)),
  }
}

function entryOf({ id, kind = 'air', district = 'east', lon = 123, lat = 31 }: Stand): StationEntry {
  const presence = { state: 'online', reason: 'reading', since: NOW } as const
  return { id, kind, name: id, district, lon, lat, owner: 'ecology', everySeconds: 60, status: 'online', presence }
}

function readingOf({ ageSeconds = 0, values = {}, flags = {}, indices = {} }: Stand): Latest {
  const ts = NOW - ageSeconds * 1000
  return { ts, receivedAt: ts, values: { ...values }, flags: { ...flags }, indices: { ...indices } }
}

function kindOf(id: string, index: string, units: Readonly<Record<string, string>>): KindFacts {
  const levels = [1, 2, 3, 4, 5, 6].map((level) => ({
    label: { zh: `${level}`, en: `${level}` },
    colour: `#00000${level}`,
  }))
  const label = { zh: id, en: id }
  return {
    id,
    label,
    owner: 'ecology',
    sharing: 'mandatory',
    everySeconds: 60,
    shape: 'circle',
    headline: Object.keys(units)[0] ?? '',
    values: Object.fromEntries(Object.entries(units).map(([name, unit]) => [name, { unit, label, decimals: 1 }])),
    index: { id: index, label, unit: '1', decimals: 0, averaging: 'instant', levels },
  }
}
