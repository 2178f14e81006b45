import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { toggled } from '../comma-list.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import './columns-menu.ts'
import { WORST_FIRST } from './order.ts'
import { markStyles, severityMark } from './severity-mark.ts'
import './views-menu.ts'
import { timeField } from '../text/time-field.ts'

/** Which states each tab shows. */
export const TABS: readonly { readonly name: string; readonly states: string | null }[] = [
  { name: 'open', states: null },
  { name: 'waiting', states: 'unacknowledged,returned' },
  { name: 'shelved', states: 'shelved' },
  { name: 'suppressed', states: 'suppressed' },
  { name: 'out-of-service', states: 'out-of-service' },
  { name: 'over', states: 'normal' },
]

/** What the alarm console shows: state, level, place, words; all of it in the address. */
export class FilterBar extends DeskElement {
  static override properties: PropertyDeclarations = { counts: { attribute: false } }

  static override styles = [controls, markStyles, barStyles()]

  /** Alarms of each tab, by its name; not known of the history. */
  declare counts: Readonly<Record<string, number>>
  protected readonly follows = ['route'] as const

  focusText(): void {
    this.renderRoot.querySelector<HTMLInputElement>('[name=text]')?.focus()
  }

  override render(): TemplateResult {
    const { text, route } = this.desk
    const state = route.param('state')
    const chosen = new Set((route.param('severity') ?? '').split(','))
    return html`<div class="row" role="search">
      <views-menu .desk=${this.desk}></views-menu>
      <div class="row tabs" role="group" aria-label=${text('alarms.tabs')}>
        ${TABS.map(
          ({ name, states }) =>
            html`<button aria-pressed=${state === states} @click=${() => route.patch({ state: states, alarm: null, before: null })}>
              ${text.of('tab', name, name)}${this.counts[name] === undefined ? nothing : html` <span class="number">${this.counts[name]}</span>`}
            </button>`,
        )}
      </div>
      <div class="row severities" role="group" aria-label=${text('alarms.severities')}>
        ${WORST_FIRST.map(
          (severity) =>
            html`<button
              class="severity"
              aria-pressed=${chosen.has(severity)}
              @click=${() => route.patch({ severity: toggled(route.param('severity'), severity) })}
            >
              ${severityMark(severity)} <span>${text.of('severity', severity, severity)}</span>
            </button>`,
        )}
      </div>
      ${this.#select('district', 'districts')} ${this.#select('owner', 'departments')}
      <input
        name="text"
        type="search"
        placeholder=${text('alarms.text')}
        aria-label=${text('alarms.text')}
        .value=${route.param('text') ?? ''}
        @input=${(event: Event) => route.patch({ text: (event.target as HTMLInputElement).value })}
      />
      ${state === 'normal' ? this.#before() : nothing}
      <columns-menu .desk=${this.desk}></columns-menu>
    </div>`
  }

  #select(param: 'district' | 'owner', of: 'districts' | 'departments'): TemplateResult {
    const { text, route, city } = this.desk
    const [label, all] =
      param === 'district'
        ? (['alarms.district', 'alarms.district.all'] as const)
        : (['alarms.owner', 'alarms.owner.all'] as const)
    return html`<select name=${param} aria-label=${text(label)} @change=${(event: Event) => route.patch({ [param]: (event.target as HTMLSelectElement).value })}>
      <option value="">${text(all)}</option>
      ${(city.facts?.[of] ?? []).map(
        ({ id, label: name }) =>
          html`<option value=${id} ?selected=${id === route.param(param)}>${this.name(name)}</option>`,
      )}
    </select>`
  }

  /** The history may be read from any time backwards; the time is the city's. */
  #before(): TemplateResult {
    const { text, route } = this.desk
    const before = Number(route.param('before'))
    return timeField(this.desk, {
      name: 'before',
      label: text('past.before'),
      at: before > 0 ? before : null,
      isOptional: true,
      changed: (at) => route.patch({ before: at === null ? null : String(at) }),
    })
  }
}

customElements.define('filter-bar', FilterBar)

function barStyles() {
  return css`
    :host {
      display: block;
      padding: 0.5rem 0.8rem;
    }
    [role='search'] {
      gap: 0.4rem 1rem;
    }
    .tabs {
      gap: 0;
    }
    .tabs button {
      border-radius: 0;
      margin-left: -1px;
    }
    .number {
      font-size: 0.86rem;
      opacity: 0.85;
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
      flex: 1 1 10rem;
      max-width: 22rem;
    }
    select {
      max-width: 11rem;
    }
    .before {
      gap: 0.4rem;
    }
    @media (max-width: 48rem) {
      :host {
        padding: 0.3rem 0.5rem;
      }
      [role='search'] {
        gap: 0.3rem;
      }
      button,
      select,
      input {
        min-height: 44px;
      }
      .tabs {
        flex-wrap: nowrap;
        overflow-x: auto;
        max-width: 100%;
        order: -1;
        flex: 1 1 100%;
      }
      .tabs button {
        white-space: nowrap;
        flex: none;
      }
      .severity {
        min-width: 44px;
        justify-content: center;
      }
      .severity span,
      columns-menu {
        display: none;
      }
      select {
        flex: 1 1 8rem;
      }
    }
  `
}
