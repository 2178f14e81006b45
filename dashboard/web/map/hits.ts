import type { Map as MapView, MapMouseEvent } from 'maplibre-gl'
import { NEAR_ZOOM, type Cluster, type Grouping } from './clusters.ts'
import { boundsOf, type Bounds } from './plane.ts'

/** Pixels from the middle of a mark or ring that still hit it, at full size. */
const MARK_REACH = 15
const RING_REACH = 22

/** What the pointer is on, the uppermost first. */
export type Hit =
  | { readonly on: 'station'; readonly id: string }
  | { readonly on: 'cluster'; readonly cluster: Cluster }
  | { readonly on: 'district'; readonly id: string }

/** How large a mark is drawn, and how far it is moved in a fan. */
export function markSize(zoom: number): number {
  const share = Math.max(0, Math.min(1, (zoom - 9) / 5))
  return (0.55 + 0.45 * share) * (parseFloat(getComputedStyle(document.documentElement).fontSize) / 14)
}

/** The nearest mark under the pointer, else the district; marks stand close, so that the uppermost would often be another. */
export function hitAt(map: MapView, { point }: MapMouseEvent, { singles, clusters }: Grouping): Hit | null {
  const size = markSize(map.getZoom())
  const nearest = <T extends { lon: number; lat: number; offset?: readonly [number, number] }>(
    all: readonly T[],
    reach: number,
  ) => {
    let best: { one: T; away: number } | null = null
    for (const one of all) {
      const { x, y } = map.project([one.lon, one.lat])
      const [dx, dy] = one.offset ?? [0, 0]
      const away = Math.hypot(x + dx * size - point.x, y + dy * size - point.y)
      if (away <= reach && (best === null || away < best.away)) best = { one, away }
    }
    return best?.one
  }
  const station = nearest(singles, Math.max(10, MARK_REACH * size))
  if (station !== undefined) return { on: 'station', id: station.id }
  const cluster = nearest(clusters, RING_REACH * Math.max(1, size))
  if (cluster !== undefined) return { on: 'cluster', cluster }
  const id: unknown = map.queryRenderedFeatures(point, { layers: ['district-ground'] })[0]?.properties['id']
  return typeof id === 'string' ? { on: 'district', id } : null
}

export function boundsIn(map: MapView): Bounds {
  const bounds = map.getBounds()
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]
}

/** So near that a cluster falls apart; stations at one place fan out when one is near enough. `placeOf`: of a member, on the ground. */
export function goNearer(
  map: MapView,
  { ids, lon, lat }: Cluster,
  placeOf: (id: string) => readonly [lon: number, lat: number] | null,
): void {
  const most = NEAR_ZOOM + 0.5
  const bounds = boundsOf(
    ids.flatMap((id) => {
      const place = placeOf(id)
      return place === null ? [] : [{ lon: place[0], lat: place[1] }]
    }),
  )
  const fitted =
    bounds === null
      ? undefined
      : map.cameraForBounds([...bounds] as [number, number, number, number], { padding: 60, maxZoom: most })
  const zoom = Math.min(most, Math.max(map.getZoom() + 1, fitted?.zoom ?? 0))
  map.easeTo({ center: fitted?.center ?? [lon, lat], zoom, duration: 300 })
}

/** Moves the map only when the place is not in the part of it that no panel covers. */
export function bringIntoView(map: MapView, host: HTMLElement, place: [number, number]): void {
  const { clientWidth: width, clientHeight: height } = host
  const panel = host.parentElement?.querySelector('.panel')?.clientWidth ?? 0
  const free = Math.max(width - panel, width * 0.3)
  const { x, y } = map.project(place)
  if (x > 30 && x < free - 30 && y > 30 && y < height - 30) return
  map.panBy([x - free / 2, y - height / 2], { duration: 300 })
}

/** Where a place of the ground is within an element; null when it is outside. */
export function projectOn(
  map: MapView,
  { clientWidth: width, clientHeight: height }: HTMLElement,
): (lon: number, lat: number) => { x: number; y: number } | null {
  return (lon, lat) => {
    const { x, y } = map.project([lon, lat])
    return x > 0 && y > 0 && x < width && y < height ? { x, y } : null
  }
}

/** Calls back while a map is zoomed, as soon as its stations are grouped otherwise. */
export function onLevel(map: MapView, listener: () => void): void {
  let level = Math.floor(map.getZoom())
  map.on('zoom', () => {
    if (Math.floor(map.getZoom()) === level) return
    level = Math.floor(map.getZoom())
    listener()
  })
}
