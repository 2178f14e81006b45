import { html, nothing, unsafeCSS, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { Map as MapView, MapMouseEvent } from 'maplibre-gl'
import maplibreStyle from 'maplibre-gl/dist/maplibre-gl.css?inline'
import type { Basemap } from '../../../domain/basemap.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import type { CityPicture } from '../live/picture.ts'
import { cameraOf, cameraText } from './camera.ts'
import { createCityLayers, type CityLayers } from './city-layers.ts'
import type { Cluster } from './clusters.ts'
import { districtCard } from './district-card.ts'
import { groundIn, type Ground } from './ground.ts'
import { createGroundFiles } from './ground-files.ts'
import { boundsIn, bringIntoView, goNearer, hitAt, markSize, onLevel, projectOn } from './hits.ts'
import { watchOf, wholeOf } from './map-watch.ts'
import { everywhereOf, layersOf, type LayerChoice } from './layers.ts'
import { mapStyles } from './map-style.ts'
import { stationTip } from './map-tip.ts'
import { clusterColours, FIT, openView } from './map-view.ts'
import { hasWebGl2 } from './web-gl.ts'
import type { Bounds } from './plane.ts'
import { openTiles } from './pmtiles.ts'
import { snapshotOf } from './snapshot.ts'
import { createSpotter, spotButtons, type MapSpot } from './spots.ts'
import { zoomButtons } from './zoom-buttons.ts'
import { createStationMarks, LARGE, type StationMarks } from './station-marks.ts'

/** The map of the city. Sends `no-map` with a text key when it cannot draw, and `view` with its bounds when it has moved. */
export class CityMap extends DeskElement {
  static override properties: PropertyDeclarations = {
    around: { attribute: false },
    picture: { attribute: false, hasChanged: () => true },
    choice: { attribute: false },
    still: { type: Boolean },
    addressed: { type: Boolean },
    under: { state: true },
    district: { state: true },
    spots: { state: true },
  }

  static override styles = [unsafeCSS(maplibreStyle), controls, mapStyles()]

  /** Only these stations, and the map begins where they are; null: the whole city. */
  declare around: readonly string[] | null
  /** What it shows; null: the city as it is. */
  declare picture: CityPicture | null
  /** What is drawn; null: what the address says. */
  declare choice: LayerChoice | null
  /** Nobody moves it and nothing answers: of a wall. */
  declare still: boolean
  /** Where it looks stands in the address. */
  declare addressed: boolean
  /** Station under the pointer, and where that is. */
  declare under: { readonly id: string; readonly x: number; readonly y: number } | null
  declare district: string | null
  declare spots: readonly MapSpot[]
  protected readonly follows = ['alarms', 'stations', 'route', 'clock', 'connection'] as const
  #box = createRef<HTMLElement>()
  #map: MapView | undefined
  #ground: Ground = groundIn('wgs84')
  #marks: StationMarks | undefined
  #layers: CityLayers | undefined
  #files = createGroundFiles((path) => fetch(path))
  readonly #spotter = createSpotter()
  #drawn = ''
  #wasLost = false
  #shown: string | null = null
  #paintedFor = ''
  #paintedAt = 0

  constructor() {
    super()
    this.around = null
    this.picture = null
    this.choice = null
    this.still = false
    this.addressed = false
    this.under = null
    this.district = null
    this.spots = []
  }

  get #city(): CityPicture {
    return this.picture ?? this.desk.city
  }

  get #choice(): LayerChoice {
    return this.choice ?? layersOf((name) => this.desk.route.param(name))
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const attribution = this.desk.city.facts?.basemap?.attribution ?? ''
    return html`
      <div class="box" ${ref(this.#box)} role="application" aria-label=${text('map.label')}></div>
      ${this.still ? nothing : spotButtons(this.spots, ({ id, cluster }) => this.#choose(id, cluster))}
      ${this.still ? nothing : zoomButtons(this.desk, { near: () => this.#map?.zoomIn(), far: () => this.#map?.zoomOut(), whole: () => this.#showWhole() })}
      ${attribution === '' ? nothing : html`<p class="attribution small">${attribution}</p>`}
      ${this.district === null ? nothing : districtCard(this.desk, this.#city, { district: this.district, fill: this.#choice.fill, close: () => (this.district = null) })}
      ${this.under === null ? nothing : stationTip(this.desk, this.#city, this.under)}
    `
  }

  protected override updated(): void {
    this.#openMap()
    const { route } = this.desk
    const city = this.#city
    const choice = this.#choice
    const alarm = route.param('alarm')
    const chosen = (alarm === null ? null : city.alarms.get(alarm)?.station) ?? route.param('station')
    const layers = `${[...choice.hidden].join()} ${choice.fill ?? ''} ${[...choice.flows].join()} ${this.language}`
    const camera = this.#map === undefined ? '' : `${this.#map.getCenter().toString()} ${this.#map.getZoom()}`
    if (this.#isDue(`${layers} ${chosen ?? ''} ${this.around?.length ?? ''} ${camera}`)) this.#draw(choice, chosen)
    this.#show(chosen)
    this.#fetchAgain()
  }

  /** The map as it is drawn, to be put into a picture; null when there is none. */
  snapshot(): Promise<HTMLCanvasElement | null> {
    return this.#map === undefined ? Promise.resolve(null) : snapshotOf(this.#map)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.desk?.city.attend(this, null)
    this.#close()
  }

  #draw(choice: LayerChoice, chosen: string | null, isMoved = false): void {
    const map = this.#map
    if (map === undefined || this.#marks === undefined) return
    const city = this.#city
    this.#layers?.update(city, { choice, language: this.language })
    this.#marks.update(city, {
      hidden: choice.hidden,
      chosen,
      only: this.around,
      zoom: map.getZoom(),
      bounds: boundsIn(map),
    })
    this.#attend(map, choice, chosen)
    if (this.still || map.isMoving()) return
    const grouping = this.#marks.shown
    this.spots = this.#spotter(
      { desk: this.desk, city, grouping, size: markSize(map.getZoom()), project: projectOn(map, this) },
      isMoved,
    )
  }

  #close(): void {
    this.#map?.remove()
    this.#map = undefined
    this.#marks = undefined
    this.#layers = undefined
    this.#drawn = ''
  }

  /** One map a theme: its colours are part of the style. */
  #openMap(): void {
    const { theme } = this.desk.settings
    const { facts, stations } = this.#city
    if (this.#box.value === undefined || this.#drawn === theme || facts === null) return
    // Where these stations are is not known yet.
    if (this.around !== null && !this.around.some((id) => stations.has(id))) return
    const camera =
      this.#map === undefined ? null : { center: this.#map.getCenter().toArray(), zoom: this.#map.getZoom() }
    this.#close()
    this.#drawn = theme
    if (!hasWebGl2()) {
      this.dispatchEvent(new CustomEvent('no-map', { detail: 'map.nowebgl' }))
      return
    }
    if (facts.basemap === null) return this.#start(null, camera)
    openTiles(facts.basemap).then(
      (basemap) => this.#drawn === theme && this.isConnected && this.#start(basemap, camera),
      () => this.#drawn === theme && this.isConnected && this.#start(null, camera),
    )
  }

  #start(basemap: Basemap | null, kept: { center: [number, number]; zoom: number } | null): void {
    const container = this.#box.value
    if (container === undefined) return
    const ground = groundIn(basemap?.coordinates ?? 'wgs84')
    this.#ground = ground
    const asked = this.addressed ? cameraOf(this.desk.route.param('at')) : null
    const map = openView({
      container,
      city: this.#city,
      desk: this.desk,
      basemap,
      bounds: this.#whole(),
      camera: kept ?? (asked && { center: ground.to(...asked.center), zoom: asked.zoom }),
      isStill: this.still,
    })
    this.#map = map
    map.once('load', () => {
      if (this.#map !== map) return
      this.#marks = createStationMarks(map, ground, clusterColours())
      const unknown = () => this.desk.text('fill.unknown')
      this.#layers = createCityLayers(map, { ground, files: this.#files, hasBasemap: basemap !== null, unknown })
      this.requestUpdate()
      this.#onMoved()
    })
    onLevel(map, () => this.requestUpdate())
    map.on('moveend', (event) => {
      this.#onMoved()
      if (this.addressed && event.originalEvent !== undefined) this.#address(map)
    })
    if (!this.still) this.#listen(map)
  }

  #onMoved(): void {
    const map = this.#map
    if (map === undefined || this.#marks === undefined) return
    this.#draw(this.#choice, this.#shown, true)
    this.dispatchEvent(new CustomEvent<Bounds>('view', { detail: this.#ground.boundsFrom(boundsIn(map)) }))
  }

  #address(map: MapView): void {
    const { lng, lat } = map.getCenter()
    this.desk.route.patch({ at: cameraText({ center: this.#ground.from(lng, lat), zoom: map.getZoom() }) })
  }

  /** Tells the server what is looked at; a picture of another time is not followed. */
  #attend(map: MapView, choice: LayerChoice, chosen: string | null): void {
    const { city } = this.desk
    if (this.picture !== null) return city.attend(this, null)
    const view = this.#ground.boundsFrom(boundsIn(map))
    const entry = chosen === null ? undefined : city.stations.get(chosen)
    city.attend(this, watchOf(view, entry, everywhereOf(city, choice)))
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
    if (entry !== undefined) bringIntoView(this.#map, this, this.#ground.to(entry.lon, entry.lat))
  }

  /** The ground of a map that was opened while the link was lost is read again when it is back. */
  #fetchAgain(): void {
    const isLost = this.#city.link.state === 'lost'
    if (this.#wasLost && !isLost) this.#layers?.refresh()
    if (isLost || this.#layers !== undefined) this.#wasLost = isLost
  }

  #whole(): [number, number, number, number] {
    return [...this.#ground.boundsTo(wholeOf(this.#city, this.around))] as [number, number, number, number]
  }

  #showWhole(): void {
    this.#map?.fitBounds(this.#whole(), FIT)
    if (this.addressed) this.desk.route.patch({ at: null })
  }

  #listen(map: MapView): void {
    const hit = (event: MapMouseEvent) => (this.#marks === undefined ? null : hitAt(map, event, this.#marks.shown))
    map.on('click', (event) => {
      const found = hit(event)
      if (found?.on === 'station') this.#choose(found.id, null)
      else if (found?.on === 'cluster') this.#choose(found.cluster.key, found.cluster)
      else this.district = found?.on === 'district' && found.id !== this.district ? found.id : null
    })
    map.on('mousemove', (event) => {
      const found = hit(event)
      map.getCanvas().style.cursor = found?.on === 'station' || found?.on === 'cluster' ? 'pointer' : ''
      if (found?.on !== 'station' && this.under === null) return
      this.under = found?.on === 'station' ? { id: found.id, x: event.point.x, y: event.point.y } : null
    })
    map.on('mouseout', () => (this.under = null))
  }

  #choose(id: string, cluster: Cluster | null): void {
    const map = this.#map
    // The number that had the focus falls apart: the keyboard goes on with the map.
    if (cluster !== null && this.shadowRoot?.activeElement != null) map?.getCanvas().focus()
    if (cluster === null) return this.desk.route.patch({ station: id, alarm: null })
    if (map === undefined) return
    goNearer(map, cluster, (id) => {
      const entry = this.#city.stations.get(id)
      return entry === undefined ? null : this.#ground.to(entry.lon, entry.lat)
    })
    if (this.addressed) void map.once('moveend', () => this.#address(map))
  }
}

customElements.define('city-map', CityMap)
