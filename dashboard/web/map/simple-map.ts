import type { FeatureCollection, Geometry } from 'geojson'
import { html, nothing, svg, type PropertyDeclarations, type SVGTemplateResult, type TemplateResult } from 'lit'
import { NUMERALS, OUTLINES } from '../alarms/severity-mark.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { group, groupingFor, type Cluster, type Single } from './clusters.ts'
import { createGroundFiles } from './ground-files.ts'
import { layersOf } from './layers.ts'
import { mapStyles } from './map-style.ts'
import { boundsOf, isWithin, toDegrees, toPixels, type Bounds } from './plane.ts'
import { shapePath } from './shapes.ts'
import { simpleStyles } from './simple-map-style.ts'
import { zoomButtons } from './zoom-buttons.ts'
import { faceOf, worstOf, type Worst } from './worst.ts'

/** Share of the picture that an arrow key moves it by. */
const STEP = 0.2
const FAR = 8
const NEAR = 17

/** Districts, stations and alarms without WebGL: what the map says, on any browser. Sends `view` with its bounds. */
export class SimpleMap extends DeskElement {
  static override properties: PropertyDeclarations = {
    why: {},
    still: { type: Boolean },
    districts: { state: true },
    zoom: { state: true },
    middle: { state: true },
    size: { state: true },
  }

  static override styles = [controls, mapStyles(), simpleStyles()]

  /** Text key of the reason. */
  declare why: string
  /** Nobody moves it: of a wall. */
  declare still: boolean
  declare districts: FeatureCollection | null
  declare zoom: number | null
  declare middle: readonly [lon: number, lat: number] | null
  declare size: readonly [width: number, height: number]
  protected readonly follows = ['stations', 'alarms', 'route', 'connection'] as const
  #told = ''
  #watcher = new ResizeObserver(([box]) => {
    if (box !== undefined) this.size = [box.contentRect.width, box.contentRect.height]
  })

  constructor() {
    super()
    this.why = 'map.nowebgl'
    this.still = false
    this.districts = null
    this.zoom = null
    this.middle = null
    this.size = [0, 0]
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#watcher.observe(this)
    createGroundFiles((path) => fetch(path))
      .get('districts')
      .then(
        (districts) => (this.districts = districts),
        () => undefined,
      )
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#watcher.disconnect()
    this.desk?.city.attend(this, null)
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const [width, height] = this.size
    const camera = this.#camera()
    return html`
      <svg
        class="ground"
        viewBox="0 0 ${Math.max(1, width)} ${Math.max(1, height)}"
        tabindex="0"
        role="application"
        aria-label=${text('map.label.simple')}
        @keydown=${this.#onKey}
      >
        ${camera === null ? nothing : this.#picture(camera)}
      </svg>
      ${this.still ? nothing : zoomButtons(this.desk, { near: () => this.#go({ by: 1 }), far: () => this.#go({ by: -1 }), whole: () => this.#showWhole() })}
      <p class="why small" role="status">${text(this.why === 'map.failed' ? 'map.failed' : 'map.simple')}</p>
    `
  }

  protected override updated(): void {
    const camera = this.#camera()
    if (camera === null) return
    const key = JSON.stringify([camera, this.size])
    if (key === this.#told) return
    this.#told = key
    const bounds = this.#bounds(camera)
    this.desk.city.attend(this, { bounds: [...bounds] as [number, number, number, number] })
    this.dispatchEvent(new CustomEvent<Bounds>('view', { detail: bounds }))
  }

  #camera(): { zoom: number; middle: readonly [number, number] } | null {
    const { facts, stations } = this.desk.city
    const whole = facts?.bounds ?? boundsOf(stations.values())
    const [width, height] = this.size
    if (whole === null || width === 0) return null
    const middle = this.middle ?? [(whole[0] + whole[2]) / 2, (whole[1] + whole[3]) / 2]
    const [left, bottom] = toPixels(whole[0], whole[1], 0)
    const [right, top] = toPixels(whole[2], whole[3], 0)
    const fits = Math.min(width / (right - left), height / (bottom - top)) * 0.92
    return { zoom: this.zoom ?? Math.min(14, Math.log2(fits)), middle: [middle[0] ?? 0, middle[1] ?? 0] }
  }

  #picture({ zoom, middle }: { zoom: number; middle: readonly [number, number] }): SVGTemplateResult {
    const { city, route } = this.desk
    const [x0, y0] = toPixels(middle[0], middle[1], zoom)
    const [width, height] = this.size
    const at = (lon: number, lat: number): [number, number] => {
      const [x, y] = toPixels(lon, lat, zoom)
      return [x - x0 + width / 2, y - y0 + height / 2]
    }
    const { hidden } = layersOf((name) => route.param(name))
    const worst = worstOf(city)
    const spots = [...city.stations.values()].filter(({ kind }) => !hidden.has(kind))
    const isApart = (id: string) =>
      ['red', 'orange'].includes(worst.get(id)?.severity ?? '') || id === route.param('station')
    const { clusters, singles } = group(spots, { ...groupingFor(spots.length, zoom), isApart })
    const bounds = this.#bounds({ zoom, middle })
    const isSeen = ({ lon, lat }: { lon: number; lat: number }) => isWithin(bounds, lon, lat)
    return svg`
      ${this.districts?.features.map(({ geometry, properties }) => this.#district(geometry, String(properties?.['id'] ?? ''), at))}
      ${clusters.filter(isSeen).map((cluster) => this.#cluster(cluster, at, worst))}
      ${singles.filter(isSeen).map((single) => this.#station(single, at, worst))}`
  }

  #district(geometry: Geometry, id: string, at: (lon: number, lat: number) => [number, number]): SVGTemplateResult {
    const polygons =
      geometry.type === 'Polygon'
        ? [geometry.coordinates]
        : geometry.type === 'MultiPolygon'
          ? geometry.coordinates
          : []
    const ring = (places: number[][]) =>
      `M${places.map(([lon = 0, lat = 0]) => at(lon, lat).map(Math.round).join(' ')).join('L')}z`
    const outer = polygons[0]?.[0] ?? []
    const box = boundsOf(outer.map(([lon = 0, lat = 0]) => ({ lon, lat })))
    const [x, y] = box === null ? [0, 0] : at((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    return svg`<path class="district" d=${polygons.flat().map(ring).join('')}></path>
      <text class="place" x=${x} y=${y}>${this.desk.city.label('districts', id, this.language)}</text>`
  }

  #station(
    single: Single,
    at: (lon: number, lat: number) => [number, number],
    worst: ReadonlyMap<string, Worst>,
  ): SVGTemplateResult {
    const { city, route, text } = this.desk
    const entry = city.stations.get(single.id)
    const [x, y] = at(single.lon, single.lat)
    const look = city.look(single.id)
    const of = worst.get(single.id)
    const name = entry === undefined ? single.id : this.name(entry.name)
    const shape = (entry === undefined ? undefined : city.kind(entry.kind)?.shape) ?? 'circle'
    const isChosen = route.param('station') === single.id
    return svg`<g
      class="station ${look} ${isChosen ? 'chosen' : ''}"
      transform="translate(${x + single.offset[0] - 9} ${y + single.offset[1] - 9}) scale(.75)"
      @click=${() => route.patch({ station: single.id, alarm: null })}
    >
      <title>${name} · ${text.of('look', look, '')}</title>
      <path d=${shapePath(shape)}></path>
      ${look === 'slashed' ? svg`<path class="slash" d="M2 22 22 2"></path>` : nothing}
      ${of === undefined ? nothing : svg`<g class="mark ${of.severity}" transform="translate(14 -10)"><path d=${OUTLINES[of.severity]}></path><text x="12" y=${of.severity === 'orange' ? 19 : 16}>${NUMERALS[of.severity]}</text></g>`}
    </g>`
  }

  #cluster(
    cluster: Cluster,
    at: (lon: number, lat: number) => [number, number],
    worst: ReadonlyMap<string, Worst>,
  ): SVGTemplateResult {
    const [x, y] = at(cluster.lon, cluster.lat)
    const face = faceOf(cluster, this.desk.city, worst)
    const length = 2 * Math.PI * 15
    return svg`<g class="cluster ${face.worst ?? ''}" transform="translate(${x} ${y})" @click=${() => this.#go({ by: 2, to: [cluster.lon, cluster.lat] })}>
      <circle r="15" class=${face.isHollow ? 'hollow' : ''}></circle>
      ${face.eighths === 0 ? nothing : svg`<circle r="15" class="ring" stroke-dasharray="${(length * face.eighths) / 8} ${length}" transform="rotate(-90)"></circle>`}
      <text y="4">${cluster.ids.length}</text>
      ${face.worst === null ? nothing : svg`<g class="mark ${face.worst}" transform="translate(6 -24) scale(.7)"><path d=${OUTLINES[face.worst]}></path><text x="12" y=${face.worst === 'orange' ? 19 : 16}>${NUMERALS[face.worst]}</text></g>`}
    </g>`
  }

  #bounds({ zoom, middle }: { zoom: number; middle: readonly [number, number] }): Bounds {
    const [x, y] = toPixels(middle[0], middle[1], zoom)
    const [width, height] = this.size
    return [...toDegrees(x - width / 2, y + height / 2, zoom), ...toDegrees(x + width / 2, y - height / 2, zoom)]
  }

  #go({
    by = 0,
    to,
    move = [0, 0],
  }: {
    by?: number
    to?: readonly [number, number]
    move?: readonly [number, number]
  }): void {
    const camera = this.#camera()
    if (camera === null) return
    const [x, y] = toPixels(...(to ?? camera.middle), camera.zoom)
    this.middle = toDegrees(x + move[0] * this.size[0], y + move[1] * this.size[1], camera.zoom)
    this.zoom = Math.max(FAR, Math.min(NEAR, camera.zoom + by))
  }

  #showWhole(): void {
    this.zoom = null
    this.middle = null
  }

  #onKey(event: KeyboardEvent): void {
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-STEP, 0],
      ArrowRight: [STEP, 0],
      ArrowUp: [0, -STEP],
      ArrowDown: [0, STEP],
    }
    const move = moves[event.key]
    if (move !== undefined) this.#go({ move })
    else if (event.key === '+' || event.key === '=') this.#go({ by: 1 })
    else if (event.key === '-') this.#go({ by: -1 })
    else return
    event.preventDefault()
  }
}

customElements.define('simple-map', SimpleMap)
