import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { StationEntry } from '../../../domain/wire.ts'
import { byUrgency, isWaiting } from '../alarms/order.ts'
import { markStyles, severityMark } from '../alarms/severity-mark.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { goOn, stationPath } from '../stations/address.ts'
import './station-history.ts'
import './station-live.ts'

/** One station: whether it is there, what it reads and how far that can be trusted, its past and its alarms. */
export class StationPanel extends DeskElement {
  static override properties: PropertyDeclarations = { station: {} }

  static override styles = [controls, markStyles, panelStyles()]

  /** Id of the station. */
  declare station: string
  protected readonly follows = ['stations', 'alarms', 'clock', 'connection', 'route'] as const

  override render(): TemplateResult {
    const { text, city, route } = this.desk
    const entry = city.stations.get(this.station)
    return html`
      <header class="row">
        <h2>${entry === undefined ? text('station.title') : this.name(entry.name)}</h2>
        <button class="plain" aria-label=${text('do.close')} @click=${() => route.patch({ station: null })}>✕</button>
      </header>
      ${entry === undefined ? html`<p class="soft">${text(city.stations.size === 0 ? 'loading' : 'station.unknown')}</p>` : this.#body(entry)}
    `
  }

  #body(entry: StationEntry): TemplateResult {
    const { city, text, route } = this.desk
    const kind = city.kind(entry.kind)
    return html`
      <p class="soft">
        ${kind === undefined ? entry.kind : this.name(kind.label)} · ${city.label('districts', entry.district, this.language)} ·
        ${city.label('departments', entry.owner, this.language)} · <code>${entry.id}</code>
        ${entry.simulated === true ? html`<span class="tag">${text('station.simulated')}</span>` : nothing}
      </p>
      <station-live .desk=${this.desk} .station=${entry}></station-live>
      ${kind === undefined || entry.locked !== undefined ? nothing : html`<station-history .desk=${this.desk} .station=${entry} .kind=${kind}></station-history>`}
      <p>
        <a href=${stationPath(entry.id)} @click=${(event: MouseEvent) => goOn(event, () => route.go(stationPath(entry.id)))}>${text('station.page')}</a>
      </p>
      ${this.#alarms(entry)}
    `
  }

  #alarms(entry: StationEntry): TemplateResult {
    const { text, city, format, route } = this.desk
    const alarms = [...city.alarms.values()].filter((alarm) => alarm.station === entry.id).toSorted(byUrgency)
    return html`<section>
      <h3>${text('station.alarms')}</h3>
      ${alarms.length === 0 ? html`<p class="soft">${text('station.alarms.none')}</p>` : nothing}
      <ul>
        ${alarms.map(
          (alarm) => html`<li>
            <button class="plain alarm" @click=${() => route.patch({ alarm: alarm.id })}>
              ${severityMark(alarm.severity, isWaiting(alarm))}
              <span>${text.of('severity', alarm.severity, '')} · ${this.name(alarm.label)}</span>
              <span class="soft">${text.of('state', alarm.state, '')} · ${format.span(city.shownAt() - alarm.raisedAt)}</span>
            </button>
          </li>`,
        )}
      </ul>
    </section>`
  }
}

customElements.define('station-panel', StationPanel)

function panelStyles() {
  return css`
    :host {
      display: flex;
      flex-direction: column;
      gap: 0.5rem;
      padding: 0.4rem 0.9rem 1.5rem;
      overflow-y: auto;
    }
    header {
      justify-content: space-between;
      flex-wrap: nowrap;
    }
    code {
      font-family: var(--mono);
      font-size: 0.86rem;
    }
    .tag {
      border: 1px dashed var(--line-strong);
      border-radius: 0.2rem;
      padding: 0 0.3rem;
    }
    .alarm {
      display: flex;
      gap: 0.6rem;
      align-items: center;
      width: 100%;
      text-align: left;
      flex-wrap: wrap;
      padding: 0.3rem 0;
    }
  `
}
