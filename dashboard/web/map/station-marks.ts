import type { Feature } from 'geojson'
import type { ExpressionSpecification, GeoJSONSource, Map as MapView } from 'maplibre-gl'
import { isAside } from '../../../domain/alarm.ts'
import { SEVERITIES, type Severity } from '../../../domain/severity.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import { isWaiting } from '../alarms/order.ts'
import type { CityPicture } from '../live/picture.ts'

/** Keeps the marks of the map in step with the city, touching only what changed. */
export interface StationMarks {
  /** `only`: no other station; null: all. */
  update(hidden: ReadonlySet<string>, chosen: string | null, only: readonly string[] | null): void
}

interface Worst {
  readonly severity: Severity
  readonly waiting: boolean
}

/** From so many stations on the map is drawn with smaller marks and less often. */
export const LARGE = 2000
/** Without a graphics card the cost of a frame is the area of its marks. */
const SMALL_MARKS: ExpressionSpecification = ['interpolate', ['exponential', 1.5], ['zoom'], 9, 0.3, 14, 1]

export function createStationMarks(map: MapView, city: CityPicture): StationMarks {
  const shown = new Map<string, string>()
  let placed = ''
  let badges = ''
  let slashes = ''
  let only: ReadonlySet<string> | null = null

  const isOut = ({ id, kind }: StationEntry, hidden: ReadonlySet<string>) => hidden.has(kind) || only?.has(id) === false

  function place(hidden: ReadonlySet<string>): void {
    const key = `${city.stations.size} ${[...city.stations.keys()].at(-1) ?? ''} ${[...hidden].join()} ${[...(only ?? [])].join()}`
    if (key === placed) return
    placed = key
    if (city.stations.size > LARGE) map.setLayoutProperty('stations', 'icon-size', SMALL_MARKS)
    const features = [...city.stations.values()]
      .filter((entry) => !isOut(entry, hidden))
      .map((entry) => pointAt(entry, { id: entry.id, shape: city.kind(entry.kind)?.shape ?? 'circle' }))
    void source('stations')?.setData({ type: 'FeatureCollection', features })
  }

  function paint(worst: ReadonlyMap<string, Worst>, chosen: string | null): void {
    for (const id of city.stations.keys()) {
      const state = { look: city.look(id), severity: worst.get(id)?.severity ?? 'none', chosen: id === chosen }
      const key = `${state.look} ${state.severity} ${state.chosen}`
      if (shown.get(id) === key) continue
      shown.set(id, key)
      map.setFeatureState({ source: 'stations', id }, state)
    }
  }

  function slash(hidden: ReadonlySet<string>): void {
    const offline = [...city.stations.values()].filter(
      (entry) => entry.presence.state === 'offline' && !isOut(entry, hidden),
    )
    const key = offline.map((entry) => entry.id).join()
    if (key === slashes) return
    slashes = key
    const features = offline.map((entry) => pointAt(entry, { id: entry.id }))
    void source('offline')?.setData({ type: 'FeatureCollection', features })
  }

  function badge(worst: ReadonlyMap<string, Worst>, hidden: ReadonlySet<string>): void {
    const key =
      [...worst].map(([id, { severity, waiting }]) => `${id} ${severity} ${waiting}`).join() +
      [...hidden].join() +
      [...(only ?? [])].join()
    if (key === badges) return
    badges = key
    const features = [...worst].flatMap(([id, { severity, waiting }]) => {
      const entry = city.stations.get(id)
      if (entry === undefined || isOut(entry, hidden)) return []
      return pointAt(entry, { id, severity, waiting, rank: SEVERITIES.indexOf(severity) })
    })
    void source('alarms')?.setData({ type: 'FeatureCollection', features })
  }

  function source(id: string): GeoJSONSource | undefined {
    return map.getSource<GeoJSONSource>(id)
  }

  return {
    update(hidden, chosen, ids) {
      only = ids === null ? null : new Set(ids)
      const worst = worstOf(city)
      place(hidden)
      paint(worst, chosen)
      slash(hidden)
      badge(worst, hidden)
    },
  }
}

/** The worst open alarm of each station. */
function worstOf(city: CityPicture): ReadonlyMap<string, Worst> {
  const worst = new Map<string, Worst>()
  for (const alarm of city.alarms.values()) {
    if (isAside(alarm.state)) continue
    const known = worst.get(alarm.station)
    const isWorse = known === undefined || SEVERITIES.indexOf(alarm.severity) > SEVERITIES.indexOf(known.severity)
    const waiting = isWaiting(alarm) || (known?.waiting ?? false)
    worst.set(alarm.station, { severity: isWorse ? alarm.severity : known.severity, waiting })
  }
  return worst
}

function pointAt({ lon, lat }: StationEntry, properties: Record<string, string | number | boolean>): Feature {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties }
}
