import type { Map as MapView, MapMouseEvent } from 'maplibre-gl'
import { NEAR_ZOOM, type Cluster } from './clusters.ts'
import { boundsOf, type Bounds } from './plane.ts'

/** Pixels around the pointer that still hit a mark. */
const REACH = 6

/** What the pointer is on, the uppermost first. */
export type Hit =
  | { readonly on: 'station'; readonly id: string }
  | { readonly on: 'cluster'; readonly key: string }
  | { readonly on: 'district'; readonly id: string }

export function hitAt(map: MapView, { point }: MapMouseEvent): Hit | null {
  const box: [[number, number], [number, number]] = [
    [point.x - REACH, point.y - REACH],
    [point.x + REACH, point.y + REACH],
  ]
  const first = (layers: string[], property: string) => {
    const found: unknown = map.queryRenderedFeatures(box, { layers })[0]?.properties[property]
    return typeof found === 'string' ? found : null
  }
  const id = first(['alarms', 'stations'], 'id')
  if (id !== null) return { on: 'station', id }
  const key = first(['clusters'], 'key')
  if (key !== null) return { on: 'cluster', key }
  const district = first(['district-ground'], 'id')
  return district === null ? null : { on: 'district', id: district }
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
