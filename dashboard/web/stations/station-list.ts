import { VirtualizerController } from '@tanstack/lit-virtual'
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { StationEntry } from '../../../domain/wire.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import type { TextKey } from '../text/text.ts'
import { printedUnit } from '../text/unit.ts'
import { goOn, stationPath } from './address.ts'
import { LIST_ROW_REM, stationListStyles } from './list-style.ts'
import { type ListQuestion, type Sort, sortAfter } from './list-question.ts'

const COLUMNS: readonly (readonly [Sort, TextKey])[] = [
  ['name', 'stations.name'],
  ['kind', 'stations.kind'],
  ['district', 'stations.district'],
  ['status', 'stations.status'],
  ['age', 'stations.reading'],
  ['alarms', 'stations.alarms'],
]

/** Stations as rows, of which only the visible ones are in the document. */
export class StationList extends DeskElement {
  static override properties: PropertyDeclarations = {
    stations: { attribute: false },
    question: { attribute: false },
    alarms: { attribute: false },
    picked: { state: true },
  }

  static override styles = [controls, stationListStyles]

  /** In order. */
  declare stations: readonly StationEntry[]
  declare question: ListQuestion
  /** Open alarms of a station. */
  declare alarms: ReadonlyMap<string, number>
  /** Id of the row that keys act on. */
  declare picked: string | null
  protected readonly follows = ['stations', 'clock', 'connection'] as const
  #scroller = createRef<HTMLElement>()
  #rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
  #virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    getScrollElement: () => this.#scroller.value ?? null,
    count: 0,
    estimateSize: () => LIST_ROW_REM * this.#rem,
    overscan: 8,
    // The head stays above the rows.
    scrollMargin: 0,
  })

  constructor() {
    super()
    this.picked = null
  }

  override focus(): void {
    this.#scroller.value?.focus()
  }

  /** Picks the row so many places further. */
  move(by: number): void {
    const at = this.stations.findIndex(({ id }) => id === this.picked)
    const next = at === -1 ? 0 : Math.min(this.stations.length - 1, Math.max(0, at + by))
    this.picked = this.stations[next]?.id ?? null
    this.#virtual.getVirtualizer().scrollToIndex(next)
  }

  protected override willUpdate(): void {
    super.willUpdate()
    const virtualizer = this.#virtual.getVirtualizer()
    virtualizer.setOptions({ ...virtualizer.options, count: this.stations.length })
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const virtualizer = this.#virtual.getVirtualizer()
    const isPickedShown = this.picked !== null && this.stations.some(({ id }) => id === this.picked)
    return html`<div
      class="grid"
      role="grid"
      tabindex="0"
      aria-label=${text('stations.list')}
      aria-rowcount=${this.stations.length + 1}
      aria-activedescendant=${isPickedShown ? `row-${this.picked}` : nothing}
      ${ref(this.#scroller)}
    >
      <div role="row" aria-rowindex="1" class="row-of head">${COLUMNS.map(([sort, label]) => this.#head(sort, text(label)))}</div>
      <div role="rowgroup" class="space" .style=${`height:${virtualizer.getTotalSize()}px`}>
        ${virtualizer.getVirtualItems().map(({ index, start }) => {
          const station = this.stations[index]
          return station === undefined ? nothing : this.#row(station, index, start)
        })}
      </div>
    </div>`
  }

  #head(sort: Sort, label: string): TemplateResult {
    const { question } = this
    const isHere = question.sort === sort
    const order = isHere ? (question.isDown ? 'descending' : 'ascending') : 'none'
    return html`<span role="columnheader" aria-sort=${order}>
      <button class="plain" @click=${() => this.desk.route.patch({ sort: sortAfter(question, sort) })}>
        ${label}<span aria-hidden="true">${isHere ? (question.isDown ? ' ▼' : ' ▲') : ''}</span>
      </button>
    </span>`
  }

  #row(station: StationEntry, index: number, start: number): TemplateResult {
    const { city, text, route } = this.desk
    const { id, presence } = station
    const kind = city.kind(station.kind)
    const look = city.look(id)
    const alarms = this.alarms.get(id) ?? 0
    return html`<div
      role="row"
      id=${`row-${id}`}
      class="row-of station ${look}"
      aria-rowindex=${index + 2}
      aria-selected=${this.picked === id}
      .style=${`transform:translateY(${start}px)`}
      @click=${(event: MouseEvent) => this.#open(event, id)}
    >
      <span role="gridcell" class="name">
        <a href=${stationPath(id)} tabindex="-1" @click=${(event: MouseEvent) => goOn(event, () => route.go(stationPath(id)))}>${this.name(station.name)}</a>
        <code>${id}</code>
        ${station.simulated === true ? html`<span class="tag">${text('station.simulated')}</span>` : nothing}
      </span>
      <span role="gridcell">${kind === undefined ? station.kind : this.name(kind.label)}</span>
      <span role="gridcell">${city.label('districts', station.district, this.language)}</span>
      <span role="gridcell" class="status"><i aria-hidden="true"></i> ${text.of('presence', presence.state, presence.state)}</span>
      <span role="gridcell" class="reading">${this.#reading(station)}</span>
      <span role="gridcell" class=${alarms > 0 ? 'some' : 'soft'}>${alarms}</span>
    </div>`
  }

  /** The headline value with its age; struck out where it is stale. */
  #reading({ id, kind: of }: StationEntry): TemplateResult | string {
    const { city, format, text } = this.desk
    const kind = city.kind(of)
    const latest = city.latest.get(id)
    const spec = kind?.values[kind.headline]
    if (kind === undefined || latest === undefined || spec === undefined) return '–'
    const value = latest.values[kind.headline]
    const flag = latest.flags[kind.headline] ?? 1
    const figure = value === undefined ? '–' : format.number(value, spec.decimals)
    const unit = printedUnit(spec.unit, text)
    return html`<b class=${city.freshness(id)}>${flag === 1 ? figure : `[${figure}]`}</b> ${unit === '' ? html`<span class="soft small">${this.name(spec.label)}</span>` : unit}
      <span class="soft small">${text('ago', { span: format.span(city.shownAt() - latest.ts) })}</span>`
  }

  #open(event: MouseEvent, id: string): void {
    this.picked = id
    if (!event.defaultPrevented) goOn(event, () => this.desk.route.go(stationPath(id)))
  }
}

customElements.define('station-list', StationList)
