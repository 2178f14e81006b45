import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { StationEntry } from '../../../domain/wire.ts'
import { faultText } from '../alarms/step-dialog.ts'
import { ApiFailure, type KindFacts } from '../api.ts'
import type { HistoryChart } from '../chart/history-chart.ts'
import { everyFor, SPANS, withGaps, type Points, type Span } from '../chart/window.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { printedUnit } from '../text/unit.ts'

const REFRESH_MS = 30_000
const TABLE_ROWS = 60

interface Loaded {
  readonly key: string
  readonly from: number
  readonly to: number
  readonly points: Points
  readonly intervalMs: number
}

/** The past of one value of a station, as a chart and as a table. */
export class StationHistory extends DeskElement {
  static override properties: PropertyDeclarations = {
    station: { attribute: false },
    kind: { attribute: false },
    loaded: { state: true },
    fault: { state: true },
  }

  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      .bar {
        justify-content: space-between;
        margin-bottom: 0.3rem;
      }
      .spans {
        gap: 0;
      }
      .spans button {
        border-radius: 0;
        margin-left: -1px;
      }
      .chart {
        height: 13rem;
      }
      .none {
        position: absolute;
        inset: 35% 1rem auto;
        text-align: center;
        color: var(--soft);
      }
      .frame {
        position: relative;
      }
      .busy {
        height: 2px;
        background: var(--focus);
        position: absolute;
        inset: 0 0 auto;
      }
      table {
        border-collapse: collapse;
        width: 100%;
      }
      td,
      th {
        text-align: left;
        padding: 0.1rem 0.6rem 0.1rem 0;
        border-top: 1px solid var(--line);
        font-weight: 400;
      }
    `,
  ]

  declare station: StationEntry
  declare kind: KindFacts
  declare loaded: Loaded | null
  declare fault: string | null
  protected readonly follows = ['route', 'clock', 'connection'] as const
  #box = createRef<HTMLElement>()
  #chart: HistoryChart | undefined
  #opening = false
  #asked = ''
  #askedAt = 0
  #drawn = ''

  constructor() {
    super()
    this.loaded = null
    this.fault = null
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#chart?.dispose()
    this.#chart = undefined
    this.#drawn = ''
  }

  override render(): TemplateResult {
    const { text, route } = this.desk
    const value = this.#value
    const span = this.#span
    const isBusy = this.loaded?.key !== this.#key
    const isEmpty = this.loaded !== null && !isBusy && this.loaded.points.every((point) => point[1] === null)
    return html`
      <div class="row bar">
        <select aria-label=${text('history.value')} @change=${(event: Event) => route.patch({ value: (event.target as HTMLSelectElement).value })}>
          ${Object.entries(this.kind.values).map(
            ([name, spec]) => html`<option value=${name} ?selected=${name === value}>${this.name(spec.label)}</option>`,
          )}
        </select>
        <div class="row spans" role="group" aria-label=${text('history.span')}>
          ${Object.keys(SPANS).map(
            (name) =>
              html`<button aria-pressed=${name === span} @click=${() => route.patch({ span: name })}>${text.of('span', name, name)}</button>`,
          )}
        </div>
      </div>
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      <div class="frame">
        ${isBusy ? html`<div class="busy"></div>` : nothing}
        <div class="chart" ${ref(this.#box)}></div>
        ${isEmpty ? html`<p class="none">${text('history.none')}</p>` : nothing}
      </div>
      ${this.#table()}
    `
  }

  protected override updated(): void {
    if (!this.isConnected) return
    if (this.#asked !== this.#key || this.desk.city.now() - this.#askedAt > REFRESH_MS) void this.#load()
    void this.#draw()
  }

  get #value(): string {
    const asked = this.desk.route.param('value')
    return asked !== null && asked in this.kind.values ? asked : this.kind.headline
  }

  get #span(): Span {
    const asked = this.desk.route.param('span')
    return asked !== null && asked in SPANS ? (asked as Span) : 'day'
  }

  get #key(): string {
    return `${this.station.id} ${this.#value} ${this.#span}`
  }

  async #load(): Promise<void> {
    const { api, city, text } = this.desk
    const key = this.#key
    this.#asked = key
    this.#askedAt = city.now()
    const to = city.now()
    const from = to - SPANS[this.#span] * 3_600_000
    const width = this.#box.value?.clientWidth ?? 400
    const every = everyFor((to - from) / 1000, width, this.station.everySeconds)
    const question = { station: this.station.id, value: this.#value, from: Math.floor(from), to: Math.ceil(to) }
    try {
      const answer = await api.series(
        every === null ? question : { ...question, every: every.every, aggregate: 'mean' },
      )
      if (key !== this.#key) return
      const intervalMs = (every?.seconds ?? this.station.everySeconds) * 1000
      this.loaded = { key, from, to, points: answer.points, intervalMs }
      this.fault = null
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(text, error)
    }
  }

  async #draw(): Promise<void> {
    const { loaded } = this
    const box = this.#box.value
    const spec = this.kind.values[this.#value]
    if (loaded === null || loaded.key !== this.#key || box === undefined || spec === undefined) return
    if (this.#chart === undefined) {
      if (this.#opening) return
      this.#opening = true
      const { openHistoryChart } = await import('../chart/history-chart.ts')
      this.#opening = false
      if (!this.isConnected) return
      this.#chart = openHistoryChart(box)
    }
    const { format, settings, text } = this.desk
    const drawn = `${loaded.key} ${loaded.to} ${settings.language} ${settings.theme}`
    if (drawn === this.#drawn) return
    this.#drawn = drawn
    const history = {
      name: this.name(spec.label),
      unit: printedUnit(spec.unit, text),
      decimals: spec.decimals,
      from: loaded.from,
      to: loaded.to,
      points: withGaps(loaded.points, loaded.intervalMs),
      limits: spec.limits ?? [],
      words: { suspect: text('flag.3'), fail: text('flag.4') },
    }
    this.#chart.draw(history, format, settings.language)
  }

  #table(): TemplateResult | typeof nothing {
    const { text, format } = this.desk
    const spec = this.kind.values[this.#value]
    const points = this.loaded?.key === this.#key ? this.loaded.points : []
    if (points.length === 0 || spec === undefined) return nothing
    const unit = printedUnit(spec.unit, text)
    return html`<details>
      <summary>${text('history.table')}</summary>
      <table>
        <thead><tr><th>${text('history.time')}</th><th>${this.name(spec.label)}${unit === '' ? '' : ` (${unit})`}</th><th>${text('station.quality')}</th></tr></thead>
        <tbody>
          ${points
            .slice(-TABLE_ROWS)
            .toReversed()
            .map(
              ([at, value, flag]) =>
                html`<tr><td>${format.dateTime(at)}</td><td>${value === null ? '–' : format.number(value, spec.decimals)}</td><td>${flag === 1 ? nothing : text.of('flag', String(flag), '')}</td></tr>`,
            )}
        </tbody>
      </table>
    </details>`
  }
}

customElements.define('station-history', StationHistory)
