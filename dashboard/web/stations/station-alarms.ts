import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { Alarm } from '../../../domain/alarm.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import { byUrgency, isWaiting } from '../alarms/order.ts'
import { markStyles, severityMark } from '../alarms/severity-mark.ts'
import { crossingOf } from '../alarms/words.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { partStyles } from './station-page-style.ts'
import { cityTime } from '../text/time.ts'

const MOST_PAST = 30

/** The alarms of a station, those that go on and those that are over. */
export class StationAlarms extends DeskElement {
  static override properties: PropertyDeclarations = { station: { attribute: false }, past: { attribute: false } }

  static override styles = [
    controls,
    markStyles,
    partStyles,
    css`
      .alarm {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 0.6rem;
        align-items: center;
        width: 100%;
        text-align: left;
        padding: 0.25rem 0;
        border-top: 1px solid var(--line);
        border-radius: 0;
      }
    `,
  ]

  declare station: StationEntry
  /** Newest first; null before they are known. */
  declare past: readonly Alarm[] | null
  protected readonly follows = ['alarms', 'clock', 'connection'] as const

  override render(): TemplateResult {
    const { text, city } = this.desk
    const open = [...city.alarms.values()].filter(({ station }) => station === this.station.id).toSorted(byUrgency)
    const { past } = this
    return html`
      <h2>${text('station.alarms')}</h2>
      ${open.length === 0 ? html`<p class="soft">${text('station.alarms.none')}</p>` : html`<ul>${open.map((alarm) => this.#alarm(alarm))}</ul>`}
      <h3>${text('stations.alarms.past')}</h3>
      ${
        past === null
          ? html`<p class="soft" role="status">${text(city.link.state === 'lost' ? 'stations.alarms.lost' : 'loading')}</p>`
          : past.length === 0
            ? html`<p class="soft">${text('alarms.none.over')}</p>`
            : html`<ul class="scroll" tabindex="0" aria-label=${text('stations.alarms.past')}>${past.slice(0, MOST_PAST).map((alarm) => this.#alarm(alarm))}</ul>`
      }
    `
  }

  #alarm(alarm: Alarm): TemplateResult {
    const { text, city, format, route } = this.desk
    const isOver = alarm.state === 'normal'
    const crossing = crossingOf(this.desk, alarm)
    return html`<li>
      <button class="plain alarm" @click=${() => route.go('/alarms', { alarm: alarm.id, station: this.station.id, ...(isOver && { state: 'normal' }) })}>
        ${severityMark(alarm.severity, isWaiting(alarm))}
        <span
          >${text.of('severity', alarm.severity, '')} · ${this.name(alarm.label)}${crossing === '' ? nothing : html`<br /><span class="soft small">${crossing}</span>`}</span
        >
        <span class="soft small">
          ${text.of('state', alarm.state, '')}<br />${isOver ? cityTime(this.desk, alarm.raisedAt, 'short') : format.span(city.shownAt() - alarm.raisedAt)}
        </span>
      </button>
    </li>`
  }
}

customElements.define('station-alarms', StationAlarms)
