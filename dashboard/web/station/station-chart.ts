import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { StationEntry } from '../../../domain/wire.ts'
import { faultText } from '../alarms/step-dialog.ts'
import { ApiFailure, type KindFacts } from '../api.ts'
import { bandsIn } from '../chart/bands.ts'
import '../chart/chart-view.ts'
import type { Cursor } from '../chart/cursor.ts'
import { loadLine, type Loaded } from '../chart/load.ts'
import type { Band, Picture } from '../chart/picture.ts'
import { gapsIn, type Span, type Window } from '../chart/window.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { printedUnit } from '../text/unit.ts'

const REFRESH_MS = 30_000
/** A window that is being moved is asked for where it stops. */
const SETTLE_MS = 150

/** The past of one value of a station, with what happened meanwhile. */
export class StationChart extends DeskElement {
  static override properties: PropertyDeclarations = {
    station: { attribute: false },
    kind: { attribute: false },
    value: {},
    window: { attribute: false },
    bands: { attribute: false },
    cursor: { attribute: false },
    loaded: { state: true },
    fault: { state: true },
    busy: { state: true },
  }

  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
    `,
  ]

  declare station: StationEntry
  declare kind: KindFacts
  declare value: string
  /** Where it has a span, the window goes along with the time. */
  declare window: Window & { readonly span: Span | null }
  declare bands: readonly Band[]
  declare cursor: Cursor | null
  declare loaded: (Loaded & { readonly of: string }) | null
  declare fault: string | null
  declare busy: boolean
  protected readonly follows = ['clock', 'connection'] as const
  #asked = ''
  #askedAt = 0
  #shown: Window = { from: 0, to: 1 }
  #timer: ReturnType<typeof setTimeout> | undefined
  #picture: Picture | null = null
  #drawnOf: unknown[] = []

  constructor() {
    super()
    this.bands = []
    this.cursor = null
    this.loaded = null
    this.fault = null
    this.busy = false
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
    this.#asked = ''
  }

  protected override willUpdate(): void {
    super.willUpdate()
    const { span, from, to } = this.window
    const key = `${this.#of} ${span ?? `${from} ${to}`}`
    const isNew = key !== this.#asked
    const isOld = span !== null && this.desk.city.now() - this.#askedAt > REFRESH_MS
    if (isNew || isOld) this.#ask(key, isNew && span === null && this.loaded?.of === this.#of)
    this.#build()
  }

  override render(): TemplateResult {
    const { text } = this.desk
    return html`
      ${
        this.fault === null
          ? nothing
          : html`<p class="fault" role="alert">${this.fault} <button @click=${() => this.#again()}>${text('do.again')}</button></p>`
      }
      <chart-view
        .desk=${this.desk}
        .picture=${this.#picture}
        .cursor=${this.cursor}
        .busy=${this.busy}
        .empty=${text('history.none')}
      ></chart-view>
    `
  }

  get #of(): string {
    return `${this.station.id} ${this.value}`
  }

  #again(): void {
    this.#asked = ''
    this.requestUpdate()
  }

  #ask(key: string, isMoving: boolean): void {
    const { from, to } = this.window
    this.#asked = key
    this.#askedAt = this.desk.city.now()
    this.#shown = { from, to }
    clearTimeout(this.#timer)
    if (isMoving) this.#timer = setTimeout(() => void this.#load(key), SETTLE_MS)
    else void this.#load(key)
  }

  async #load(key: string): Promise<void> {
    const { api, text } = this.desk
    const of = this.#of
    const shown = this.#shown
    const { id, everySeconds } = this.station
    this.busy = true
    try {
      const loaded = await loadLine(api, { station: id, value: this.value, everySeconds }, shown, {
        pixels: this.clientWidth || 400,
        withRange: true,
      })
      if (key !== this.#asked) return
      this.loaded = { ...loaded, of }
      this.fault = null
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      if (key === this.#asked) this.fault = faultText(text, error)
    } finally {
      if (key === this.#asked) this.busy = false
    }
  }

  /** The same picture until something of it changed: drawing it anew takes the cursor away. */
  #build(): void {
    const { language } = this
    const of = [this.loaded, this.#shown, this.bands, language, this.value, this.station.id]
    if (of.every((part, i) => part === this.#drawnOf[i])) return
    this.#drawnOf = of
    const spec = this.kind.values[this.value]
    const { text, city } = this.desk
    if (spec === undefined) {
      this.#picture = null
      return
    }
    const isOurs = this.loaded?.of === this.#of
    const { points, intervalMs, range } = isOurs && this.loaded !== null ? this.loaded : NOTHING
    const unit = printedUnit(spec.unit, text)
    const label = this.name(spec.label)
    const gaps = gapsIn(points, intervalMs, this.#shown, city.shownAt())
    this.#picture = {
      title: `${this.name(this.station.name)} · ${label}`,
      unit,
      decimals: spec.decimals,
      ...this.#shown,
      lines: [{ id: this.#of, label, unit, decimals: spec.decimals, points, intervalMs, range }],
      limits: (spec.limits ?? []).map((limit) => ({ at: limit.at, label: this.name(limit.label) })),
      bands: [
        ...bandsIn(this.bands, this.#shown).map((band) => this.#own(band)),
        ...gaps.map((gap): Band => ({ ...gap, kind: 'gap', label: '' })),
      ],
    }
  }

  /** An alarm of another value is told of, not drawn behind this one. */
  #own(band: Band): Band {
    const { value = null } = band
    return value === null || value === this.value ? band : { ...band, isAside: true }
  }
}

const NOTHING: Loaded = { points: [], intervalMs: 60_000, range: null }

customElements.define('station-chart', StationChart)
