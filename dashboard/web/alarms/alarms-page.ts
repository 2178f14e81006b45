import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { Alarm } from '../../../domain/alarm.ts'
import { visibleWord } from '../../../domain/visible.ts'
import { ApiFailure } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { toggled } from '../comma-list.ts'
import './alarm-detail.ts'
import './alarm-list.ts'
import { type AlarmFilter, filterOf, passes, WORST_FIRST } from './order.ts'
import { markStyles, severityMark } from './severity-mark.ts'
import { faultText } from './step-dialog.ts'
import { wordsOf } from './words.ts'

const TABS: readonly { readonly name: string; readonly states: string | null }[] = [
  { name: 'open', states: null },
  { name: 'waiting', states: 'unacknowledged,returned' },
  { name: 'shelved', states: 'shelved' },
  { name: 'suppressed', states: 'suppressed' },
  { name: 'out-of-service', states: 'out-of-service' },
  { name: 'over', states: 'normal' },
]

/** Every alarm, filtered as the address says. */
export class AlarmsPage extends DeskElement {
  static override properties: PropertyDeclarations = { past: { state: true }, fault: { state: true } }

  static override styles = [controls, markStyles, pageStyles()]

  declare past: readonly Alarm[]
  declare fault: string | null
  protected readonly follows = ['alarms', 'route', 'connection'] as const
  #pastAsked = ''

  constructor() {
    super()
    this.past = []
    this.fault = null
  }

  focusFilter(): void {
    this.renderRoot.querySelector<HTMLInputElement>('[name=text]')?.focus()
  }

  override render(): TemplateResult {
    const { text, route, city } = this.desk
    const filter = filterOf((name) => route.param(name))
    const isOver = filter.states.has('normal')
    if (isOver) this.#loadPast(filter)
    else this.#pastAsked = ''
    const all = [...city.alarms.values(), ...(isOver ? this.past : [])]
    const shown = all.filter((alarm) => passes(filter, alarm, () => wordsOf(this.desk, alarm)))
    const isOneCause = filter.rule !== null || filter.station !== null
    const inState = all.filter((alarm) => filter.states.has(alarm.state)).length
    const open = route.param('alarm')
    return html`
      ${this.#bar()}
      <p class="soft small sum" role="status">
        ${text('alarms.shown', { shown: shown.length, hidden: inState - shown.length })}
        ${inState > shown.length ? html`<button @click=${this.#clear}>${text('alarms.clear')}</button>` : nothing}
        ${isOneCause ? this.#only(filter) : nothing}
        ${this.fault === null || !isOver ? nothing : html`<span class="fault">${this.fault}</span>`}
      </p>
      <div class="body ${open === null ? '' : 'split'}">
        ${
          shown.length === 0
            ? html`<p class="empty">${text(inState > 0 || isOneCause ? 'alarms.none.filtered' : isOver ? 'alarms.none.over' : 'alarms.none')}</p>`
            : html`<alarm-list .desk=${this.desk} .alarms=${shown} .over=${isOver} .wide=${true}></alarm-list>`
        }
        ${open === null ? nothing : html`<alarm-detail .desk=${this.desk} .alarm=${open}></alarm-detail>`}
      </div>
    `
  }

  #bar(): TemplateResult {
    const { text, route, city } = this.desk
    const state = route.param('state')
    const chosen = new Set((route.param('severity') ?? '').split(','))
    return html`<div class="bar row" role="search">
      <div class="row tabs" role="group" aria-label=${text('alarms.tabs')}>
        ${TABS.map(
          ({ name, states }) =>
            html`<button aria-pressed=${state === states} @click=${() => route.patch({ state: states, alarm: null })}>${text.of('tab', name, name)}</button>`,
        )}
      </div>
      <div class="row" role="group" aria-label=${text('alarms.severities')}>
        ${WORST_FIRST.map(
          (severity) =>
            html`<button
              class="severity"
              aria-pressed=${chosen.has(severity)}
              @click=${() => route.patch({ severity: toggled(route.param('severity'), severity) })}
            >
              ${severityMark(severity)} ${text.of('severity', severity, severity)}
            </button>`,
        )}
      </div>
      <select aria-label=${text('alarms.district')} @change=${(event: Event) => route.patch({ district: (event.target as HTMLSelectElement).value })}>
        <option value="">${text('alarms.district.all')}</option>
        ${(city.facts?.districts ?? []).map(
          ({ id, label }) =>
            html`<option value=${id} ?selected=${id === route.param('district')}>${this.name(label)}</option>`,
        )}
      </select>
      <input
        name="text"
        type="search"
        placeholder=${text('alarms.text')}
        aria-label=${text('alarms.text')}
        .value=${route.param('text') ?? ''}
        @input=${(event: Event) => route.patch({ text: (event.target as HTMLInputElement).value })}
      />
    </div>`
  }

  /** That only one cause is shown, and the way out. */
  #only({ rule, station }: AlarmFilter): TemplateResult {
    const { text, route, city } = this.desk
    const entry = station === null ? undefined : city.stations.get(station)
    const place = entry === undefined ? (station ?? '') : this.name(entry.name)
    const what = [rule, place].filter(Boolean).map((word) => visibleWord(word ?? ''))
    return html`<button @click=${() => route.patch({ rule: null, station: null })}>
      ${text('alarms.only', { what: what.join(' · ') })} ✕
    </button>`
  }

  #clear(): void {
    this.desk.route.patch({ severity: null, district: null, text: null, rule: null, station: null })
  }

  #loadPast({ rule, station }: AlarmFilter): void {
    const asked = JSON.stringify([rule, station])
    if (this.#pastAsked === asked) return
    this.#pastAsked = asked
    this.desk.api.pastAlarms({ rule, station }).then(
      (past) => {
        if (this.#pastAsked !== asked) return
        this.past = past
        this.fault = null
      },
      (error: unknown) => {
        if (error instanceof ApiFailure) this.fault = faultText(this.desk.text, error)
      },
    )
  }
}

customElements.define('alarms-page', AlarmsPage)

function pageStyles() {
  return css`
    :host {
      display: grid;
      grid-template-rows: auto auto minmax(0, 1fr);
      min-height: 0;
    }
    .bar {
      padding: 0.5rem 0.8rem;
      gap: 0.5rem 1.2rem;
    }
    .tabs {
      gap: 0;
    }
    .tabs button {
      border-radius: 0;
      margin-left: -1px;
    }
    .severity {
      display: flex;
      align-items: center;
      gap: 0.35rem;
    }
    .severity .mark {
      width: 1.2rem;
      height: 1.2rem;
    }
    input[type='search'] {
      flex: 1 1 12rem;
      max-width: 24rem;
    }
    .sum {
      padding: 0 0.9rem 0.4rem;
    }
    .sum button {
      min-height: 0;
    }
    .body {
      display: grid;
      min-height: 0;
      border-top: 1px solid var(--line);
      background: var(--panel);
    }
    .split {
      grid-template-columns: minmax(0, 1fr) minmax(20rem, 30rem);
    }
    alarm-detail {
      border-left: 1px solid var(--line-strong);
    }
    .empty {
      padding: 2rem;
      color: var(--soft);
    }
  `
}
