import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { flagWords } from '../text/flag.ts'
import { chartLegend } from './chart-legend.ts'
import { chartStyles } from './chart-style.ts'
import { chartTable, ROWS } from './chart-table.ts'
import type { Cursor } from './cursor.ts'
import { csvOf, fileNameOf, pngOf, saveFile } from './export.ts'
import { listenToHands } from './hands.ts'
import { wordsAt } from './option.ts'
import { type Picture, rowsOf, stepFrom, timesOf } from './picture.ts'
import type { TimeChart } from './time-chart.ts'
import type { Window } from './window.ts'
import { zoomed } from './window.ts'

/** Pixels of an exported picture to one of the screen. */
const SCALE = 2

/**
 * A chart with all that goes with one: cursor, zoom by drag, wheel and keys, legend, table, CSV and PNG. Asks for
 * another window by the event `window` (null: the whole span again); its host brings the readings.
 */
export class ChartView extends DeskElement {
  static override properties: PropertyDeclarations = {
    picture: { attribute: false },
    cursor: { attribute: false },
    busy: { type: Boolean },
    zoomable: { type: Boolean },
    empty: { type: String },
    isTable: { state: true },
    page: { state: true },
    said: { state: true },
    marked: { state: true },
  }

  static override styles = [controls, chartStyles]

  /** Null before anything is known. */
  declare picture: Picture | null
  /** Shared by the charts of a page; null: this one alone. */
  declare cursor: Cursor | null
  declare busy: boolean
  /** Whether its window can be another than it is. */
  declare zoomable: boolean
  /** What stands there when there is nothing to draw. */
  declare empty: string
  declare isTable: boolean
  declare page: number
  declare said: string
  declare marked: readonly [number, number] | null
  protected readonly follows = [] as const
  #box = createRef<HTMLElement>()
  #chart: TimeChart | undefined
  #isOpening = false
  #drawn: unknown[] = []
  #at: number | null = null
  #stops: (() => void)[] = []

  constructor() {
    super()
    this.picture = null
    this.cursor = null
    this.busy = false
    this.zoomable = true
    this.empty = ''
    this.isTable = false
    this.page = 0
    this.said = ''
    this.marked = null
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    for (const stop of this.#stops) stop()
    this.#stops = []
    this.#chart?.dispose()
    this.#chart = undefined
    this.#drawn = []
  }

  override render(): TemplateResult {
    const { picture } = this
    const { text } = this.desk
    const hasPoints = picture?.lines.some(({ points }) => points.length > 0) ?? false
    return html`
      <div class="frame" ?aria-busy=${this.busy}>
        ${this.busy ? html`<div class="busy"></div>` : nothing}
        <div
          class="plot"
          .style=${`--rows:${picture === null ? 0 : rowsOf(picture)}`}
          tabindex="0"
          role="application"
          aria-label=${picture === null ? text('loading') : this.#summary(picture)}
          aria-description=${text('chart.keys')}
          ${ref(this.#box)}
        ></div>
        ${this.marked === null ? nothing : html`<div class="mark" .style=${`left:${this.marked[0]}px;width:${this.marked[1] - this.marked[0]}px`}></div>`}
        ${hasPoints || picture === null || this.busy ? nothing : html`<p class="none">${this.empty}</p>`}
      </div>
      <p class="hidden-visually" role="status">${this.said}</p>
      ${picture === null ? nothing : html`<div class="foot">${chartLegend(this.desk, picture)} ${this.#tools(picture)}</div>`}
      ${
        this.isTable && picture !== null
          ? chartTable(this.desk, picture, { page: this.page, go: (page) => (this.page = page) })
          : nothing
      }
    `
  }

  protected override updated(): void {
    if (!this.isConnected) return
    if (this.#stops.length === 0) this.#listen()
    void this.#draw()
  }

  #tools(picture: Picture): TemplateResult {
    const { text } = this.desk
    const button = (label: string, sign: string, act: () => void) =>
      html`<button class="tool" title=${label} aria-label=${label} @click=${act}>${sign}</button>`
    return html`<div class="row tools" role="group" aria-label=${text('chart.tools', { title: picture.title })}>
      ${
        this.zoomable
          ? html`${button(text('chart.in'), '+', () => this.#go(zoomed(picture, 0.5)))}
            ${button(text('chart.out'), '−', () => this.#go(zoomed(picture, 2)))}
            ${button(text('chart.whole'), '⤢', () => this.#go(null))}`
          : nothing
      }
      <button class="tool" aria-pressed=${this.isTable} @click=${() => this.#table()}>${text('chart.table')}</button>
      <button class="tool" @click=${() => this.#saveCsv(picture)}>CSV</button>
      <button class="tool" @click=${() => void this.#savePng(picture)}>PNG</button>
    </div>`
  }

  #summary(picture: Picture): string {
    const { text, format } = this.desk
    const lines = picture.lines.map(({ label, points, unit, decimals }) => {
      const values = points.flatMap(([, value]) => (value === null ? [] : [value]))
      if (values.length === 0) return text('chart.summary.none', { label })
      const figure = (value: number) => format.number(value, decimals)
      const [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity])
      const last = values.at(-1) ?? 0
      return text('chart.summary', { label, low: figure(low), high: figure(high), last: figure(last), unit })
    })
    return [picture.title, ...lines].join(' · ')
  }

  #listen(): void {
    const box = this.#box.value
    if (box === undefined) return
    const { cursor } = this
    this.#stops = [
      listenToHands(box, {
        timeAt: (x) => this.#chart?.timeAt(x) ?? null,
        window: () => ({ from: this.picture?.from ?? 0, to: this.picture?.to ?? 1 }),
        go: (window) => this.#go(window),
        step: (by) => this.#step(by),
        leave: () => this.#point(null, true),
        table: () => this.#table(),
        mark: (span) => {
          this.marked = span
        },
      }),
    ]
    if (cursor !== null) this.#stops.push(cursor.follow(this, (at) => this.#point(at, false)))
  }

  #go(window: Window | null): void {
    if (!this.zoomable) return
    this.dispatchEvent(new CustomEvent<Window | null>('window', { detail: window, bubbles: true, composed: true }))
  }

  #step(by: number): void {
    if (this.picture === null) return
    const times = timesOf(this.picture)
    const at = Number.isFinite(by) ? stepFrom(times, this.#at, by) : times.at(by > 0 ? -1 : 0)
    if (at === null || at === undefined) return
    this.#point(at, true)
    this.said = wordsAt(this.picture, at, this.#words).join(', ')
  }

  /** Shows a time, and tells the other charts of the page if it is from here. */
  #point(at: number | null, isOwn: boolean): void {
    this.#at = at
    this.#chart?.show(at)
    if (isOwn) this.cursor?.tell(at, this)
  }

  #table(): void {
    this.isTable = !this.isTable
    this.page = 0
  }

  #saveCsv(picture: Picture): void {
    const { text } = this.desk
    const content = csvOf(picture, { time: text('history.time'), flag: text('station.quality') })
    saveFile(fileNameOf(picture.title, picture.to, 'csv'), new Blob([content], { type: 'text/csv;charset=utf-8' }))
  }

  async #savePng(picture: Picture): Promise<void> {
    if (this.#chart === undefined) return
    const { format } = this.desk
    const tokens = getComputedStyle(this)
    const span = `${format.dateTime(picture.from)} – ${format.dateTime(picture.to)}`
    const blob = await pngOf(this.#chart.picture(SCALE), {
      title: `${picture.title} · ${span}`,
      notes: picture.lines.map(({ label, unit }) => (unit === '' ? label : `${label} (${unit})`)),
      scale: SCALE,
      ink: tokens.getPropertyValue('--ink').trim(),
      paper: tokens.getPropertyValue('--panel').trim(),
    })
    saveFile(fileNameOf(picture.title, picture.to, 'png'), blob)
  }

  get #words() {
    const { text, format } = this.desk
    const flag = (code: number) => flagWords(code, text)
    return { format, flag, bandName: (kind: string) => text.of('chart.band', kind, kind), ...UNDRAWN }
  }

  async #draw(): Promise<void> {
    const { picture } = this
    const box = this.#box.value
    if (picture === null || box === undefined) return
    if (this.#chart === undefined) {
      if (this.#isOpening) return
      this.#isOpening = true
      const { openTimeChart } = await import('./time-chart.ts')
      this.#isOpening = false
      if (!this.isConnected || this.#chart !== undefined) return
      this.#chart = openTimeChart(box, {
        onCursor: (at) => {
          this.#at = at
          this.cursor?.tell(at, this)
        },
        onResize: () => {
          this.#drawn = []
          this.requestUpdate()
        },
      })
      return void this.#draw()
    }
    const { settings } = this.desk
    const drawn = [picture, settings.language, settings.theme]
    if (drawn.every((part, i) => part === this.#drawn[i])) return
    this.#drawn = drawn
    if (this.page * ROWS >= timesOf(picture).length) this.page = 0
    this.#chart.draw(picture, this.#words)
    if (this.#at !== null) this.#chart.show(this.#at)
  }
}

/** What words need nothing of. */
const UNDRAWN = { paint: () => '', size: 0, width: 0 }

customElements.define('chart-view', ChartView)
