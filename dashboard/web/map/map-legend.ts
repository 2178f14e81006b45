import { html, nothing, svg, type PropertyDeclarations, type TemplateResult } from 'lit'
import { WORST_FIRST } from '../alarms/order.ts'
import { markStyles, severityMark } from '../alarms/severity-mark.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { toggled } from '../comma-list.ts'
import { LEVEL_DASHES, levelWidth } from './level-line.ts'
import { legendStyles } from './legend-style.ts'
import { fillable, flowsOf, isOfRivers, isOfRoads, layersOf, type Flow, type LayerChoice } from './layers.ts'
import { shapePath } from './shapes.ts'

/** What the marks of the map mean, always to be seen; its buttons switch the layers. */
export class MapLegend extends DeskElement {
  static override properties: PropertyDeclarations = { choice: { attribute: false }, still: { type: Boolean } }

  static override styles = [controls, markStyles, legendStyles()]

  /** What is drawn; null: what the address says. */
  declare choice: LayerChoice | null
  /** Nothing can be pressed: of a wall. */
  declare still: boolean
  protected readonly follows = ['stations', 'route'] as const

  constructor() {
    super()
    this.choice = null
    this.still = false
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const choice = this.choice ?? layersOf((name) => this.desk.route.param(name))
    const circle = shapePath('circle')
    return html`${this.#kinds(choice.hidden)} ${this.still ? nothing : this.#switches(choice)}
        <div class="looks">
          <span><svg class="shape" viewBox="0 0 24 24">${svg`<path d=${circle}></path>`}</svg>${text('look.plain')}</span>
          <span><svg class="shape hollow" viewBox="0 0 24 24">${svg`<path d=${circle}></path>`}</svg>${text('look.hollow')}</span>
          <span><svg class="shape hollow" viewBox="0 0 24 24">${svg`<path d=${circle}></path><path class="slash" d="M2 22 22 2"></path>`}</svg>${text('look.slashed')}</span>
          <span><i class="cluster">12</i>${text('legend.cluster')}</span>
        </div>
        <div class="severities">
          ${WORST_FIRST.map((severity) => html`<span>${severityMark(severity)}${text.of('severity', severity, severity)}</span>`)}
        </div>
        ${choice.fill === null ? nothing : this.#fill(choice.fill)} ${[...choice.flows].map((flow) => this.#flow(flow))}`
  }

  #switches({ fill, flows }: LayerChoice): TemplateResult {
    const { text, city, route } = this.desk
    return html`<div class="kinds">
      <label
        >${text('fill.title')}
        <select @change=${(event: Event) => route.patch({ fill: (event.target as HTMLSelectElement).value })}>
          <option value="" ?selected=${fill === null}>${text('fill.none')}</option>
          ${fillable(city).map(({ id, label, index }) => html`<option value=${id} ?selected=${fill === id}>${this.name(index?.label ?? label)} (${this.name(label)})</option>`)}
        </select></label
      >
      <span role="group" aria-label=${text('flow.title')} class="kinds">
        ${flowsOf(city).map(
          (flow) => html`<button
            class="plain switch"
            aria-pressed=${flows.has(flow)}
            @click=${() => route.patch({ flow: toggled(route.param('flow'), flow) })}
          >
            <i class="tick" aria-hidden="true">${flows.has(flow) ? '☑' : '☐'}</i>${text.of('flow', flow, flow)}
          </button>`,
        )}
      </span>
    </div>`
  }

  /** Colours of an index stand here and on the districts, and nowhere else. */
  #fill(fill: string): TemplateResult | typeof nothing {
    const index = this.desk.city.kind(fill)?.index
    if (index == null) return nothing
    return html`<div class="looks" role="group" aria-label=${this.name(index.label)}>
      <b>${this.name(index.label)}</b>
      ${index.levels.map(({ label, colour }) => html`<span><i class="swatch" .style=${`background:${colour}`}></i>${this.name(label)}</span>`)}
      <span><i class="swatch unknown"></i>${this.desk.text('fill.unknown')}</span>
    </div>`
  }

  #flow(flow: Flow): TemplateResult {
    const { text } = this.desk
    if (flow === 'plume')
      return html`<div class="looks"><b>${text('flow.plume')}</b><span>↑ ${text('flow.wind')}</span><span><i class="swatch dots"></i>${text('flow.reach')}</span></div>`
    return html`<div class="looks">
      <b>${text.of('flow', flow, flow)}</b>
      ${flow === 'river' ? html`<span>› › ${text('flow.way')}</span><span><i class="rails"></i>${text('flow.below')}</span>` : nothing}
      ${this.#levels(flow)}
    </div>`
  }

  #levels(flow: Flow): readonly TemplateResult[] {
    const { city, text } = this.desk
    const kind = city.facts?.kinds.find(flow === 'river' ? isOfRivers : isOfRoads)
    const line = (level: number, colour: string, word: string) => {
      const width = levelWidth(level)
      const dashes = (LEVEL_DASHES[level] ?? []).map((dash) => dash * width).join(' ')
      return html`<span
        ><svg class="line" viewBox="0 0 34 12" aria-hidden="true">
          ${svg`<path d="M1 6h32" stroke="var(--outline)" stroke-width=${width + 2}></path><path d="M1 6h32" stroke=${colour} stroke-width=${width} stroke-dasharray=${dashes}></path>`}</svg
        >${word}</span
      >`
    }
    return [
      ...(kind?.index?.levels ?? []).map(({ label, colour }, i) => line(i + 1, colour, this.name(label))),
      line(0, 'var(--data)', text('flow.unknown')),
    ]
  }

  #kinds(hidden: ReadonlySet<string>): TemplateResult {
    const { text, city, route } = this.desk
    const counts = new Map<string, number>()
    for (const { kind } of city.stations.values()) counts.set(kind, (counts.get(kind) ?? 0) + 1)
    return html`<div class="kinds" role="group" aria-label=${text('legend.kinds')}>
          ${(city.facts?.kinds ?? []).map(
            (kind, index) => html`<button
              class="plain"
              ?disabled=${this.still}
              aria-pressed=${!hidden.has(kind.id)}
              @click=${() => route.patch({ hide: toggled(route.param('hide'), kind.id) })}
            >
              <svg class="shape" viewBox="0 0 24 24" aria-hidden="true">${svg`<path d=${shapePath(kind.shape)}></path>`}</svg>
              <span class="name">${this.name(kind.label)}</span><span class="count">${counts.get(kind.id) ?? 0}</span>
              ${this.still ? nothing : html`<kbd>${index + 1}</kbd>`}
            </button>`,
          )}
        </div>`
  }
}

customElements.define('map-legend', MapLegend)
