import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { isAside } from '../../../domain/alarm.ts'
import '../alarms/alarm-detail.ts'
import '../alarms/alarm-list.ts'
import { isWaiting } from '../alarms/order.ts'
import { unitsOf } from '../alarms/rows.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { printedKey } from '../keys/key-map.ts'
import { textWithTimes } from '../text/time.ts'
import '../station/station-panel.ts'
import '../map/map-legend.ts'
import '../map/simple-map.ts'

/** A phone shows the list first: a map is a choice there, not a cost. */
const PHONE = window.matchMedia('(max-width: 48rem)')

/** The city at a glance: where, and what needs somebody. */
export class OverviewPage extends DeskElement {
  static override properties: PropertyDeclarations = { mapFault: { state: true } }

  static override styles = [controls, pageStyles()]

  /** Why there is no map; null while there is one. */
  declare mapFault: string | null
  protected readonly follows = ['alarms', 'route', 'connection', 'stations', 'sound'] as const

  constructor() {
    super()
    this.mapFault = null
  }

  readonly #onPhone = () => {
    this.#loadMap()
    this.requestUpdate()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    PHONE.addEventListener('change', this.#onPhone)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    PHONE.removeEventListener('change', this.#onPhone)
  }

  protected override updated(): void {
    this.#loadMap()
  }

  #isAsked = false

  /** A phone that shows the list does not load the map either. */
  #loadMap(): void {
    if (this.#isAsked || (PHONE.matches && this.desk.route.param('map') === null)) return
    this.#isAsked = true
    import('../map/city-map.ts').then(
      () => this.requestUpdate(),
      () => {
        this.mapFault = 'map.failed'
      },
    )
  }

  override render(): TemplateResult {
    const { route } = this.desk
    const station = route.param('station')
    const alarm = route.param('alarm')
    const isList = PHONE.matches && route.param('map') === null
    return html`
      <div class="map ${isList ? 'list-first' : ''} ${alarm === null && station === null ? '' : 'has-panel'}">
        ${
          isList
            ? nothing
            : this.mapFault === null
              ? html`<city-map .desk=${this.desk} .addressed=${true} @no-map=${this.#onNoMap}></city-map>
              <map-legend .desk=${this.desk}></map-legend>`
              : html`<simple-map .desk=${this.desk} .why=${this.mapFault}></simple-map>
              <map-legend .desk=${this.desk}></map-legend>`
        }
        ${
          alarm !== null
            ? html`<alarm-detail class="panel" .desk=${this.desk} .alarm=${alarm}></alarm-detail>`
            : station !== null
              ? html`<station-panel class="panel" .desk=${this.desk} .station=${station}></station-panel>`
              : nothing
        }
      </div>
      ${this.#alarms()}
    `
  }

  #alarms(): TemplateResult {
    const { text, city } = this.desk
    const open = [...city.alarms.values()].filter((alarm) => !isAside(alarm.state))
    const units = unitsOf(open, city.incidents)
    const waiting = units.filter(isWaiting).length
    const isKnown = city.link.state !== 'connecting'
    return html`<section class="list" aria-label=${text('list.label')}>
      <header class="row">
        <h1>${text('overview.alarms')}</h1>
        <span class="soft">${text('overview.counts', { waiting, open: units.length })}</span>
        <button class="to-map" @click=${() => this.desk.route.patch({ map: this.desk.route.param('map') === null ? '1' : null })}>
          ${text(this.desk.route.param('map') === null ? 'overview.map' : 'overview.list')}
        </button>
      </header>
      ${
        open.length > 0
          ? html`<alarm-list .desk=${this.desk} .alarms=${open}></alarm-list>`
          : html`<p class="empty">${isKnown ? textWithTimes(this.desk, this.#noneKey(), { times: { at: city.shownAt() }, how: 'time' }) : text('loading')}</p>`
      }
      <footer class="soft small">
        ${(['next', 'previous', 'open', 'ack', 'help'] as const).map((id) => this.#key(id))}
      </footer>
    </section>`
  }

  #key(id: 'next' | 'previous' | 'open' | 'ack' | 'help'): TemplateResult | typeof nothing {
    const { keys, text } = this.desk
    const [key] = keys.isOn ? keys.keysOf(id) : []
    return key === undefined ? nothing : html`<span><kbd>${printedKey(key)}</kbd> ${text(`keys.${id}`)}</span>`
  }

  /** Never promises a sound that would not come, nor news over a link that is lost. */
  #noneKey(): 'overview.none' | 'overview.none.lost' | 'overview.none.silent' {
    const { city, sound } = this.desk
    if (city.link.state === 'lost') return 'overview.none.lost'
    return sound.state === 'off' ? 'overview.none.silent' : 'overview.none'
  }

  #onNoMap(event: CustomEvent<string>): void {
    this.mapFault = event.detail
  }
}

customElements.define('overview-page', OverviewPage)

function pageStyles() {
  return css`
    :host {
      display: grid;
      grid-template-columns: minmax(0, 3fr) minmax(19rem, 2fr);
      min-height: 0;
    }
    .map {
      position: relative;
      display: grid;
      grid-template-rows: minmax(0, 1fr) auto;
      min-height: 0;
      overflow: hidden;
      background: var(--ground);
    }
    city-map,
    simple-map {
      grid-area: 1 / 1;
    }
    .panel {
      position: absolute;
      inset: 0 0 0 auto;
      width: min(31rem, 100%);
      background: var(--panel);
      border-left: 1px solid var(--line-strong);
      box-shadow: -0.3rem 0 0.8rem #0003;
    }
    /* Nothing that takes a key or a click lies below the panel. */
    .has-panel map-legend {
      padding-right: calc(31rem + 0.6rem);
    }
    .list {
      display: flex;
      flex-direction: column;
      min-height: 0;
      background: var(--panel);
      border-left: 1px solid var(--line-strong);
    }
    .list header {
      padding: 0.5rem 0.8rem;
      border-bottom: 1px solid var(--line);
      justify-content: space-between;
    }
    alarm-list {
      flex: 1;
    }
    .empty {
      padding: 2rem 1rem;
      color: var(--soft);
      flex: 1;
    }
    footer {
      display: flex;
      gap: 0.3rem 1rem;
      flex-wrap: wrap;
      padding: 0.4rem 0.8rem;
      border-top: 1px solid var(--line);
    }
    .to-map {
      display: none;
    }
    @media (max-width: 48rem) {
      :host {
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: minmax(0, 1fr) minmax(0, 1fr);
      }
      .list-first {
        display: none;
      }
      .has-panel {
        display: grid;
      }
      .map:is(.list-first, .has-panel) ~ .list,
      .has-panel {
        grid-row: 1 / -1;
      }
      .has-panel ~ .list {
        display: none;
      }
      .has-panel > :not(.panel) {
        visibility: hidden;
      }
      .panel {
        width: 100%;
        border-left: 0;
      }
      .to-map {
        display: block;
        min-height: 44px;
      }
      .list {
        border-left: 0;
      }
      footer {
        display: none;
      }
    }
  `
}
