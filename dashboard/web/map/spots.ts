import { html, type TemplateResult } from 'lit'
import { nameIn } from '../../../domain/label.ts'
import { SEVERITIES } from '../../../domain/severity.ts'
import type { Desk } from '../desk.ts'
import type { CityPicture } from '../live/picture.ts'
import type { Cluster, Grouping, Single } from './clusters.ts'
import { faceOf, worstOf } from './worst.ts'

/** What can be reached with Tab on the map: worst first, then from the top. */
export interface MapSpot {
  readonly id: string
  readonly x: number
  readonly y: number
  readonly name: string
  readonly cluster: Cluster | null
}

/** More than so many are left to the list and to zooming in. */
const MOST = 60

export function spotsOf(
  { clusters, singles }: Grouping,
  desk: Desk,
  {
    city,
    project,
  }: {
    readonly city: CityPicture
    /** Where a place is on the screen; null when it is not. */
    readonly project: (lon: number, lat: number) => { x: number; y: number } | null
  },
): readonly MapSpot[] {
  const worst = worstOf(city)
  const found: (MapSpot & { readonly rank: number })[] = []
  for (const single of singles) {
    const at = project(single.lon, single.lat)
    const entry = city.stations.get(single.id)
    if (at === null || entry === undefined) continue
    const of = worst.get(single.id)
    found.push({
      id: single.id,
      x: at.x + single.offset[0],
      y: at.y + single.offset[1],
      name: stationWords(desk, city, single),
      cluster: null,
      rank: of === undefined ? -1 : SEVERITIES.indexOf(of.severity) + (of.waiting ? 10 : 0),
    })
  }
  for (const cluster of clusters) {
    const at = project(cluster.lon, cluster.lat)
    if (at === null) continue
    const { worst: severity, eighths } = faceOf(cluster, city, worst)
    const rank = severity === null ? -1 : SEVERITIES.indexOf(severity) + (eighths > 0 ? 10 : 0)
    found.push({ id: cluster.key, x: at.x, y: at.y, name: clusterWords(desk, cluster, severity), cluster, rank })
  }
  return found.toSorted((a, b) => b.rank - a.rank || a.y - b.y || a.x - b.x).slice(0, MOST)
}

/** A button over each mark, for the keyboard and for whoever hears the page; the pointer goes through to the map. */
export function spotButton(spot: MapSpot, choose: (spot: MapSpot) => void): TemplateResult {
  return html`<button
    class="spot"
    .style=${`translate:${Math.round(spot.x)}px ${Math.round(spot.y)}px`}
    @click=${() => choose(spot)}
    aria-label=${spot.name}
  ></button>`
}

function stationWords({ settings, text }: Desk, city: CityPicture, { id }: Single): string {
  const entry = city.stations.get(id)
  if (entry === undefined) return id
  const kind = city.kind(entry.kind)
  const of = worstOf({ alarms: new Map([...city.alarms].filter(([, { station }]) => station === id)) }).get(id)
  return [
    nameIn(settings.language, entry.name),
    kind === undefined ? entry.kind : nameIn(settings.language, kind.label),
    text.of('look', city.look(id), ''),
    ...(of === undefined
      ? []
      : [text.of('severity', of.severity, of.severity), text(of.waiting ? 'map.waiting' : 'map.seen')]),
  ].join(', ')
}

function clusterWords({ text }: Desk, { ids }: Cluster, severity: string | null): string {
  const count = text('map.cluster', { count: ids.length })
  return severity === null
    ? count
    : `${count}, ${text('map.worst', { level: text.of('severity', severity, severity) })}`
}
