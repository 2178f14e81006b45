import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { faultText } from '../alarms/step-dialog.ts'
import { ApiFailure } from '../api.ts'
import '../chart/chart-view.ts'
import type { Cursor } from '../chart/cursor.ts'
import { loadLine, type Loaded } from '../chart/load.ts'
import type { Picture } from '../chart/picture.ts'
import type { Span, Window } from '../chart/window.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { printedUnit } from '../text/unit.ts'
import { type LineGroup, type LineKey, limitsOf, lineParam, namesOf, valuesOf } from './lines.ts'

const REFRESH_MS = 30_000
const SETTLE_MS = 150

/** Lines of one unit on one axis. */
export class CompareChart extends DeskElement {
  static override properties: PropertyDeclarations = {
    group: { attribute: false },
    all: { attribute: false },
    window: { attribute: false },
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
      chart-view {
        --chart-height: 18rem;
      }
    `,
  ]

  declare group: LineGroup
  /** Of every chart of the page. */
  declare all: readonly LineKey[]
  declare window: Window & { readonly span: Span | null }
  declare cursor: Cursor
  /** By line. */
  declare loaded: ReadonlyMap<string, Loaded>
  declare fault: string | null
  declare busy: boolean
  protected readonly follows = ['clock', 'connection'] as const
  #asked = ''
  #askedAt = 0
  #shown: Window = { from: 0, to: 1 }
  #timer: ReturnType<typeof setTimeout> | undefined
  #picture: Picture | null = null
  #builtOf: unknown[] = []

  constructor() {
    super()
    this.loaded = new Map()
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
    const lines = this.#lines
    const key = `${lines} ${span ?? `${from} ${to}`}`
    const isNew = key !== this.#asked
    const isMoving = isNew && span === null && this.#asked.startsWith(`${lines} `)
    if (isNew || (span !== null && this.desk.city.now() - this.#askedAt > REFRESH_MS)) this.#ask(key, isMoving)
    this.#build()
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const { lines, unit } = this.group
    const title = valuesOf(lines, this.language).join(text('list.comma'))
    return html`
      <h2>${title} <small class="soft">${printedUnit(unit, text)}</small></h2>
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

  get #lines(): string {
    return this.group.lines.map(lineParam).join()
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
    const shown = this.#shown
    const { lines } = this.group
    const withRange = lines.length === 1
    const pixels = this.clientWidth || 800
    this.busy = true
    try {
      const all = await Promise.all(
        lines.map(async (line) => {
          const of = { station: line.station, value: line.value, everySeconds: line.entry.everySeconds }
          return [lineParam(line), await loadLine(api, of, shown, { pixels, withRange })] as const
        }),
      )
      if (key !== this.#asked) return
      this.loaded = new Map(all)
      this.fault = null
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      if (key === this.#asked) this.fault = faultText(text, error)
    } finally {
      if (key === this.#asked) this.busy = false
    }
  }

  #build(): void {
    const { language } = this
    const { lines, unit: code } = this.group
    const of = [this.loaded, this.#shown, language, this.#lines, this.all.length]
    if (of.every((part, i) => part === this.#builtOf[i])) return
    this.#builtOf = of
    const names = namesOf(lines, language, this.all)
    const unit = printedUnit(code, this.desk.text)
    this.#picture = {
      title: this.desk.text('compare.of', { names: names.join(this.desk.text('list.comma')) }),
      unit,
      decimals: Math.max(...lines.map(({ spec }) => spec.decimals)),
      ...this.#shown,
      lines: lines.map((line, i) => ({
        id: lineParam(line),
        label: names[i] ?? line.station,
        unit,
        decimals: line.spec.decimals,
        ...(this.loaded.get(lineParam(line)) ?? NOTHING),
      })),
      isBeside: this.all.length > 1,
      limits: limitsOf(lines, language),
      bands: [],
    }
  }
}

const NOTHING: Loaded = { points: [], intervalMs: 60_000, range: null }

customElements.define('compare-chart', CompareChart)
