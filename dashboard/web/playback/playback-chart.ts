import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { ValueSpec } from '../../../domain/kind.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import { faultText } from '../alarms/step-dialog.ts'
import { ApiFailure } from '../api.ts'
import type { HistoryChart } from '../chart/history-chart.ts'
import { everyFor, withGaps, type Points } from '../chart/window.ts'
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
    points: { state: true },
    fault: { state: true },
  }

  static override styles = [controls, chartStyles()]

  declare station: StationEntry
  declare value: string
  declare span: Span
  declare at: number
  /** Of its index at that time, in words. */
  declare level: string
  declare points: Points | null
  declare fault: string | null
  protected readonly follows = [] as const
  #box = createRef<HTMLElement>()
  #veil = createRef<HTMLElement>()
  #chart: HistoryChart | undefined
  #isOpening = false
  #asked = ''
  #drawn: unknown[] = []
  #intervalMs = 60_000

  constructor() {
    super()
    this.level = ''
    this.points = null
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
    const current = this.points?.findLast(([at, value]) => at <= this.at && value !== null)?.[1]
    const figure =
      spec === undefined || current == null ? '–' : `${this.desk.format.number(current, spec.decimals)} ${unit}`
    const isEmpty = this.points?.every(([, value]) => value === null) ?? false
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
    const every = everyFor((to - from) / 1000, this.clientWidth, this.station.everySeconds)
    try {
      const asked = {
        station: this.station.id,
        value: this.value,
        from,
        to,
        ...(every === null ? {} : { every: every.every }),
      }
      const { points } = await this.desk.api.series(asked)
      if (key !== this.#asked) return
      this.#intervalMs = (every?.seconds ?? this.station.everySeconds) * 1000
      this.points = points
      this.fault = null
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(this.desk.text, error)
    }
  }

  async #draw(): Promise<void> {
    const box = this.#box.value
    const spec = this.#spec
    if (box === undefined || spec === undefined || this.points === null) return
    const drawn = [this.points, this.language, this.desk.settings.theme]
    if (this.#chart !== undefined && drawn.every((one, i) => one === this.#drawn[i])) return
    if (this.#chart === undefined) {
      if (this.#isOpening) return
      this.#isOpening = true
      const { openHistoryChart } = await import('../chart/history-chart.ts').finally(() => (this.#isOpening = false))
      if (!this.isConnected) return
      this.#chart = openHistoryChart(box)
    }
    this.#drawn = drawn
    const { text, format } = this.desk
    const history = {
      name: this.name(spec.label),
      unit: printedUnit(spec.unit, text),
      decimals: spec.decimals,
      ...this.span,
      points: withGaps(this.points, this.#intervalMs),
      limits: [],
      words: { suspect: text('flag.3'), fail: text('flag.4') },
    }
    this.#chart.draw(history, format, this.language)
    this.#cover()
  }

  #cover(): void {
    const veil = this.#veil.value
    const x = this.#chart?.place(this.at)
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
      justify-content: space-between;
      gap: 0.6rem;
      font-size: 0.9rem;
      overflow-wrap: anywhere;
    }
    figcaption b {
      white-space: nowrap;
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
