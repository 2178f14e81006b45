import type { Feature, FeatureCollection } from 'geojson'
import { isAside } from '../../../../domain/alarm.ts'
import { FAIL } from '../../../../domain/flag.ts'
import type { StationEntry } from '../../../../domain/wire.ts'
import type { CityPicture } from '../../live/picture.ts'
import { hasWind } from '../layers.ts'
import { moved, offset } from './along.ts'

export interface Wind {
  /** Degrees clockwise from north, where it comes from. */
  readonly from: number
  /** m/s. */
  readonly speed: number
}

/** How far the air has come after so many minutes. */
export const REACH_MINUTES = [10, 20, 30] as const
/** To either side of the wind, degrees: it is never as steady as a reading. */
const SPREAD = 15
/** Slower than this has no direction, m/s. */
const CALM = 0.5
/** A wind is borrowed from no farther away, metres. */
const BORROW = 8_000

/** The wind at stations that read it, and the air that has passed stations whose values are over a limit. */
export function plumeOf(city: CityPicture): FeatureCollection {
  const winds = [...city.stations.values()].flatMap((entry) => {
    const wind = windAt(city, entry)
    return wind === null ? [] : [{ entry, wind }]
  })
  const arrows = winds.map(({ entry, wind }): Feature => {
    const properties = { is: 'wind', to: (wind.from + 180) % 360, speed: wind.speed, label: wind.speed.toFixed(1) }
    return { type: 'Feature', properties, geometry: { type: 'Point', coordinates: [entry.lon, entry.lat] } }
  })
  const sources = sourcesOf(city).flatMap((entry) => {
    const found = winds.find((one) => one.entry.id === entry.id) ?? nearestOf(winds, entry)
    return found === undefined ? [] : [{ entry, wind: found.wind }]
  })
  const reaches = sources.flatMap(({ entry, wind }) =>
    [...REACH_MINUTES].reverse().map((minutes) => reach([entry.lon, entry.lat], wind, minutes)),
  )
  return { type: 'FeatureCollection', features: [...reaches, ...arrows] }
}

function windAt(city: CityPicture, { id, kind }: StationEntry): Wind | null {
  const facts = city.kind(kind)
  const reading = city.latest.get(id)
  if (facts === undefined || reading === undefined || !hasWind(facts) || city.freshness(id) === 'stale') return null
  const { windDirection: from, windSpeed: speed } = reading.values
  const isBad = ['windDirection', 'windSpeed'].some((name) => (reading.flags[name] ?? 1) >= FAIL)
  return from === undefined || speed === undefined || isBad ? null : { from: (from + 360) % 360, speed }
}

/** Stations that are over a limit of what the air carries; a silent one says nothing of the air. */
function sourcesOf(city: CityPicture): readonly StationEntry[] {
  const ids = new Set<string>()
  for (const { active, state, value, station, kind } of city.alarms.values()) {
    const facts = city.kind(kind)
    if (!active || isAside(state) || value === null || facts === undefined || !hasWind(facts)) continue
    if (value in facts.values && !/^wind|^temperature$|^relativeHumidity$|pressure/i.test(value)) ids.add(station)
  }
  return [...ids].flatMap((id) => city.stations.get(id) ?? [])
}

function nearestOf<T extends { readonly entry: StationEntry }>(all: readonly T[], to: StationEntry): T | undefined {
  const away = ({ entry }: T) => Math.hypot(...offset([to.lon, to.lat], [entry.lon, entry.lat]))
  return all.filter((one) => away(one) < BORROW).toSorted((a, b) => away(a) - away(b))[0]
}

function reach(source: readonly [number, number], wind: Wind, minutes: number): Feature {
  const isCalm = wind.speed < CALM
  const metres = Math.max(wind.speed, CALM) * 60 * minutes
  const to = wind.from + 180
  const [first, last] = isCalm ? [0, 360] : [to - SPREAD, to + SPREAD]
  const arc = Array.from({ length: 25 }, (_, i) => moved(source, metres, first + ((last - first) * i) / 24))
  const ring = isCalm ? arc : [[...source], ...arc, [...source]]
  return {
    type: 'Feature',
    properties: { is: 'reach', minutes, label: `${minutes} min` },
    geometry: { type: 'Polygon', coordinates: [ring] },
  }
}
