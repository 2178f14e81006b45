import { css, html, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { StationEntry } from '../../../domain/wire.ts'
import type { KindFacts } from '../api.ts'
import { spanButtons, spanStyles } from '../chart/span-buttons.ts'
import { createWindowKeeper, type WindowKeeper } from '../chart/window-keeper.ts'
import type { Window } from '../chart/window.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { createStationBands, type StationBands } from './station-bands.ts'
import './station-chart.ts'

/** The past of one value of a station, to be chosen; the short form of its page. */
export class StationHistory extends DeskElement {
  static override properties: PropertyDeclarations = {
    station: { attribute: false },
    kind: { attribute: false },
  }

  static override styles = [
    controls,
    spanStyles,
    css`
      :host {
        display: block;
      }
      .bar {
        justify-content: space-between;
        margin-bottom: 0.3rem;
      }
    `,
  ]

  declare station: StationEntry
  declare kind: KindFacts
  protected readonly follows = ['route', 'alarms', 'connection'] as const
  #keeper: WindowKeeper | undefined
  #bands: StationBands | undefined

  override render(): TemplateResult {
    const { desk } = this
    const { text, route, city } = desk
    this.#keeper ??= createWindowKeeper(route, () => this.requestUpdate())
    this.#bands ??= createStationBands(desk, () => this.requestUpdate())
    const keeper = this.#keeper
    const window = keeper.get(city.now())
    const value = this.#value
    return html`
      <div class="row bar">
        <select aria-label=${text('history.value')} @change=${(event: Event) => route.patch({ value: (event.target as HTMLSelectElement).value })}>
          ${Object.entries(this.kind.values).map(
            ([name, spec]) => html`<option value=${name} ?selected=${name === value}>${this.name(spec.label)}</option>`,
          )}
        </select>
        ${spanButtons(desk, window.span, keeper)}
      </div>
      <station-chart
        .desk=${desk}
        .station=${this.station}
        .kind=${this.kind}
        .value=${value}
        .window=${window}
        .bands=${this.#bands.of(this.station)}
        @window=${(event: CustomEvent<Window | null>) => keeper.go(event.detail)}
      ></station-chart>
    `
  }

  get #value(): string {
    const asked = this.desk.route.param('value')
    return asked !== null && asked in this.kind.values ? asked : this.kind.headline
  }
}

customElements.define('station-history', StationHistory)
