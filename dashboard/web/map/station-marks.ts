import type { Feature } from 'geojson'
import type { ExpressionSpecification, GeoJSONSource, Map as MapView } from 'maplibre-gl'
import { SEVERITIES } from '../../../domain/severity.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import type { CityPicture } from '../live/picture.ts'
import { clusterPicture, faceKey, type ClusterColours } from './cluster-picture.ts'
import { group, groupingFor, type Cluster, type Grouping, type Single, type Spot } from './clusters.ts'
import type { Ground } from './ground.ts'
import { holds, isWithin, padded, type Bounds } from './plane.ts'
import { faceOf, worstOf, type Worst } from './worst.ts'

/** What of the city is to be drawn. */
export interface Wanted {
  /** Kinds that are not. */
  readonly hidden: ReadonlySet<string>
  readonly chosen: string | null
  /** No other stations; null: all. */
  readonly only: readonly string[] | null
  readonly zoom: number
  /** On the ground of the map. */
  readonly bounds: Bounds
}

/** Keeps the marks of the map in step with the city, touching only what changed and what is in view. */
export interface StationMarks {
  update(city: CityPicture, wanted: Wanted): void
  /** Clusters and stations by themselves, as they are drawn. */
  readonly shown: Grouping
}

/** From so many stations on the map is drawn less often. */
export const LARGE = 2000
/** Marks of so many stations are small when far away: without a graphics card the cost of a frame is their area. */
const SMALL_MARKS: ExpressionSpecification = ['interpolate', ['exponential', 1.5], ['zoom'], 9, 0.45, 14, 1]
const PAD = 0.5
const BADGE = [11, -11] as const

export function createStationMarks(map: MapView, ground: Ground, colours: ClusterColours): StationMarks {
  const states = new Map<string, string>()
  const groupings = new Map<number, Grouping>()
  let spots: readonly Spot[] = []
  let ofSpots = ''
  let drawn = ''
  let drawnBounds: Bounds | null = null
  let shown: Grouping = { clusters: [], singles: [] }
  const written = new Map<string, string>()

  function write(source: string, key: string, features: () => Feature[]): void {
    if (written.get(source) === key) return
    written.set(source, key)
    void map.getSource<GeoJSONSource>(source)?.setData({ type: 'FeatureCollection', features: features() })
  }

  /** Stations that may be drawn, where they lie on this ground. */
  function gather(city: CityPicture, { hidden, only }: Wanted): void {
    const key = `${city.stations.size} ${[...city.stations.keys()].at(-1) ?? ''} ${[...hidden].join()} ${only?.join() ?? 'all'}`
    if (key === ofSpots) return
    ofSpots = key
    groupings.clear()
    if (city.stations.size > LARGE) map.setLayoutProperty('stations', 'icon-size', SMALL_MARKS)
    const wanted = only === null ? null : new Set(only)
    spots = [...city.stations.values()]
      .filter(({ id, kind }) => !hidden.has(kind) && wanted?.has(id) !== false)
      .map(({ id, lon, lat }) => {
        const [x, y] = ground.to(lon, lat)
        return { id, lon: x, lat: y }
      })
  }

  function groupAt(zoom: number, apart: ReadonlySet<string>): Grouping {
    const options = groupingFor(spots.length, zoom)
    const known = groupings.get(options.zoom)
    if (known !== undefined) return known
    const made = group(spots, { ...options, isApart: (id) => apart.has(id) })
    groupings.set(options.zoom, made)
    return made
  }

  function place(city: CityPicture, wanted: Wanted, apart: ReadonlySet<string>): void {
    const level = Math.floor(wanted.zoom)
    const key = `${ofSpots} ${level} ${[...apart].join()}`
    if (key === drawn && drawnBounds !== null && holds(drawnBounds, wanted.bounds)) return
    if (!drawn.endsWith(` ${[...apart].join()}`)) groupings.clear()
    drawn = key
    drawnBounds = padded(wanted.bounds, PAD)
    const all = groupAt(wanted.zoom, apart)
    const isNear = ({ lon, lat }: { lon: number; lat: number }) => isWithin(drawnBounds ?? wanted.bounds, lon, lat)
    shown = { clusters: all.clusters.filter(isNear), singles: all.singles.filter(isNear) }
    write('stations', `${key} ${drawnBounds.join()}`, () =>
      shown.singles.map((single) =>
        pointAt(single, {
          id: single.id,
          shape: shapeOf(city, single.id),
          offset: [...single.offset],
        }),
      ),
    )
  }

  function paint(city: CityPicture, worst: ReadonlyMap<string, Worst>, chosen: string | null): void {
    for (const { id } of shown.singles) {
      const state = { look: city.look(id), severity: worst.get(id)?.severity ?? 'none', chosen: id === chosen }
      const key = `${state.look} ${state.severity} ${state.chosen}`
      if (states.get(id) === key) continue
      states.set(id, key)
      map.setFeatureState({ source: 'stations', id }, state)
    }
  }

  function crowd(city: CityPicture, worst: ReadonlyMap<string, Worst>): void {
    const faces = shown.clusters.map((cluster) => ({ cluster, face: faceOf(cluster, city, worst) }))
    for (const { face } of faces) {
      const name = faceKey(face)
      if (!map.hasImage(name)) map.addImage(name, clusterPicture(face, colours), { pixelRatio: 2 })
    }
    const key = faces.map(({ cluster, face }) => `${cluster.key} ${cluster.lon} ${faceKey(face)}`).join()
    write('clusters', key, () =>
      faces.map(({ cluster, face }) =>
        pointAt(cluster, {
          key: cluster.key,
          picture: faceKey(face),
          label: String(cluster.ids.length),
          rank: face.worst === null ? 0 : SEVERITIES.indexOf(face.worst) + 1,
        }),
      ),
    )
  }

  function slash(city: CityPicture): void {
    const offline = shown.singles.filter(({ id }) => city.stations.get(id)?.presence.state === 'offline')
    write('offline', offline.map(({ id, offset }) => `${id} ${offset.join()}`).join(), () =>
      offline.map((single) => pointAt(single, { id: single.id, offset: [...single.offset] })),
    )
  }

  function badge(worst: ReadonlyMap<string, Worst>): void {
    const marked = shown.singles.flatMap((single) => {
      const of = worst.get(single.id)
      return of === undefined ? [] : [{ single, of }]
    })
    const key = marked.map(({ single, of }) => `${single.id} ${of.severity} ${of.waiting} ${single.offset.join()}`)
    write('alarms', key.join(), () =>
      marked.map(({ single, of }) =>
        pointAt(single, {
          id: single.id,
          severity: of.severity,
          waiting: of.waiting,
          rank: SEVERITIES.indexOf(of.severity),
          offset: [single.offset[0] + BADGE[0], single.offset[1] + BADGE[1]],
        }),
      ),
    )
  }

  return {
    get shown() {
      return shown
    },
    update(city, wanted) {
      const worst = worstOf(city)
      // Nothing that calls for somebody now is ever part of a number.
      const apart = new Set<string>()
      for (const [id, { severity }] of worst) if (severity === 'red' || severity === 'orange') apart.add(id)
      if (wanted.chosen !== null) apart.add(wanted.chosen)
      gather(city, wanted)
      place(city, wanted, apart)
      crowd(city, worst)
      paint(city, worst, wanted.chosen)
      slash(city)
      badge(worst)
    },
  }
}

function shapeOf(city: CityPicture, id: string): string {
  const entry: StationEntry | undefined = city.stations.get(id)
  return (entry === undefined ? undefined : city.kind(entry.kind)?.shape) ?? 'circle'
}

function pointAt({ lon, lat }: Spot | Single | Cluster | { lon: number; lat: number }, properties: object): Feature {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties: { ...properties } }
}
