import { html, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { nameIn } from '../../../domain/label.ts'
import { SEVERITIES } from '../../../domain/severity.ts'
import type { Desk } from '../desk.ts'
import type { CityPicture } from '../live/picture.ts'
import type { Cluster, Grouping, Single } from './clusters.ts'
import { faceOf, worstOf, type Worst } from './worst.ts'

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

/** Names change with what the stations say; they are looked at again so often. */
const AGAIN_MS = 2000

interface Seen {
  readonly desk: Desk
  readonly city: CityPicture
  readonly grouping: Grouping
  /** By which a fan is drawn larger. */
  readonly size: number
  /** Where a place is on the screen; null when it is not. */
  readonly project: (lon: number, lat: number) => { readonly x: number; readonly y: number } | null
}

/** Works the spots out when the marks have changed, else now and then; the same array while they are the same. */
export function createSpotter(): (seen: Seen, isMoved: boolean) => readonly MapSpot[] {
  let spots: readonly MapSpot[] = []
  let key = ''
  let of: Grouping | null = null
  let at = -Infinity

  return (seen, isMoved) => {
    const now = performance.now()
    if (!isMoved && seen.grouping === of && now - at < AGAIN_MS) return spots
    of = seen.grouping
    at = now
    const found = spotsOf(seen)
    const next = JSON.stringify(found.map(({ id, x, y, name }) => [id, Math.round(x), Math.round(y), name]))
    if (next === key) return spots
    key = next
    spots = found
    return spots
  }
}

function spotsOf({ desk, city, grouping: { clusters, singles }, size, project }: Seen): readonly MapSpot[] {
  const worst = worstOf(city)
  const found: { rank: number; x: number; y: number; single: Single | null; cluster: Cluster | null }[] = []
  for (const single of singles) {
    const at = project(single.lon, single.lat)
    if (at === null) continue
    const of = worst.get(single.id)
    const rank = of === undefined ? -1 : SEVERITIES.indexOf(of.severity) + (of.waiting ? 10 : 0)
    found.push({ rank, x: at.x + single.offset[0] * size, y: at.y + single.offset[1] * size, single, cluster: null })
  }
  for (const cluster of clusters) {
    const at = project(cluster.lon, cluster.lat)
    if (at === null) continue
    const { worst: severity, eighths } = faceOf(cluster, city, worst)
    const rank = severity === null ? -1 : SEVERITIES.indexOf(severity) + (eighths > 0 ? 10 : 0)
    found.push({ rank, x: at.x, y: at.y, single: null, cluster })
  }
  const first = found.toSorted((a, b) => b.rank - a.rank || a.y - b.y || a.x - b.x).slice(0, MOST)
  return first.flatMap(({ x, y, single, cluster }): MapSpot[] => {
    if (single !== null)
      return [{ id: single.id, x, y, name: stationWords(desk, city, { id: single.id, worst }), cluster }]
    if (cluster === null) return []
    const { worst: severity } = faceOf(cluster, city, worst)
    return [{ id: cluster.key, x, y, name: clusterWords(desk, cluster, severity), cluster }]
  })
}

/** A button over each mark, for the keyboard and for whoever hears the page; the pointer goes through to the map. */
export function spotButtons(spots: readonly MapSpot[], choose: (spot: MapSpot) => void): TemplateResult {
  return html`<div class="spots">
    ${repeat(
      spots,
      ({ id }) => id,
      (spot) => html`<button
        class="spot"
        .style=${`translate:${Math.round(spot.x)}px ${Math.round(spot.y)}px`}
        @click=${() => choose(spot)}
        aria-label=${spot.name}
      ></button>`,
    )}
  </div>`
}

function stationWords(
  { settings, text }: Desk,
  city: CityPicture,
  { id, worst }: { readonly id: string; readonly worst: ReadonlyMap<string, Worst> },
): string {
  const entry = city.stations.get(id)
  if (entry === undefined) return id
  const kind = city.kind(entry.kind)
  const of = worst.get(id)
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
