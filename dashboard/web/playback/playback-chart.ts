import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { ValueSpec } from '../../../domain/kind.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { type Loaded, loadLine } from '../chart/load.ts'
import type { TimeChart } from '../chart/time-chart.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { printedUnit } from '../text/unit.ts'
import type { Span } from './question.ts'

/** One value over the span; what was not known yet at the time of the clock lies under a veil. */
export class PlaybackChart extends DeskElement {
  static override properties: PropertyDeclarations = {
    station: { attribute: false },
    value: {},
    span: { attribute: false },
    at: { type: Number },
    level: {},
    loaded: { state: true },
    fault: { state: true },
  }

  static override styles = [controls, chartStyles()]

  declare station: StationEntry
  declare value: string
  declare span: Span
  declare at: number
  /** Of its index at that time, in words. */
  declare level: string
  declare loaded: Loaded | null
  declare fault: string | null
  protected readonly follows = [] as const
  #box = createRef<HTMLElement>()
  #veil = createRef<HTMLElement>()
  #chart: TimeChart | undefined
  #isOpening = false
  #asked = ''
  #drawn: unknown[] = []

  constructor() {
    super()
    this.level = ''
    this.loaded = null
    this.fault = null
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#chart?.dispose()
    this.#chart = undefined
    this.#drawn = []
  }

  get #spec(): ValueSpec | undefined {
    return this.desk.city.kind(this.station.kind)?.values[this.value]
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const spec = this.#spec
    const unit = spec === undefined ? '' : printedUnit(spec.unit, text)
    const current = this.loaded?.points.findLast(([at, value]) => at <= this.at && value !== null)?.[1]
    const figure =
      spec === undefined || current == null ? '–' : `${this.desk.format.number(current, spec.decimals)} ${unit}`
    const isEmpty = this.loaded?.points.every(([, value]) => value === null) ?? false
    return html`<figure>
      <figcaption>
        <span>${this.name(this.station.name)} · ${spec === undefined ? this.value : this.name(spec.label)}</span>
        <b>${figure}${this.level === '' ? nothing : ` · ${this.level}`}</b>
      </figcaption>
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      <div class="frame">
        <div class="chart" ${ref(this.#box)}></div>
        <div class="veil" ${ref(this.#veil)}></div>
        ${isEmpty ? html`<p class="none">${text('history.none')}</p>` : nothing}
      </div>
    </figure>`
  }

  protected override updated(): void {
    if (!this.isConnected) return
    void this.#load()
    void this.#draw()
    this.#cover()
  }

  /** Once for the whole span, no finer than it can be seen. */
  async #load(): Promise<void> {
    const { from, to } = this.span
    const key = `${this.station.id} ${this.value} ${from} ${to}`
    if (key === this.#asked) return
    this.#asked = key
    try {
      const of = { station: this.station.id, value: this.value, everySeconds: this.station.everySeconds }
      const loaded = await loadLine(this.desk.api, of, { from, to }, { pixels: this.clientWidth, withRange: false })
      if (key !== this.#asked) return
      this.loaded = loaded
      this.fault = null
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(this.desk.text, error)
    }
  }

  async #draw(): Promise<void> {
    const box = this.#box.value
    const spec = this.#spec
    const { loaded } = this
    if (box === undefined || spec === undefined || loaded === null) return
    const drawn = [loaded, this.language, this.desk.settings.theme]
    if (this.#chart !== undefined && drawn.every((one, i) => one === this.#drawn[i])) return
    if (this.#chart === undefined) {
      if (this.#isOpening) return
      this.#isOpening = true
      const { openTimeChart } = await import('../chart/time-chart.ts').finally(() => (this.#isOpening = false))
      if (!this.isConnected) return
      this.#chart = openTimeChart(box, {
        onCursor: () => undefined,
        onResize: () => {
          this.#drawn = []
          this.requestUpdate()
        },
      })
    }
    this.#drawn = drawn
    const { text, format } = this.desk
    const label = this.name(spec.label)
    const about = { unit: printedUnit(spec.unit, text), decimals: spec.decimals }
    const line = { id: this.value, label, ...about, ...loaded }
    const picture = { title: label, ...about, ...this.span, lines: [line], limits: [], bands: [] }
    const flag = (one: number) => text.of('flag', String(one), '')
    this.#chart.draw(picture, { format, flag, bandName: (kind) => kind })
    this.#cover()
  }

  #cover(): void {
    const veil = this.#veil.value
    const x = this.loaded === null ? undefined : this.#chart?.placeOf(this.at)
    if (veil !== undefined) veil.style.left = x == null ? '100%' : `${x}px`
  }
}

customElements.define('playback-chart', PlaybackChart)

function chartStyles() {
  return css`
    :host {
      display: block;
      min-width: 0;
    }
    figure {
      margin: 0;
      display: grid;
      grid-template-rows: auto minmax(0, 1fr);
      height: 100%;
    }
    figcaption {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 0 0.6rem;
      font-size: 0.9rem;
      overflow-wrap: break-word;
    }
    .frame {
      position: relative;
      min-height: 8rem;
      overflow: hidden;
    }
    .chart {
      position: absolute;
      inset: 0.4rem 0 0;
    }
    .veil {
      position: absolute;
      inset: 0 0 0 100%;
      background: color-mix(in srgb, var(--panel) 72%, transparent);
      border-left: 2px solid var(--ink);
      pointer-events: none;
    }
    .none {
      position: absolute;
      inset: 40% 0 auto;
      text-align: center;
      color: var(--soft);
    }
  `
}
