import { css, html, svg, type TemplateResult } from 'lit'
import { WORST_FIRST } from '../alarms/order.ts'
import { markStyles, severityMark } from '../alarms/severity-mark.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { toggled } from '../comma-list.ts'
import { shapePath } from '../map/shapes.ts'

/** What the marks of the map mean; its kinds switch their layer. */
export class MapLegend extends DeskElement {
  static override styles = [
    controls,
    markStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 0.1rem 1.2rem;
        padding: 0.3rem 0.6rem;
        background: var(--panel);
        border-top: 1px solid var(--line);
        font-size: 0.9rem;
      }
      .kinds {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.2rem;
      }
      button {
        display: flex;
        gap: 0.35rem;
        align-items: center;
        min-height: 1.8rem;
        padding: 0.1rem 0.3rem;
      }
      button[aria-pressed='true'] {
        background: none;
        color: inherit;
      }
      button[aria-pressed='false'] .name {
        text-decoration: line-through;
        color: var(--soft);
      }
      .count {
        color: var(--soft);
      }
      .shape {
        width: 1.2rem;
        height: 1.2rem;
        flex: none;
        overflow: visible;
      }
      .shape path {
        fill: var(--data);
        stroke: var(--outline);
        stroke-width: 1.3;
      }
      .shape.hollow path:first-child {
        fill: none;
        stroke: var(--data);
        stroke-width: 2.2;
      }
      .shape .slash {
        stroke: var(--ink);
        stroke-width: 2.6;
      }
      .looks,
      .severities {
        display: flex;
        flex-wrap: wrap;
        gap: 0.2rem 0.8rem;
      }
      .looks span,
      .severities span {
        display: flex;
        align-items: center;
        gap: 0.3rem;
      }
      .severities .mark {
        width: 1.2rem;
        height: 1.2rem;
      }
    `,
  ]

  protected readonly follows = ['stations', 'route'] as const

  override render(): TemplateResult {
    const { text, city, route } = this.desk
    const hidden = new Set((route.param('hide') ?? '').split(','))
    const counts = new Map<string, number>()
    for (const { kind } of city.stations.values()) counts.set(kind, (counts.get(kind) ?? 0) + 1)
    const circle = shapePath('circle')
    return html`<div class="kinds" role="group" aria-label=${text('legend.kinds')}>
          ${(city.facts?.kinds ?? []).map(
            (kind, index) => html`<button
              class="plain"
              aria-pressed=${!hidden.has(kind.id)}
              @click=${() => route.patch({ hide: toggled(route.param('hide'), kind.id) })}
            >
              <svg class="shape" viewBox="0 0 24 24" aria-hidden="true">${svg`<path d=${shapePath(kind.shape)}></path>`}</svg>
              <span class="name">${this.name(kind.label)}</span><span class="count">${counts.get(kind.id) ?? 0}</span>
              <kbd>${index + 1}</kbd>
            </button>`,
          )}
        </div>
        <div class="looks">
          <span><svg class="shape" viewBox="0 0 24 24">${svg`<path d=${circle}></path>`}</svg>${text('look.plain')}</span>
          <span><svg class="shape hollow" viewBox="0 0 24 24">${svg`<path d=${circle}></path>`}</svg>${text('look.hollow')}</span>
          <span><svg class="shape hollow" viewBox="0 0 24 24">${svg`<path d=${circle}></path><path class="slash" d="M2 22 22 2"></path>`}</svg>${text('look.slashed')}</span>
        </div>
        <div class="severities">
          ${WORST_FIRST.map((severity) => html`<span>${severityMark(severity)}${text.of('severity', severity, severity)}</span>`)}
        </div>`
  }
}

customElements.define('map-legend', MapLegend)
