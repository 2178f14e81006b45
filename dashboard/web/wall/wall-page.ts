import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { isDark, type Panel, type Wall, type WallView } from '../../../domain/wall.ts'
import { makeZone } from '../../../domain/zone.ts'
import { markStyles } from '../alarms/severity-mark.ts'
import { controls } from '../controls.ts'
import { type Desk, DeskElement } from '../desk.ts'
import { fillable, flowsOf, type LayerChoice } from '../map/layers.ts'
import { hasWebGl2 } from '../map/web-gl.ts'
import '../map/map-legend.ts'
import '../map/simple-map.ts'
import { isUrgent, FIRST_TURN, turnAt, type Turn } from './rotation.ts'
import { alarmsPanel, countersPanel, districtsPanel, incidentsPanel } from './panels.ts'
import { reloadDue, shiftAt } from './upkeep.ts'
import { wallDesk, type WallLook } from './wall-desk.ts'
import { wallStyles } from './wall-style.ts'
import { cityTime, textWithTimes } from '../text/time.ts'

const VERSION_MS = 5 * 60_000

/** A screen that nobody touches: views in rotation, held by what calls for somebody; it looks after itself for months. */
export class WallPage extends DeskElement {
  static override properties: PropertyDeclarations = {
    own: { state: true },
    turn: { state: true },
  }

  static override styles = [controls, markStyles, wallStyles()]

  /** The desk with the wall's own language and theme; null until it is there. */
  declare own: Desk | null
  declare turn: Turn
  protected readonly follows = ['alarms', 'stations', 'connection', 'clock', 'route'] as const
  readonly #look: WallLook = { language: 'zh', theme: 'dark' }
  readonly #startedAt = performance.now()
  #frameAt = performance.now()
  #versionAt = performance.now()
  #isOld = false
  #hasMap = hasWebGl2()
  #timer: ReturnType<typeof setInterval> | undefined

  constructor() {
    super()
    this.own = null
    this.turn = FIRST_TURN
  }

  override connectedCallback(): void {
    super.connectedCallback()
    document.documentElement.classList.add('wall')
    if (this.#hasMap)
      import('../map/city-map.ts').then(
        () => this.requestUpdate(),
        () => (this.#hasMap = false),
      )
    this.#timer = setInterval(() => this.#tick(), Math.max(50, 1000 / this.#pace))
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#timer)
    document.documentElement.classList.remove('wall')
    document.documentElement.dataset['theme'] = this.desk.settings.theme
  }

  override render(): TemplateResult | typeof nothing {
    const wall = this.#wall
    if (this.desk.city.facts === null) return nothing
    if (wall === undefined) return this.#unknown()
    if (this.own === null) {
      this.#open(wall)
      return nothing
    }
    const desk = this.own
    const { text, city, format } = desk
    const view = wall.views[this.turn.view] ?? wall.views[0]
    if (view === undefined) return nothing
    const isLost = city.link.state === 'lost'
    const [x, y] = shiftAt(Math.floor(Date.now() / 60_000))
    const label = view.label ?? wall.label
    return html`<div class="all ${isLost ? 'lost' : ''}" .style=${`translate:${x}px ${y}px`}>
      <header>
        <h1>${this.#name(desk, city.facts?.label)} <span>${this.#name(desk, label)}</span></h1>
        ${this.turn.isHeld ? html`<p class="held">${text('wall.held')}</p>` : nothing}
        <p class="turn">${this.turn.view + 1} / ${wall.views.length}</p>
        <p class="as-at"><span>${text('wall.asat')}</span> ${cityTime(desk, city.shownAt())}</p>
      </header>
      ${isLost ? html`<p class="no-link" role="alert"><b>${text('wall.lost')}</b><span>${textWithTimes(desk, 'wall.lost.since', { times: { at: city.shownAt() }, how: 'time', values: { span: format.span(city.now() - city.shownAt()) } })}</span></p>` : nothing}
      <div class="grid">
        ${view.panels.includes('counters') ? countersPanel(desk) : nothing}
        <div class="panels">${this.#panels(desk, wall, view)}</div>
      </div>
    </div>`
  }

  #panels(desk: Desk, wall: Wall, view: WallView): TemplateResult[] {
    const isShown = (panel: Panel) => view.panels.includes(panel)
    const fill = view.fill ?? (isShown('districts') ? (fillable(desk.city)[0]?.id ?? null) : null)
    const choice: LayerChoice = {
      hidden: new Set(),
      fill: fill,
      flows: new Set(flowsOf(desk.city).filter((flow) => view.flows?.includes(flow))),
    }
    // A map is dear to open: it stays while other views are shown, if any view has one.
    const hasMap = wall.views.some(({ panels }) => panels.includes('map'))
    return [
      ...(hasMap ? [this.#map(desk, choice, isShown('map'))] : []),
      ...(isShown('alarms') ? [alarmsPanel(desk)] : []),
      ...(isShown('incidents') ? [incidentsPanel(desk)] : []),
      ...(isShown('districts') ? [districtsPanel(desk, fill)] : []),
    ]
  }

  #map(desk: Desk, choice: LayerChoice, isShown: boolean): TemplateResult {
    return html`<section class="map" ?hidden=${!isShown}>
      ${
        this.#hasMap
          ? html`<city-map .desk=${desk} .still=${true} .choice=${choice} @no-map=${() => (this.#hasMap = false)}></city-map>`
          : html`<simple-map .desk=${desk} .still=${true}></simple-map>`
      }
      <map-legend .desk=${desk} .still=${true} .choice=${choice}></map-legend>
    </section>`
  }

  #unknown(): TemplateResult {
    const { text, city } = this.desk
    return html`<p class="notice">${text('wall.unknown', { names: (city.facts?.walls ?? []).map(({ id }) => id).join(', ') })}</p>`
  }

  get #wall(): Wall | undefined {
    const id = decodeURIComponent(this.desk.route.path.slice('/wall/'.length).replace(/\/$/, ''))
    return this.desk.city.facts?.walls.find((wall) => wall.id === id)
  }

  /** Times faster than life, for trying out a day in minutes. */
  get #pace(): number {
    return Math.max(1, Math.min(1000, Number(this.desk?.route.param('pace')) || 1))
  }

  #name({ settings }: Desk, label: { readonly zh: string; readonly en: string } | undefined): string {
    return label?.[settings.language] ?? ''
  }

  #open(wall: Wall): void {
    this.#look.language = wall.language ?? this.desk.settings.language
    this.#dress(wall)
    wallDesk(this.desk, this.#look).then(
      (desk) => (this.own = desk),
      () => undefined,
    )
  }

  #minute(): number {
    const { city } = this.desk
    return makeZone(city.facts?.timeZone ?? 'UTC').minuteOf(city.now())
  }

  /** Dark by its schedule. */
  #dress(wall: Wall): void {
    const theme = isDark(wall.dark, this.#minute()) ? 'dark' : 'light'
    document.documentElement.dataset['theme'] = theme
    if (theme === this.#look.theme) return
    this.#look.theme = theme
    this.requestUpdate()
  }

  #tick(): void {
    const wall = this.#wall
    const { city } = this.desk
    if (wall === undefined) return
    requestAnimationFrame(() => (this.#frameAt = performance.now()))
    const now = performance.now()
    const urgent = isUrgent(city.alarms.values())
    this.turn = turnAt(this.turn, { views: wall.views, isUrgent: urgent, now, pace: this.#pace })
    this.#dress(wall)
    if (now - this.#versionAt > VERSION_MS) this.#askVersion(now)
    const reason = reloadDue({
      now,
      startedAt: this.#startedAt,
      frameAt: this.#frameAt,
      isHidden: document.hidden,
      isBusy: urgent,
      isOld: this.#isOld,
      isLive: city.link.state === 'live',
      minute: this.#minute(),
      reloadAt: wall.reloadAt ?? '04:10',
    })
    if (reason !== null) location.reload()
  }

  #askVersion(now: number): void {
    this.#versionAt = now
    const { api, city } = this.desk
    api.city().then(
      ({ version }) => (this.#isOld = version !== city.facts?.version),
      () => undefined,
    )
  }
}

customElements.define('wall-page', WallPage)
