import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { StationEntry } from '../../../domain/wire.ts'
import type { KindFacts } from '../api.ts'
import { createCursor, type Cursor } from '../chart/cursor.ts'
import { spanButtons, spanStyles } from '../chart/span-buttons.ts'
import type { Window } from '../chart/window.ts'
import { createWindowKeeper, type WindowKeeper } from '../chart/window-keeper.ts'
import { toggled } from '../comma-list.ts'
import { lineParam } from '../compare/lines.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { createStationBands, type StationBands } from '../station/station-bands.ts'
import '../station/station-chart.ts'
import '../station/station-live.ts'
import { goOn } from './address.ts'
import './station-acts.ts'
import './station-alarms.ts'
import './station-command.ts'
import './station-quality.ts'
import './station-registry.ts'
import { stationPageStyles } from './station-page-style.ts'

/** Values that are drawn when the address does not say. */
const DRAWN = 2

/** All of one station: now, before, how good, what it raised, what it can be told, and who did what with it. */
export class StationPage extends DeskElement {
  static override properties: PropertyDeclarations = { station: {}, acted: { state: true } }

  static override styles = [controls, spanStyles, stationPageStyles]

  /** Its id. */
  declare station: string
  /** Rises with each act on this page, so that the list of acts asks again. */
  declare acted: number
  protected readonly follows = ['route', 'stations', 'alarms', 'connection'] as const
  readonly #cursor: Cursor = createCursor()
  #keeper: WindowKeeper | undefined
  #bands: StationBands | undefined
  #wasLost = false

  constructor() {
    super()
    this.acted = 0
  }

  protected override willUpdate(): void {
    super.willUpdate()
    const isLost = this.desk.city.link.state === 'lost'
    // What was asked for in vain is asked for again.
    if (this.#wasLost && !isLost && this.#bands?.past(this.station) === null) this.#bands = undefined
    this.#wasLost = isLost
  }

  override render(): TemplateResult {
    const { city, text } = this.desk
    const entry = city.stations.get(this.station)
    const kind = entry === undefined ? undefined : city.kind(entry.kind)
    if (entry === undefined) {
      const isKnown = city.link.state !== 'connecting' && city.stations.size > 0
      return html`<p><button @click=${() => this.#back()}>← ${text('stations.title')}</button></p>
        <p role="status" class="empty">${text(isKnown ? 'station.unknown' : 'loading')}</p>`
    }
    return html`
      ${this.#head(entry, kind)}
      <div class="grid" @acted=${() => (this.acted += 1)}>
        <section aria-labelledby="now">
          <h2 id="now">${text('stations.now')}</h2>
          <station-live .desk=${this.desk} .station=${entry} wide></station-live>
        </section>
        <station-alarms .desk=${this.desk} .station=${entry} .past=${this.#source.past(entry.id)}></station-alarms>
        ${kind === undefined ? nothing : this.#history(entry, kind)}
        <station-quality .desk=${this.desk} .station=${entry}></station-quality>
        <station-command .desk=${this.desk} .station=${entry}></station-command>
        <station-registry .desk=${this.desk} .station=${entry}></station-registry>
        <station-acts .desk=${this.desk} .station=${entry.id} .acted=${this.acted}></station-acts>
      </div>
    `
  }

  get #source(): StationBands {
    this.#bands ??= createStationBands(this.desk, () => this.requestUpdate())
    return this.#bands
  }

  #head(entry: StationEntry, kind: KindFacts | undefined): TemplateResult {
    const { text, city } = this.desk
    const line = kind === undefined ? '' : lineParam({ station: entry.id, value: kind.headline })
    return html`<header>
      <div class="row">
        <button @click=${() => this.#back()}>← ${text('stations.title')}</button>
        <h1>${this.name(entry.name)}</h1>
        <code>${entry.id}</code>
        ${entry.simulated === true ? html`<span class="tag">${text('station.simulated')}</span>` : nothing}
      </div>
      <p class="soft">
        ${kind === undefined ? entry.kind : this.name(kind.label)} · ${city.label('districts', entry.district, this.language)} ·
        ${city.label('departments', entry.owner, this.language)}
      </p>
      <nav class="row" aria-label=${text('stations.elsewhere')}>
        ${this.#link('/', { station: entry.id }, text('stations.on.map'))}
        ${this.#link('/compare', { lines: line }, text('stations.to.compare'))}
        ${this.#link('/missing', { station: entry.id }, text('nav.missing'))}
        ${this.#link('/dead-letters', { station: entry.id }, text('nav.letters'))}
      </nav>
    </header>`
  }

  #link(path: string, params: Readonly<Record<string, string>>, label: string): TemplateResult {
    const href = `${path}?${new URLSearchParams(params).toString()}`
    return html`<a href=${href} @click=${(event: MouseEvent) => goOn(event, () => this.desk.route.go(path, params))}>${label}</a>`
  }

  #history(entry: StationEntry, kind: KindFacts): TemplateResult {
    const { desk } = this
    const { text, route, city } = desk
    this.#keeper ??= createWindowKeeper(route, () => this.requestUpdate())
    const keeper = this.#keeper
    const window = keeper.get(city.now())
    const values = this.#values(kind)
    const bands = this.#source.of(entry)
    return html`<section class="wide" aria-labelledby="history">
      <div class="row bar">
        <h2 id="history">${text('stations.history')}</h2>
        ${spanButtons(desk, window.span, keeper)}
      </div>
      <div class="row values" role="group" aria-label=${text('history.value')}>
        ${Object.entries(kind.values).map(
          ([name, spec]) => html`<button
            aria-pressed=${values.includes(name)}
            @click=${() => route.patch({ values: toggled(values.join(','), name) ?? '' })}
          >
            ${this.name(spec.label)}
          </button>`,
        )}
      </div>
      <p class="soft small">${text('chart.hint')}</p>
      <div class="charts">
        ${values.map(
          (value) => html`<figure>
            <figcaption>${this.name(kind.values[value]?.label ?? value)}</figcaption>
            <station-chart
              .desk=${desk}
              .station=${entry}
              .kind=${kind}
              .value=${value}
              .window=${window}
              .bands=${bands}
              .cursor=${this.#cursor}
              @window=${(event: CustomEvent<Window | null>) => keeper.go(event.detail)}
            ></station-chart>
          </figure>`,
        )}
      </div>
    </section>`
  }

  #values(kind: KindFacts): readonly string[] {
    const names = Object.keys(kind.values)
    const asked = (this.desk.route.param('values') ?? '').split(',').filter((name) => names.includes(name))
    if (asked.length > 0) return asked
    return [kind.headline, ...names.filter((name) => name !== kind.headline)].slice(0, DRAWN)
  }

  #back(): void {
    this.dispatchEvent(new Event('back'))
  }
}

customElements.define('station-page', StationPage)
