import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { isAside } from '../../../domain/alarm.ts'
import { nameIn } from '../../../domain/label.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import '../alarms/alarm-detail.ts'
import '../alarms/alarm-list.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import '../station/station-panel.ts'
import './city-map.ts'
import { layersOf } from './layers.ts'
import './map-legend.ts'
import { isWithin, type Bounds } from './plane.ts'
import './simple-map.ts'
import './station-rows.ts'

/** The map with the lists of what it shows beside it, each the other's equal. */
export class MapPage extends DeskElement {
  static override properties: PropertyDeclarations = { view: { state: true }, hasMap: { state: true } }

  static override styles = [controls, pageStyles()]

  /** What the map shows; null before it has said. */
  declare view: Bounds | null
  declare hasMap: boolean
  protected readonly follows = ['stations', 'alarms', 'route', 'connection'] as const

  constructor() {
    super()
    this.view = null
    this.hasMap = true
  }

  override render(): TemplateResult {
    const { text, route } = this.desk
    const [alarm, station] = [route.param('alarm'), route.param('station')]
    const onView = (event: CustomEvent<Bounds>) => (this.view = event.detail)
    return html`
      <h1 class="hidden-visually">${text('nav.map')}</h1>
      <div class="map ${alarm === null && station === null ? '' : 'has-panel'}">
        <button class="skip" @click=${this.#toList}>${text('map.skip')}</button>
        ${
          this.hasMap
            ? html`<city-map .desk=${this.desk} .addressed=${true} @view=${onView} @no-map=${() => (this.hasMap = false)}></city-map>`
            : html`<simple-map .desk=${this.desk} .why=${'map.nowebgl'} @view=${onView}></simple-map>`
        }
        <map-legend .desk=${this.desk}></map-legend>
        ${
          alarm !== null
            ? html`<alarm-detail class="panel" .desk=${this.desk} .alarm=${alarm}></alarm-detail>`
            : station !== null
              ? html`<station-panel class="panel" .desk=${this.desk} .station=${station}></station-panel>`
              : nothing
        }
      </div>
      ${this.#lists()}
    `
  }

  #lists(): TemplateResult {
    const { text, route, city } = this.desk
    const tab = route.param('list') === 'alarms' ? 'alarms' : 'stations'
    const inView = this.#inView()
    const ids = new Set(inView.map(({ id }) => id))
    const alarms = [...city.alarms.values()].filter((alarm) => ids.has(alarm.station) && !isAside(alarm.state))
    const word = route.param('text') ?? ''
    const found = word === '' ? inView : inView.filter((entry) => this.#words(entry).includes(word.toLowerCase()))
    const press = (name: string, label: string, count: number) =>
      html`<button aria-pressed=${tab === name} @click=${() => route.patch({ list: name === 'stations' ? null : name })}>${label} ${count}</button>`
    return html`<section class="list" aria-label=${text('map.list')}>
      <header>
        <div class="row">${press('stations', text('map.list'), inView.length)} ${press('alarms', text('map.list.alarms'), alarms.length)}</div>
        ${
          tab === 'alarms'
            ? nothing
            : html`<input
                name="find"
                type="search"
                .value=${word}
                placeholder=${text('map.find')}
                aria-label=${text('map.find')}
                @input=${(event: Event) => route.patch({ text: (event.target as HTMLInputElement).value })}
              />`
        }
      </header>
      ${
        tab === 'alarms'
          ? alarms.length === 0
            ? html`<p class="empty">${text('map.alarms.none')}</p>`
            : html`<alarm-list .desk=${this.desk} .alarms=${alarms} .flat=${true}></alarm-list>`
          : found.length === 0
            ? html`<p class="empty">${this.#noneWords(word)}</p>`
            : html`<station-rows .desk=${this.desk} .stations=${found}></station-rows>`
      }
    </section>`
  }

  #inView(): readonly StationEntry[] {
    const { city, route } = this.desk
    const { hidden } = layersOf((name) => route.param(name))
    const { view } = this
    return [...city.stations.values()].filter(
      ({ kind, lon, lat }) => !hidden.has(kind) && (view === null || isWithin(view, lon, lat)),
    )
  }

  #words({ id, name }: StationEntry): string {
    return `${id} ${nameIn('zh', name)} ${nameIn('en', name)}`.toLowerCase()
  }

  #noneWords(word: string): string {
    const { text, city, route } = this.desk
    if (city.stations.size === 0 && city.link.state === 'connecting') return text('loading')
    if (word !== '') return text('map.none.found', { text: word })
    const { hidden } = layersOf((name) => route.param(name))
    return text(city.facts?.kinds.every(({ id }) => hidden.has(id)) === true ? 'map.none.kinds' : 'map.none')
  }

  #toList(): void {
    const list = this.renderRoot.querySelector('station-rows, alarm-list')
    list?.shadowRoot?.querySelector<HTMLElement>('[tabindex]')?.focus()
  }
}

customElements.define('map-page', MapPage)

function pageStyles() {
  return css`
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(19rem, 26rem);
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
      z-index: 1;
    }
    /* Nothing that takes a key or a click lies below the panel. */
    .has-panel map-legend {
      padding-right: calc(31rem + 0.6rem);
    }
    .skip {
      position: absolute;
      left: 50%;
      top: 0.4rem;
      z-index: 2;
    }
    .skip:not(:focus-visible) {
      clip-path: inset(50%);
      width: 1px;
      height: 1px;
      overflow: hidden;
      min-height: 0;
      padding: 0;
    }
    .list {
      display: flex;
      flex-direction: column;
      min-height: 0;
      background: var(--panel);
      border-left: 1px solid var(--line-strong);
    }
    .list header {
      display: grid;
      gap: 0.4rem;
      padding: 0.5rem 0.6rem;
      border-bottom: 1px solid var(--line);
    }
    station-rows,
    alarm-list {
      flex: 1;
    }
    .empty {
      padding: 2rem 1rem;
      color: var(--soft);
    }
    @media (max-width: 48rem) {
      :host {
        grid-template-columns: 1fr;
        grid-template-rows: minmax(0, 1fr) minmax(0, 1fr);
      }
      map-legend {
        max-height: 7rem;
        overflow-y: auto;
      }
      .has-panel > :not(.panel) {
        visibility: hidden;
      }
    }
  `
}
