import type { FeatureCollection } from 'geojson'
import { html, nothing, unsafeCSS, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { Map as MapView, setWorkerUrl, type GeoJSONSource, type MapMouseEvent } from 'maplibre-gl'
import maplibreStyle from 'maplibre-gl/dist/maplibre-gl.css?inline'
import worker from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { nameIn } from '../../../domain/label.ts'
import { SEVERITIES } from '../../../domain/severity.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import type { CityPicture } from '../live/picture.ts'
import { printedUnit } from '../text/unit.ts'
import { severityPicture, shapeField, slashField } from './marks.ts'
import { mapStyles } from './map-style.ts'
import { namesOf } from './names.ts'
import { createStationMarks, LARGE, type StationMarks } from './station-marks.ts'
import { buildStyle, GROUND, groundOf, NAMED_LAYERS } from './style.ts'

setWorkerUrl(worker)

/** Size of a letter at a desk; a wall has larger ones, and marks that grow with them. */
const DESK_PX = 14
/** A single station is not all that is shown. */
const FIT = { padding: 30, maxZoom: 14 }
/** Pixels around the pointer that still hit a mark. */
const REACH = 6

/** The map of the city. Sends `no-map` with a text key when it cannot draw. */
export class CityMap extends DeskElement {
  static override properties: PropertyDeclarations = {
    around: { attribute: false },
    // One object whose parts change: each time that it is given it may show something else.
    picture: { attribute: false, hasChanged: () => true },
    under: { state: true },
  }

  static override styles = [unsafeCSS(maplibreStyle), controls, mapStyles()]

  /** Only these stations, and the map begins where they are; null: the whole city. */
  declare around: readonly string[] | null
  /** What it shows; null: the city as it is. */
  declare picture: CityPicture | null
  /** Station under the pointer, and where that is. */
  declare under: { readonly id: string; readonly x: number; readonly y: number } | null
  protected readonly follows = ['alarms', 'stations', 'route', 'clock', 'connection'] as const
  #box = createRef<HTMLElement>()
  #map: MapView | undefined
  #marks: StationMarks | undefined
  #districts: FeatureCollection | undefined
  #drawn = ''
  #named = ''
  #wasLost = false
  #shown: string | null = null
  #paintedFor = ''
  #paintedAt = 0

  constructor() {
    super()
    this.around = null
    this.picture = null
    this.under = null
  }

  get #city(): CityPicture {
    return this.picture ?? this.desk.city
  }

  override render(): TemplateResult {
    const { text } = this.desk
    return html`
      <div class="box" ${ref(this.#box)} role="application" aria-label=${text('map.label')}></div>
      <div class="zoom">
        <button aria-label=${text('map.in')} title=${text('map.in')} @click=${() => this.#map?.zoomIn()}>+</button>
        <button aria-label=${text('map.out')} title=${text('map.out')} @click=${() => this.#map?.zoomOut()}>−</button>
        <button aria-label=${text('map.whole')} title=${text('map.whole')} @click=${this.#showWhole}>⌂</button>
      </div>
      ${this.#tip()}
    `
  }

  protected override updated(): void {
    this.#open()
    const { route } = this.desk
    const city = this.#city
    const alarm = route.param('alarm')
    const chosen = (alarm === null ? null : city.alarms.get(alarm)?.station) ?? route.param('station')
    const asked = `${route.param('hide') ?? ''} ${chosen ?? ''} ${this.around?.length ?? ''}`
    const hidden = new Set((route.param('hide') ?? '').split(','))
    if (this.#isDue(asked)) this.#marks?.update(hidden, chosen, this.around)
    this.#show(chosen)
    this.#name()
    this.#fetchAgain()
  }

  /** The map as it is drawn, to be put into a picture; null when there is none. */
  snapshot(): Promise<HTMLCanvasElement | null> {
    const map = this.#map
    if (map === undefined) return Promise.resolve(null)
    return new Promise((resolve) => {
      // What the graphics card has drawn can be read only within its frame.
      map.once('render', () => resolve(copyOf(map.getCanvas())))
      map.triggerRepaint()
    })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#close()
  }

  #close(): void {
    this.#map?.remove()
    this.#map = undefined
    this.#marks = undefined
    this.#drawn = ''
    this.#named = ''
  }

  /** One map a theme: its colours are part of the style. */
  #open(): void {
    const container = this.#box.value
    const { theme } = this.desk.settings
    if (container === undefined || this.#drawn === theme || this.#city.facts === null) return
    // Where these stations are is not known yet.
    if (this.around !== null && !this.around.some((id) => this.#city.stations.has(id))) return
    const camera = this.#map === undefined ? undefined : { center: this.#map.getCenter(), zoom: this.#map.getZoom() }
    this.#close()
    this.#drawn = theme
    if (!hasWebGl2()) {
      this.dispatchEvent(new CustomEvent('no-map', { detail: 'map.nowebgl' }))
      return
    }
    const tokens = getComputedStyle(document.documentElement)
    const paint = (token: string) => tokens.getPropertyValue(token).trim()
    const map = new MapView({
      container,
      style: buildStyle(paint, location.origin, parseFloat(tokens.fontSize) / DESK_PX),
      bounds: this.#bounds(),
      fitBoundsOptions: FIT,
      attributionControl: false,
      locale: { 'Map.Title': this.desk.text('map.label') },
      dragRotate: false,
      pitchWithRotate: false,
      localIdeographFontFamily: "'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif",
      fadeDuration: 0,
      ...camera,
    })
    map.touchZoomRotate.disableRotation()
    this.#map = map
    this.#addPictures(map, paint)
    map.once('load', () => {
      if (this.#map !== map) return
      this.#marks = createStationMarks(map, this.#city)
      this.requestUpdate()
    })
    map.on('click', (event) => this.#choose(event))
    map.on('mousemove', (event) => this.#hover(event))
    map.on('mouseout', () => (this.under = null))
  }

  #addPictures(map: MapView, paint: (token: string) => string): void {
    const shapes = new Set(this.#city.facts?.kinds.map((kind) => kind.shape))
    for (const shape of shapes.add('circle')) map.addImage(shape, shapeField(shape), { sdf: true, pixelRatio: 2 })
    map.addImage('slash', slashField(), { sdf: true, pixelRatio: 2 })
    for (const severity of SEVERITIES) {
      const colours = { fill: paint(`--${severity}`), ink: paint(`--${severity}-ink`), outline: paint('--outline') }
      map.addImage(`severity-${severity}`, severityPicture(severity, colours), { pixelRatio: 2 })
    }
  }

  /** What a person asks for is drawn at once; the rest of a large city once a second, as a repaint costs with its size. */
  #isDue(asked: string): boolean {
    const now = performance.now()
    const isLarge = this.#city.stations.size > LARGE
    if (isLarge && asked === this.#paintedFor && now - this.#paintedAt < 1000) return false
    this.#paintedFor = asked
    this.#paintedAt = now
    return true
  }

  /** Brings a chosen station into the part of the map that no panel covers; leaves the map alone when it is there. */
  #show(chosen: string | null): void {
    const entry = chosen === null ? undefined : this.#city.stations.get(chosen)
    if (this.#shown === chosen || this.#map === undefined || this.#marks === undefined) return
    if (chosen !== null && entry === undefined) return
    this.#shown = chosen
    if (entry === undefined) return
    const { clientWidth: width, clientHeight: height } = this
    const panel = this.parentElement?.querySelector('.panel')?.clientWidth ?? 0
    const free = Math.max(width - panel, width * 0.3)
    const { x, y } = this.#map.project([entry.lon, entry.lat])
    if (x > 30 && x < free - 30 && y > 30 && y < height - 30) return
    this.#map.panBy([x - free / 2, y - height / 2], { duration: 300 })
  }

  #name(): void {
    const source = this.#marks === undefined ? undefined : this.#map?.getSource<GeoJSONSource>('names')
    if (source === undefined || this.#named === this.language) return
    this.#named = this.language
    for (const layer of NAMED_LAYERS) this.#map?.setLayoutProperty(layer, 'text-field', ['get', this.language])
    this.#loadDistricts().then(
      (districts) => source.setData(namesOf(districts, this.#city, this.language)),
      () => {
        // A map without names is still a map; they are asked for again at the next update.
        this.#named = ''
      },
    )
  }

  /** The ground of a map that was opened while the link was lost is read again when it is back. */
  #fetchAgain(): void {
    const isLost = this.#city.link.state === 'lost'
    if (this.#wasLost && !isLost && this.#marks !== undefined)
      for (const name of GROUND)
        void this.#map?.getSource<GeoJSONSource>(name)?.setData(groundOf(name, location.origin))
    if (isLost || this.#marks !== undefined) this.#wasLost = isLost
  }

  async #loadDistricts(): Promise<FeatureCollection> {
    this.#districts ??= (await (await fetch('/map/districts.geojson')).json()) as FeatureCollection
    return this.#districts
  }

  #bounds(): [number, number, number, number] {
    const { facts, stations } = this.#city
    if (facts?.bounds != null && this.around === null) return [...facts.bounds]
    const all = [...stations.values()].filter(({ id }) => this.around?.includes(id) ?? true)
    const lons = all.map((entry) => entry.lon)
    const lats = all.map((entry) => entry.lat)
    return all.length === 0
      ? [73, 18, 135, 54]
      : [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
  }

  #showWhole(): void {
    this.#map?.fitBounds(this.#bounds(), FIT)
  }

  #stationAt({ point }: MapMouseEvent): string | undefined {
    if (this.#marks === undefined) return undefined
    const box: [[number, number], [number, number]] = [
      [point.x - REACH, point.y - REACH],
      [point.x + REACH, point.y + REACH],
    ]
    const found = this.#map?.queryRenderedFeatures(box, { layers: ['alarms', 'stations'] })
    return found?.[0]?.properties['id'] as string | undefined
  }

  #choose(event: MapMouseEvent): void {
    const id = this.#stationAt(event)
    if (id !== undefined) this.desk.route.patch({ station: id, alarm: null })
  }

  #hover(event: MapMouseEvent): void {
    const id = this.#stationAt(event)
    if (this.#map !== undefined) this.#map.getCanvas().style.cursor = id === undefined ? '' : 'pointer'
    this.under = id === undefined ? null : { id, x: event.point.x, y: event.point.y }
  }

  #tip(): TemplateResult | typeof nothing {
    const { format, text } = this.desk
    const city = this.#city
    const entry = this.under === null ? undefined : city.stations.get(this.under.id)
    if (this.under === null || entry === undefined) return nothing
    const kind = city.kind(entry.kind)
    const reading = city.latest.get(entry.id)
    const spec = kind?.values[kind.headline]
    const value = kind === undefined ? undefined : reading?.values[kind.headline]
    const isFresh = city.freshness(entry.id) !== 'stale'
    return html`<div class="tip" .style=${`translate:${this.under.x + 14}px ${this.under.y + 10}px`}>
      <b>${nameIn(this.language, entry.name)}</b>
      <span>${kind === undefined ? entry.kind : this.name(kind.label)} · ${text.of('look', city.look(entry.id), '')}</span>
      ${
        spec === undefined || value === undefined || reading === undefined
          ? nothing
          : html`<span class=${isFresh ? '' : 'old'}>
            ${this.name(spec.label)} ${format.number(value, spec.decimals)} ${printedUnit(spec.unit, text)} ·
            ${text('ago', { span: format.span(city.now() - reading.ts) })}
          </span>`
      }
    </div>`
  }
}

customElements.define('city-map', CityMap)

function hasWebGl2(): boolean {
  return document.createElement('canvas').getContext('webgl2') !== null
}

function copyOf(drawn: HTMLCanvasElement): HTMLCanvasElement {
  const copy = document.createElement('canvas')
  copy.width = drawn.width
  copy.height = drawn.height
  copy.getContext('2d')?.drawImage(drawn, 0, 0)
  return copy
}
